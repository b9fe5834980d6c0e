import System

/// What is wrong with a row of a table whose rows are steps, or is to be told of it.
struct StepFault: Error, Equatable {
  let row: Int
  /// The name of the column whose cell shows it.
  let column: String
  let message: String
  /// A row that was right before, to be named too.
  var earlier: Int?
}

/// A table whose rows are steps: which rows belong together, and what they predict.
struct StepTable: Sendable {
  /// A column of numbers, or of classes by their index; NaN where missing.
  typealias Column = (name: String, cells: [Double])

  /// What holds of the sequences of a table.
  struct Demands {
    /// A column of which no step may lack a cell.
    var required: String?
    /// How many steps there must be; nil for one.
    var least: LeastSteps?
    /// The rows' weights.
    var weights: Column?
    /// Whether what is faulty is left out and counted.
    var skipsFaulty = false
  }

  let layout: StepLayout
  let order: StepOrder
  /// Whether all inputs of a row are missing; empty where nothing is masked.
  private let isBlank: [Bool]
  /// Whether a row is faulty and only keeps its place.
  private var isFaulty: [Bool]
  /// Of each target column its cells. None where nothing is to be compared with them.
  private let targets: [Column]
  private let demands: Demands
  /// The sequences that are left out, by their numbers, and why.
  private var faults: [Int: StepFault] = [:]

  /// - Parameters:
  ///   - ids: of each row what it has in common with the others of its group.
  ///   - times: of each row what it is ordered by.
  /// - Throws: the first row, in the table's order, that does not go with the others of its group, where
  ///   such a group is not to be left out.
  init(
    _ layout: StepLayout, _ cells: StepCells, targets: [Column], _ demands: Demands
  ) throws(StepFault) {
    self.layout = layout
    self.targets = targets
    self.demands = demands
    isBlank = cells.isBlank
    isFaulty = cells.isFaulty
    var ties: [StepOrder.Tie] = []
    order = StepOrder(ids: cells.ids, times: cells.times, ties: &ties)
    switch layout.kind {
    case .window:
      if let tie = ties.min(by: { $0.row < $1.row }), !demands.skipsFaulty { throw fault(tie) }
      for tie in ties { (isFaulty[tie.row], isFaulty[tie.earlier]) = (true, true) }
    case .sequence: try checkSequences(ties)
    }
  }

  private func fault(_ tie: StepOrder.Tie) -> StepFault {
    let what = layout.by.map { "a row with the same \(Message.quoted($0))" } ?? "a row"
    return StepFault(
      row: tie.row, column: layout.order,
      message:
        "the same \(Message.quoted(layout.order)) as \(what) has before it, so their order is "
        + "unknown", earlier: tie.earlier)
  }

  /// Looks for sequences that are none, of which the first is refused or all are left out.
  private mutating func checkSequences(_ ties: [StepOrder.Tie]) throws(StepFault) {
    var tied: [Int: StepOrder.Tie] = [:]
    for tie in ties { tied[tie.row] = tie }
    for (number, group) in order.groups.enumerated() {
      let rows = order.rows[group].sorted()
      let tie = tied.isEmpty ? nil : rows.lazy.compactMap { tied[$0] }.first
      let found =
        [
          rows.first { isFaulty[$0] }.map {
            StepFault(row: $0, column: layout.by ?? layout.order, message: "a faulty step")
          },
          tie.map { fault($0) }, contradiction(in: rows), lack(in: group),
        ].compactMap(\.self).min { $0.row < $1.row }
      if let found { faults[number] = found }
    }
    if !demands.skipsFaulty, let first = faults.values.min(by: { $0.row < $1.row }) { throw first }
  }

  /// Two rows of a sequence, ascending, that say different things of it as a whole.
  private func contradiction(in rows: [Int]) -> StepFault? {
    var faults: [StepFault] = []
    func compare(_ column: Column, _ noun: String, _ expected: String) {
      let stated = rows.lazy.filter { column.cells[$0] == column.cells[$0] }
      guard let first = stated.first,
        let other = stated.first(where: { column.cells[$0] != column.cells[first] })
      else { return }
      faults.append(
        StepFault(
          row: other, column: column.name,
          message:
            "another \(noun) than a row of the same sequence has before it; expected one for "
            + "all of them\(expected)", earlier: first))
    }
    for target in targets { compare(target, "target", ", or empty cells in all rows but the last") }
    if let weights = demands.weights { compare(weights, "weight", "") }
    return faults.min { $0.row < $1.row }
  }

  /// What a sequence lacks as one.
  private func lack(in group: Range<Int>) -> StepFault? {
    let first = order.rows[group.lowerBound]
    let name = layout.by ?? layout.order
    guard let last = group.last(where: { !isBlank[order.rows[$0]] }) else {
      return StepFault(
        row: first, column: name,
        message: "a sequence without steps: all inputs of its rows are missing")
    }
    if let required = demands.required {
      let missing = (group.lowerBound..<last).map { order.rows[$0] }.filter { isBlank[$0] }.min()
      if let missing {
        return StepFault(row: missing, column: required, message: CellMessage.missing(in: required))
      }
    }
    let steps = min(layout.steps, last + 1 - group.lowerBound)
    return demands.least?.objection(to: steps).map {
      StepFault(row: first, column: name, message: $0)
    }
  }

  /// Refuses sequences whose rows are in several splits.
  func checkParts<Part: Equatable>(_ parts: [Part], column: String) throws(StepFault) {
    var fault: StepFault?
    for group in order.groups {
      let rows = order.rows[group].sorted()
      guard let other = rows.first(where: { parts[$0] != parts[rows[0]] }),
        other < fault?.row ?? .max
      else { continue }
      fault = StepFault(
        row: other, column: column,
        message:
          "another split than a row of the same sequence is in, which must be in one as a whole",
        earlier: rows[0])
    }
    if let fault { throw fault }
  }

