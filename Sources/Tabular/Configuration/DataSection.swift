package import Spec

/// The section `data`: which rows and columns are learnt from.
package struct DataSection: Declared {
  /// The path of a CSV file, or `-` for standard input.
  package var train = ""
  /// Nil where no rows are held back.
  package var validation: Holdout?
  package var test: Holdout?
  /// At least one column once read.
  package var target: [String] = []
  /// Nil for every column that is neither target nor ignored, in the file's order.
  package var inputs: [String]?
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
      "train", \.train, .path,
      """
      the CSV file of the training rows, with a header, as it is or compressed by gzip or Zstandard; - for \
      standard input
      """,
      isRequired: true),
    Field(
      "validation", \.validation, .holdout,
      """
      rows to watch the training with, evaluated before the first epoch and after each: a share \
      split off the rows of train (rounded, at least one row), or a CSV file; by default none
      """),
    Field(
      "test", \.test, .holdoutOrFold,
      """
      rows for the final judgement, evaluated after the training: a share or a file as in \
      validation, two shares being below 1 together, or one of several equal parts of train, as in \
      cross-validation; by default none
      """),
    Field(
      "target", \.target, .oneOrSeveral(.column),
      "the column to predict, or in regression a list of columns",
      isRequired: true),
    Field(
      "inputs", \.inputs, .list(.column),
      """
      the columns to predict from, in this order, one of texts giving an input per text; by default \
      all that are neither target nor ignored, in the file's order
      """),
    Field("ignore", \.ignore, .list(.column), "columns to leave aside"),
    Field(
      "columns", \.columns, .map("the name of a column", .object()),
      "what is known of single columns, and how they become inputs"),
    Field(
      "missing", \.missing, .list(.text()),
      """
      the texts, as they stand in the file, that mean a missing value, besides an empty cell; a row \
      whose target is missing is left out
      """),
    Field(
      "task", \.task, .choice,
      """
      whether a class or a number is predicted; by default classification where the one target \
      is text or boolean or has at most 20 distinct values, all integers, else regression; \
      classes are ordered by number, or else by their UTF-8 bytes, and of two the second is positive
      """),
    Field(
      "stratify", \.stratify, .boolean,
      """
      whether the shares split off have each class as often as all rows do; for classification \
      only, where it is by default true
      """),
    Field(
      "weight", \.weight, .column,
      """
      a column of numbers ≥ 0, no input, with which the losses of training rows are multiplied; \
      the rows held back count alike; by default none
      """),
    Field(
      "class_weight", \.classWeight, .classWeight,
      """
      what the losses of a class's training rows are multiplied with: balanced is n / (k · m) with \
      n rows, k classes and m rows of the class, and a class that is not named has 1; the rows held \
      back count alike; by default none
      """),
    Field("delimiter", \.delimiter, .delimiter, "the character between two cells"),
  ]

  package func check(_ reading: inout Reading) {
    if reading.areSound("validation", "test"), case .fraction(let validation) = validation,
      case .fraction(let test) = test, validation + test >= 1
    {
      reading.fault(
        "test",
        "validation and test, \(validation) and \(test), must be below 1 together")
    }
    checkTarget(&reading)
    checkInputs(&reading)
    checkColumns(&reading)
    let standardInputs = [("train", train), ("validation", validation?.path), ("test", test?.path)]
      .filter { $0.1 == "-" }
    for (key, _) in standardInputs.dropFirst() {
      reading.fault(key, "only one of train, validation and test can be standard input")
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
      if targets[name] != nil {
        reading.fault(place, "the target \(name.quoted) is among the inputs")
      }
      if ignored[name] != nil {
        reading.fault(place, "the input \(name.quoted) is among the ignored columns")
      }
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
            "the weight \(column.name.quoted) is no input and has no \(key.quoted)")
        }
      }
      guard targets[column.name] != nil else { continue }
      if column.value.type == .date {
        reading.fault(
          "columns.\(column.name.asKey).type",
          "the target \(column.name.quoted) cannot be a date; classes or numbers are predicted")
        continue
      }
      if task == .classification, reading.areSound("task") {
        for key in column.value.keysOfNumbers {
          reading.fault(
            "columns.\(column.name.asKey).\(key)",
            "the target \(column.name.quoted) holds classes, which are no numbers and have no "
              + "\(key.quoted)")
        }
      }
      for key in column.value.keysOfInputs {
        reading.fault(
          "columns.\(column.name.asKey).\(key)",
          "the target \(column.name.quoted) is no input and has no \(key.quoted); whether it holds "
            + "classes or numbers is said by \("task".quoted)")
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
      reading.fault("weight", "the target \(weight.quoted) is the weight too")
    }
    if classWeight != nil, task == .regression || target.count > 1, reading.areSound("task") {
      reading.fault("class_weight", "only a classification has classes to be weighted")
    }
  }

  /// What is said of columns; nothing of one that is not named.
  package func sections(of names: [String]) -> [ColumnSection] {
    let known = ColumnNames(columns.map(\.name))
    return names.map { name in known[name].map { columns[$0].value } ?? ColumnSection() }
  }

  /// Makes the paths of the files absolute, seen from a folder. Standard input stays `-`.
  package mutating func makePathsAbsolute(from folder: String) {
    func absolute(_ path: String) -> String {
      path == "-" ? path : FilePath.absolute(path, from: folder)
    }
    func absolute(_ holdout: Holdout?) -> Holdout? {
      if case .file(let path) = holdout { .file(absolute(path)) } else { holdout }
    }
    train = absolute(train)
    validation = absolute(validation)
    test = absolute(test)
  }
}

extension Holdout {
  fileprivate var path: String? {
    if case .file(let path) = self { path } else { nil }
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
