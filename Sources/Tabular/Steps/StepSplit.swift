import Spec
import System

/// The examples of a training table whose rows are steps, and the part that each is in.
struct StepSplit: Sendable {
  let table: StepTable
  /// By the parts' raw values.
  private let examples: [[StepExample]]
  /// Whether a row is a step of a training example.
  private(set) var isTraining: [Bool]
  /// Whether the target of a row is that of a training example.
  private(set) var isTarget: [Bool]
  /// Sentences to tell the user.
  let notes: [String]

  /// - Parameter draw: holds back some sequences, of which the rows with their targets are given, or where
  ///   a column has a say, rows.
  /// - Throws: `data` at a row that does not go with the others, `configuration` where a part is left
  ///   without examples.
  init(
    _ table: TrainingTable, _ layout: StepLayout, _ data: DataSection, places: Places,
    draw: (_ sequences: [Int]?) throws(Failure) -> (RowSplit, notes: [String])
  ) throws(Failure) {
    func located<Value>(
      _ body: () throws(StepFault) -> Value
    ) throws(Failure) -> Value {
      do throws(StepFault) {
        return try body()
      } catch {
        throw error.failure(in: table.files, delimiter: data.delimiter)
      }
    }
    let steps = try located { () throws(StepFault) in try StepTable(table, layout) }
    self.table = steps
    var splitNotes: [String] = []
    // Of each row, where a column has a say in it.
    var parts: [RowSplit.Part?]?
    if data.splitRule != nil {
      let (split, notes) = try draw(nil)
      parts = split.parts.map { $0 == .leftOut ? nil : $0 }
      splitNotes = notes
    }
    let ofRows = parts
    let found = try located { () throws(StepFault) in
      if layout.kind == .sequence, let ofRows, data.splitRule?.key != "order" {
        try steps.checkParts(ofRows, column: data.splitRule?.column ?? "")
      }
      return steps.examples(parts: ofRows)
    }
    guard !found.examples.isEmpty else {
      let reason =
        ofRows == nil || layout.kind == .sequence
        ? layout.noExample
        : "no \(layout.noun) lies entirely in one part of the rows; \(layout.need)"
      throw Failure(.data, at: table.files.location, reason)
    }
    let ofExamples: [RowSplit.Part?]
    if let ofRows {
      ofExamples = found.examples.map { ofRows[$0.row] }
    } else if layout.kind == .sequence {
      let (split, notes) = try draw(found.examples.map(\.row))
      ofExamples = split.parts
      splitNotes = notes
    } else {
      ofExamples = found.examples.map { _ in .train }
    }
    var examples = RowSplit.Part.allCases.map { _ in [StepExample]() }
    for (example, part) in zip(found.examples, ofExamples) {
      if let part { examples[Int(part.rawValue)].append(example) }
    }
    self.examples = examples
    for part in [RowSplit.Part.train, .validation, .test]
    where examples[Int(part.rawValue)].isEmpty && (part == .train || ofRows?.contains(part) == true)
    {
      throw Failure(
        .configuration, at: places["data.\(part)"] ?? places["data.split"],
        "no \(layout.noun) lies entirely in the \(part == .train ? "training" : "\(part)") rows of "
          + "\(data.train)" + (layout.kind == .sequence ? "" : "; \(layout.need)"))
    }
    isTraining = Array(repeating: false, count: table.raw.rows)
    isTarget = isTraining
    for example in examples[Int(RowSplit.Part.train.rawValue)] {
      for place in example.steps { isTraining[steps.order.rows[place]] = true }
      if let target = example.target { isTarget[target] = true }
    }
    notes =
      splitNotes
      + found.notes.map { $0.sentence(in: table.files, delimiter: data.delimiter) }
  }

  /// The examples of a part.
  func examples(_ part: RowSplit.Part) -> [StepExample] { examples[Int(part.rawValue)] }

  /// Refuses sequences with fewer steps than a network needs.
  func check(_ least: LeastSteps, in files: TableFiles, delimiter: Character) throws(Failure) {
    let rows = table.order.rows
    let faults = examples.joined().compactMap { example in
      least.objection(to: example.steps.count).map {
        StepFault(
          row: rows[example.steps.lowerBound], column: table.layout.by ?? table.layout.order,
          message: $0)
      }
    }
    guard let first = faults.min(by: { $0.row < $1.row }) else { return }
    throw first.failure(in: files, delimiter: delimiter)
  }

  /// How many examples there are in all parts.
  var count: Int { examples.reduce(0) { $0 + $1.count } }
}

extension StepTable {
  /// A training file as read.
  fileprivate init(_ table: TrainingTable, _ layout: StepLayout) throws(StepFault) {
    let (cells, selection) = (table.raw.cells, table.selection)
    func column(_ column: Int?) -> [Double]? {
      column.flatMap { selection.inputs.firstIndex(of: $0) }.map { cells.column($0) }
    }
    var isBlank: [Bool] = []
    if layout.hasLengths {
      isBlank.reserveCapacity(cells.rows)
      cells.read(0..<cells.rows) { _, count, start in
        for row in 0..<count {
          let cells = start + row * cells.columns
          isBlank.append((0..<selection.inputCount).allSatisfy { cells[$0] != cells[$0] })
        }
      }
    }
    let targets = selection.targets.enumerated().map { place, column in
      (
        table.names[column],
        table.classes == nil
          ? cells.column(table.raw.inputs + place) : table.labels.map { $0 < 0 ? .nan : Double($0) }
      )
    }
    // Ids are compared as texts, as they are where answers are asked for.
    var ids: [String?] = Array(repeating: "", count: cells.rows)
    if let by = selection.steps?.by, let codes = column(by) {
      let texts = table.raw.texts[by]
      ids = codes.map { code in
        code == code && Int(code) < texts.count ? texts.string(Int(code)) : "\(code)"
      }
    }
    var demands = Demands()
    demands.required = table.requiredInput
    if let slot = table.weightSlot, let weight = selection.weight {
      demands.weights = (table.names[weight], cells.column(slot))
    }
    let times = selection.steps.flatMap { table.orderKeys($0.order) } ?? []
    try self.init(
      layout, StepCells(ids: ids, times: times, isBlank: isBlank), targets: targets, demands)
  }
}
