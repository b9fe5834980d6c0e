package import Spec
import System

/// The section `data`: which rows and columns are learnt from.
package struct DataSection: Declared {
  package var train: DataSource = ""
  /// Nil where no rows are held back.
  package var validation: Holdout?
  package var test: Holdout?
  /// Nil where rows are no nodes of a graph.
  package var edges: EdgesSection?
  /// Where it names no column, chance decides which rows are held back.
  package var split = SplitSection()
  /// At least one column once read.
  package var target: [String] = []
  /// Nil for every column that is neither target nor ignored, in the file's order.
  package var inputs: [String]?
  /// The extents of the inputs that are in no group; nil where they stand side by side.
  package var shape: [Int]?
  /// By the groups' names.
  package var groups: [Named<GroupSection>] = []
  /// Nil where a row of the table is no step of a sequence.
  package var sequence: SequenceSection?
  /// Nil where rows are not seen together with those before them.
  package var window: WindowSection?
  package var ignore: [String] = []
  /// Nil where the target's values are to decide.
  package var task: Task?
  /// Nil for true in classification.
  package var stratify: Bool?
  package var delimiter: Character = ","
  /// By the columns' names.
  package var columns: [Named<ColumnSection>] = []
  /// The texts that stand for a missing value; an empty cell always does.
  package var missing = MissingTexts.standard.texts
  /// The column with the weights of the training rows.
  package var weight: String?
  package var classWeight: ClassWeight?

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "train", \.train, .files,
      """
      the CSV file of the training rows, with a header, plain or compressed by gzip or Zstandard; - for \
      standard input; or several files with the same header, whose rows are those of one table: a pattern such as \
      part-*.csv (* for any characters, ? for one, [a-z] for one of these), whose files come in the order of their \
      names' bytes, or a list of paths and patterns, in its order
      """,
      isRequired: true),
    Field(
      "validation", \.validation, .holdout,
      """
      rows to monitor training with, evaluated before the first epoch and after each: a fraction \
      split off the rows of train (rounded, at least one row), or CSV files, stated as in train; by default none
      """),
    Field(
      "test", \.test, .holdoutOrFold,
      """
      rows for the final evaluation, after training: a fraction or files as in \
      validation (two fractions must add up to less than 1), or one of several equal parts of train, for \
      cross-validation; by default none
      """),
    Field(
      "edges", \.edges, .object(),
      """
      the edges of a graph whose nodes are the rows of train, all of which graph_convolution layers \
      read, while only the rows of a split count in its losses and scores; by default rows are not nodes
      """),
    Field(
      "split", \.split, .object(),
      """
      how a column decides which rows of train are held back: by the value in each row (column), \
      by keeping rows that belong together on one side (by), or in order (order); by default they are drawn at random
      """),
    Field(
      "target", \.target, .oneOrSeveral(.column),
      "the column to predict, or in regression a list of columns",
      isRequired: true),
    Field(
      "inputs", \.inputs, .list(.column),
      """
      the columns to predict from, in this order, a categorical one giving an input per category; by default \
      all that are neither target nor ignored, in the file's order
      """),
    Field(
      "shape", \.shape, .shape,
      """
      the shape that the inputs of a row have, all of them numbers, in their order: [height, width, \
      channels] for an image, [steps, features] for a sequence, the last index running fastest; a \
      sequence may lack steps at the end; with groups, the shape of the inputs in no group; by default \
      flat
      """),
    Field(
      "groups", \.groups, .map("the name of a group", .object()),
      """
      inputs that layers read together, under a name for a layer's from; those in no group form \
      the group inputs and come first
      """),
    Field(
      "sequence", \.sequence, .object(),
      """
      makes each row a step of a sequence, whose target is that of its last row; earlier rows \
      may leave it empty, but another target is a fault. The inputs have the shape [steps, \
      features], features being what the input columns of a row become; by and order are not inputs unless \
      inputs names them. Fractions that are held back are of sequences. A step is masked if all of its cells, \
      and those of all later steps, are missing
      """),
    Field(
      "window", \.window, .object(),
      """
      makes each row, with those before it, an example that predicts the target of a later row. The inputs \
      have the shape [steps, features], features being what the input columns of a row become; by and order \
      are not inputs unless inputs names them, and inputs may name the target, for its past. Fractions that are \
      held back are the last rows in order, test after validation, and rows of the same time stay together; \
      a window lies, from its first row to its target, entirely in one part. Rows with too few before them \
      make no window and are counted in a note, as are windows that would cross from one part to another
      """),
    Field("ignore", \.ignore, .list(.column), "columns to ignore"),
    Field(
      "columns", \.columns, .map("the name of a column", .object()),
      "what is known about single columns, and how they become inputs"),
    Field(
      "missing", \.missing, .list(.text()),
      """
      the strings that mean a missing value, as they are spelt in the file, besides an empty cell; a row \
      whose target is missing is left out
      """),
    Field(
      "task", \.task, .choice,
      """
      whether a class or a number is predicted; by default classification if the one target \
      is text or boolean or has at most 20 distinct values, all integers, else regression; \
      classes are ordered as numbers if they all are, else by their UTF-8 bytes, and of two the second is positive
      """),
    Field(
      "stratify", \.stratify, .boolean,
      """
      whether the fractions split off have the classes in the proportions of all rows; for classification \
      only, where it is by default true
      """),
    Field(
      "weight", \.weight, .column,
      """
      a column of numbers ≥ 0, not an input, by which the losses of training rows are multiplied; \
      held-out rows all count the same; by default none
      """),
    Field(
      "class_weight", \.classWeight, .classWeight,
      """
      what the losses of a class's training rows are multiplied by: balanced is n / (k · m) with \
      n rows, k classes and m rows of the class; a class that is not named has 1; held-out \
      rows all count the same; by default none
      """),
    Field("delimiter", \.delimiter, .delimiter, "the character between two cells"),
  ]

  package func check(_ reading: inout Reading) {
    if reading.areSound("validation", "test"), case .fraction(let validation) = validation,
      case .fraction(let test) = test, validation + test >= 1
    {
      reading.fault(
        "test",
        "validation and test, \(validation) and \(test), must add up to less than 1")
    }
    checkFiles(&reading)
    checkTarget(&reading)
    checkInputs(&reading)
    checkColumns(&reading)
    checkEdges(&reading)
    checkShape(shape, "shape", &reading)
    checkGroups(&reading)
    checkSplit(&reading)
    checkSteps(&reading)
  }

  /// Standard input is one table, and can be read once.
  private func checkFiles(_ reading: inout Reading) {
    let sources = [
      ("train", train), ("validation", validation?.source), ("test", test?.source),
      ("edges.file", edges.map { DataSource($0.file) }),
    ]
    for (key, source) in sources {
      guard let paths = source?.paths, paths.count > 1, let index = paths.firstIndex(of: "-") else {
        continue
      }
      reading.fault(
        "\(key).\(index)",
        "standard input cannot be one of several files; expected the path of a file")
    }
    let standardInputs = sources.filter { $0.1?.isStandardInput == true }
    for (key, _) in standardInputs.dropFirst() {
      reading.fault(
        key,
        "only one of train, validation\(edges == nil ? " and test" : ", test and edges.file") can be "
          + "standard input")
    }
  }

  private func checkTarget(_ reading: inout Reading) {
    guard reading.areSound("target") else { return }
    let targets = ColumnNames(target)
    for (index, name) in target.enumerated() where targets[name] != index {
      reading.fault("target.\(index)", "the target \(name.quoted) is named twice")
    }
    for (index, name) in ignore.enumerated() where targets[name] != nil {
      reading.fault("ignore.\(index)", "the target \(name.quoted) is among the ignored columns")
    }
    if target.count > 1, task == .classification {
      reading.fault("target", "classification has one target, not \(target.count)")
    }
  }

  private func checkInputs(_ reading: inout Reading) {
    guard reading.areSound("inputs"), let inputs else { return }
    if inputs.isEmpty {
      reading.fault("inputs", "expected at least one input")
    }
    let known = ColumnNames(inputs)
    let targets = ColumnNames(target)
    let ignored = ColumnNames(ignore)
    for (index, name) in inputs.enumerated() {
      let place = "inputs.\(index)"
      if known[name] != index {
        reading.fault(place, "the input \(name.quoted) is named twice")
      }
      if targets[name] != nil, window == nil {
        reading.fault(place, "the target \(name.quoted) is among the inputs")
      }
      if ignored[name] != nil {
        reading.fault(place, "the input \(name.quoted) is among the ignored columns")
      }
    }
  }

  private func checkSplit(_ reading: inout Reading) {
    guard
      reading.areSound(
        "split", "validation", "test", "target", "stratify", "weight", "inputs", "window")
    else { return }
    if let (key, message) = split.objection(to: self, isWhole: false) {
      reading.fault(key, message)
    }
    guard let rule = split.rule else { return }
    let column = ColumnNames([rule.column])
    for (role, names) in [("target", target), ("weight", weight.map { [$0] } ?? [])]
    where names.contains(where: { column[$0] != nil }) {
      reading.fault(
        "split.\(rule.key)",
        "the \(role) \(rule.column.quoted) cannot decide how the rows are split")
    }
    if rule.key == "column", let index = inputs?.firstIndex(where: { column[$0] != nil }) {
      reading.fault(
        "inputs.\(index)",
        "the column \(rule.column.quoted), which says which split a row is in, is among the inputs")
    }
  }

  /// Whether there may be validation rows.
  package var hasValidation: Bool { validation != nil || split.column != nil }

  /// The column that has a say in the rows' splits: where none is stated, shares of windows are those of the
  /// last rows in their order.
  var splitRule: SplitSection.Rule? {
    let areShares = [validation, test].contains { $0?.isOfTrain == true }
    return split.rule ?? (areShares ? window.map { ("order", $0.order) } : nil)
  }

  /// What tells which rows belong together is no target, and of rows with a shape there are no steps.
  private func checkSteps(_ reading: inout Reading) {
    let keys = [
      ("sequence", sequence.map { [("by", $0.by), ("order", $0.order)] }),
      ("window", window.map { [("by", $0.by), ("order", $0.order)] }),
    ]
    if sequence != nil, window != nil, reading.areSound("sequence", "window") {
      reading.fault("window", "a table has either a \("sequence".quoted) or a \("window".quoted)")
    }
    if edges != nil, sequence != nil || window != nil, reading.areSound("edges") {
      reading.fault(
        "edges", "the rows of a sequence or a window are steps, not nodes of a graph")
    }
    for (section, columns) in keys where reading.areSound(section) {
      guard let columns else { continue }
      for key in ["shape", "groups"] where key == "shape" ? shape != nil : !groups.isEmpty {
        reading.fault(
          key,
          "\(key.quoted) does not go with \(section.quoted), which gives the inputs the shape "
            + "[steps, features]")
      }
      let names = columns.map { $0.1 ?? "" }
      for (key, name) in columns {
        guard let name else { continue }
        if reading.areSound("target"), ColumnNames(target)[name] != nil {
          reading.fault(
            "\(section).\(key)",
            "the target \(name.quoted) cannot be what rows are grouped or ordered by")
        }
        if let weight, ColumnNames([weight])[name] != nil {
          reading.fault(
            "\(section).\(key)",
            "the weight \(name.quoted) cannot be what rows are grouped or ordered by")
        }
      }
      if names[0].trimmed == names[1].trimmed {
        reading.fault(
          "\(section).order",
          "the rows of one \(names[1].quoted) cannot be ordered by it; expected another column")
      }
    }
  }

  /// The columns that say which rows belong together and how they are ordered, by their keys.
  var stepColumns: (by: (key: String, name: String)?, order: (key: String, name: String))? {
    if let sequence {
      return (("data.sequence.by", sequence.by), ("data.sequence.order", sequence.order))
    }
    return window.map { window in
      (window.by.map { ("data.window.by", $0) }, ("data.window.order", window.order))
    }
  }

  /// A layer names a group as it names another layer, of which a number would be the place.
  private func checkGroups(_ reading: inout Reading) {
    for (index, group) in groups.enumerated() {
      let place = "groups.\(group.name.asKey)"
      if group.name.trimmed.isEmpty {
        reading.fault(place, "expected a name for the group")
      } else if group.name == GroupSection.rest {
        reading.fault(
          place,
          "the group \(group.name.quoted) is that of all inputs in no other group; expected another "
            + "name")
      } else if Int(group.name) != nil {
        reading.fault(
          place,
          "the group \(group.name.quoted) looks like the number of a layer; expected another name"
        )
      }
      if groups[..<index].contains(where: { $0.name == group.name }) {
        reading.fault(place, "the group \(group.name.quoted) is described twice")
      }
    }
  }

  private func checkEdges(_ reading: inout Reading) {
    guard reading.areSound("edges", "validation", "test", "target", "weight", "inputs", "split"),
      let edges
    else {
      return
    }
    for (key, holdout) in [("validation", validation), ("test", test)] where holdout?.source != nil
    {
      reading.fault(
        key,
        "the rows of another file are not nodes of the graph; expected a fraction of train, or a column "
          + "that says which they are")
    }
    let node = ColumnNames([edges.node])
    let others = [
      ("target", target), ("weight", weight.map { [$0] } ?? []),
      ("column of the splits", splitRule.map { [$0.column] } ?? []),
    ]
    for (role, names) in others where names.contains(where: { node[$0] != nil }) {
      reading.fault(
        "edges.node", "the \(role) \(edges.node.quoted) cannot be the names of the nodes")
    }
    if let index = inputs?.firstIndex(where: { node[$0] != nil }) {
      reading.fault(
        "inputs.\(index)", "the nodes' names, \(edges.node.quoted), are among the inputs")
    }
  }

  private func checkColumns(_ reading: inout Reading) {
    guard reading.areSound("columns", "target", "weight") else { return }
    let known = ColumnNames(columns.map(\.name))
    let targets = ColumnNames(target)
    for (index, column) in columns.enumerated() {
      if known[column.name] != index {
        reading.fault(
          "columns.\(column.name.asKey)", "the column \(column.name.quoted) is described twice")
      }
      let isWeight = weight.map { $0.trimmed == column.name.trimmed } ?? false
      if isWeight {
        for key in column.value.keysOfInputs {
          reading.fault(
            "columns.\(column.name.asKey).\(key)",
            "the weight \(column.name.quoted) is not an input and has no \(key.quoted)")
        }
      }
      guard targets[column.name] != nil else { continue }
      if column.value.type == .date {
        reading.fault(
          "columns.\(column.name.asKey).type",
          "the target \(column.name.quoted) cannot be a date; expected classes or numbers")
        continue
      }
      // Its past may be an input.
      if window != nil, ColumnNames(inputs ?? [])[column.name] != nil { continue }
      if task == .classification, reading.areSound("task") {
        for key in column.value.keysOfNumbers {
          reading.fault(
            "columns.\(column.name.asKey).\(key)",
            "the target \(column.name.quoted) holds classes, which are not numbers and have no "
              + "\(key.quoted)")
        }
      }
      for key in column.value.keysOfInputs {
        reading.fault(
          "columns.\(column.name.asKey).\(key)",
          "the target \(column.name.quoted) is not an input and has no \(key.quoted); \("task".quoted) says whether it holds "
            + "classes or numbers")
      }
    }
    for (index, name) in (inputs ?? []).enumerated() {
      if known[name].map({ columns[$0].value.type }) == .ignore {
        reading.fault(
          "inputs.\(index)", "the input \(name.quoted) is among the ignored columns")
      }
      if weight.map({ ColumnNames([$0])[name] }) == 0 {
        reading.fault("inputs.\(index)", "the weight \(name.quoted) is among the inputs")
      }
    }
    if let weight, targets[weight] != nil {
      reading.fault("weight", "the target \(weight.quoted) is also the weight")
    }
    if classWeight != nil, task == .regression || target.count > 1, reading.areSound("task") {
      reading.fault("class_weight", "only a classification has classes to weight")
    }
  }

  /// What is said of columns; nothing of one that is not named.
  package func sections(of names: [String]) -> [ColumnSection] {
    let known = ColumnNames(columns.map(\.name))
    return names.map { name in known[name].map { columns[$0].value } ?? ColumnSection() }
  }

  /// What is said of inputs, by themselves or, where that leaves it open, by their groups.
  /// - Parameter groups: the name of each input's group.
  package func sections(of names: [String], in groups: [String]) -> [ColumnSection] {
    let known = Dictionary(self.groups.map { ($0.name, $0.value) }) { first, _ in first }
    return zip(sections(of: names), groups).map { section, name in
      guard let group = known[name] else { return section }
      var section = section
      section.scale = section.scale ?? group.scale
      section.missing = section.missing ?? group.missing
      return section
    }
  }

  /// Makes the paths of the files absolute, seen from a folder. Standard input stays `-`.
  package mutating func makePathsAbsolute(from folder: String) {
    func absolute(_ holdout: Holdout?) -> Holdout? {
      holdout?.source.map { .file($0.absolute(from: folder)) } ?? holdout
    }
    train = train.absolute(from: folder)
    validation = absolute(validation)
    test = absolute(test)
    if let file = edges?.file, file != "-" { edges?.file = FilePath.absolute(file, from: folder) }
  }
}

extension Holdout {
  /// Where rows of their own come from; nil for some of the training rows.
  package var source: DataSource? {
    if case .file(let source) = self { source } else { nil }
  }
}

extension Form<String> {
  fileprivate static var column: Form { .text("the name of a column") }
}

extension Form<Character> {
  /// One character that can stand between two cells.
  package static var delimiter: Form {
    Form(.text("one character, neither quote nor newline")) { json in
      // One scalar: a quote with a mark behind it is one character, too.
      guard let text = json.text, text.unicodeScalars.count == 1,
        let scalar = text.unicodeScalars.first,
        scalar != "\"", scalar != "\n", scalar != "\r"
      else { return nil }
      return Character(scalar)
    } write: {
      .text(String($0))
    }
  }
}