  private func hasTarget(_ row: Int) -> Bool {
    targets.allSatisfy { $0.cells[row] == $0.cells[row] }
  }

  // MARK: Examples

  /// What a table gives a network, and what is to be told of the rest.
  struct Examples {
    var examples: [StepExample] = []
    var notes: [StepNote] = []
  }

  /// The examples that have a target, in the order of the table.
  /// - Parameter parts: of each row of windows the part that it is in; nil where all are one.
  func examples<Part: Equatable>(parts: [Part?]?) -> Examples {
    var found = allExamples(parts: parts)
    let count = found.examples.count
    var beyond = 0
    var firstWithout: Int?
    found.examples.removeAll { example in
      guard let target = example.target else {
        beyond += 1
        return true
      }
      guard !hasTarget(target) else { return false }
      firstWithout = firstWithout ?? target
      return true
    }
    if beyond > 0, case .window(let horizon) = layout.kind {
      found.notes.append(
        StepNote(
          "\(counted(beyond, "window")) left out whose target would come \(counted(horizon, "row")) later, "
            + "after the end of the table"))
    }
    let without = count - beyond - found.examples.count
    if without > 0 {
      found.notes.append(
        StepNote(
          "\(counted(without, layout.noun)) left out whose target is missing", row: firstWithout,
          column: targets.first?.name))
    }
    return found
  }

  /// The examples with or without a target, in the order of the table.
  func allExamples<Part: Equatable>(parts: [Part?]?) -> Examples {
    switch layout.kind {
    case .sequence:
      let found = order.sequences(
        steps: layout.steps, isBlank: isBlank, without: Set(faults.keys))
      var notes: [StepNote] = []
      if let first = faults.values.min(by: { $0.row < $1.row }) {
        notes.append(
          StepNote(
            "\(counted(faults.count, "sequence")) left out as faulty: \(first.message)",
            row: first.row, column: first.column))
      }
      if found.cut > 0 {
        notes.append(
          StepNote(
            "\(counted(found.cut, "sequence")) with more than \(counted(layout.steps, "step")), of which the "
              + "last \(layout.steps) are kept", row: found.firstCut, column: layout.by))
      }
      return Examples(examples: found.examples, notes: notes)
    case .window(let horizon):
      let found = order.windows(
        steps: layout.steps, horizon: horizon, parts: parts, isFaulty: isFaulty)
      var notes: [StepNote] = []
      if found.short > 0 {
        let group = layout.by.map { " with the same \(Message.quoted($0))" } ?? ""
        notes.append(
          StepNote(
            "\(counted(found.short, "row")) without \(counted(layout.steps - 1, "row"))\(group) before "
              + (found.short == 1 ? "it makes" : "them make") + " no window"))
      }
      if found.crossing > 0 {
        notes.append(
          StepNote(
            "\(counted(found.crossing, "window")) left out that would cross from training rows to others, "
              + "or between those held back"))
      }
      if found.faulty > 0 {
        notes.append(
          StepNote(
            "\(counted(found.faulty, "window")) left out with a faulty step",
            row: found.firstFaulty, column: layout.order))
      }
      return Examples(examples: found.examples, notes: notes)
    }
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension EncodedRows {
  /// What examples get of the encoded rows of their table.
  func examples(_ examples: [StepExample], _ table: StepTable, threads: Int) throws(Failure) -> Self
  {
    let rows = examples.map { $0.target ?? $0.row }
    return EncodedRows(
      inputs: try table.order.inputs(
        of: examples, inputs, steps: table.layout.steps, hasLengths: table.layout.hasLengths,
        threads: threads),
      targets: try targets.picking(rows), fileTargets: try fileTargets?.picking(rows))
  }
}

extension Matrix {
  /// Some rows, in this order.
  fileprivate func picking(_ rows: [Int]) throws(Failure) -> Matrix {
    let picked = try Matrix(rows: rows.count, columns: columns)
    for (index, row) in rows.enumerated() {
      picked.row(index).update(from: self.row(row), count: columns)
    }
    return picked
  }
}

/// What is to be told of rows that are steps.
struct StepNote {
  let text: String
  /// The first row that it is true of, and the name of the column whose cell shows it.
  let row: Int?
  let column: String?

  init(_ text: String, row: Int? = nil, column: String? = nil) {
    self.text = text
    self.row = row
    self.column = column
  }

  func sentence(in files: TableFiles, delimiter: Character) -> String {
    guard let row, let column else { return "\(files.name): \(text)" }
    let place = TableReader.position(ofRow: row, column: column, in: files, delimiter: delimiter)
    return "\(files.name): \(text), the first at "
      + (place.map(files.text) ?? "row \(row + 1) of those read")
  }
}

// MARK: Places

extension StepFault {
  /// The failure to be reported for the file, all of whose rows are in the table.
  func failure(in files: TableFiles, delimiter: Character) -> Failure {
    func position(_ row: Int) -> TextPosition? {
      TableReader.position(ofRow: row, column: column, in: files, delimiter: delimiter)
    }
    let other = earlier.map { row in
      position(row).map { " (at \(files.textInside($0)))" } ?? " (row \(row + 1))"
    }
    let message = message + (other ?? "")
    guard let place = position(row) else {
      return Failure(.data, at: files.location, "row \(row + 1) of those read: \(message)")
    }
    return TextFault(position: place, message: message).failure(in: files)
  }
}
