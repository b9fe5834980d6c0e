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
  let layout: StepLayout
  let order: StepOrder
  /// Of each row what it is ordered by.
  let times: [Double]
  /// Whether all inputs of a row are missing; empty where nothing is masked.
  private let isBlank: [Bool]
  /// Of each target column its cells: numbers, or classes by their index; NaN where missing. None where
  /// nothing is to be compared with them.
  private let targets: [(name: String, cells: [Double])]

  /// - Parameters:
  ///   - ids: of each row what it has in common with the others of its group.
  ///   - times: of each row what it is ordered by.
  /// - Throws: the first row at the time of an earlier one of its group, or with another target.
  init<ID: Hashable>(
    _ layout: StepLayout, ids: [ID], times: [Double], isBlank: [Bool],
    targets: [(name: String, cells: [Double])]
  ) throws(StepFault) {
    self.layout = layout
    self.times = times
    self.isBlank = isBlank
    self.targets = targets
    do throws(StepOrder.Tie) {
      order = try StepOrder(ids: ids, times: times)
    } catch {
      let what = layout.by.map { "a row with the same \(Message.quoted($0))" } ?? "a row"
      throw StepFault(
        row: error.row, column: layout.order,
        message:
          "the same \(Message.quoted(layout.order)) as \(what) has before it, so that their order is "
          + "not known", earlier: error.earlier)
    }
    if layout.kind == .sequence { try checkTargets() }
  }

  /// - Throws: as above.
  init(
    _ layout: StepLayout, _ cells: StepCells, targets: [(name: String, cells: [Double])]
  ) throws(StepFault) {
    try self.init(
      layout, ids: cells.ids, times: cells.times, isBlank: cells.isBlank, targets: targets)
  }

  /// Refuses sequences of which two rows have different targets.
  private func checkTargets() throws(StepFault) {
    var fault: StepFault?
    for target in targets {
      for group in order.groups {
        let rows = order.rows[group].filter { target.cells[$0] == target.cells[$0] }.sorted()
        guard let first = rows.first,
          let other = rows.first(where: { target.cells[$0] != target.cells[first] }),
          other < fault?.row ?? .max
        else { continue }
        fault = StepFault(
          row: other, column: target.name,
          message:
            "another target than a row of the same sequence has before it; expected one for all "
            + "of them, or empty cells in all rows but the last", earlier: first)
      }
    }
    if let fault { throw fault }
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
          "another split than a row of the same sequence is in, which goes into one as a whole",
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
  func examples<Part: Equatable>(parts: [Part?]?) throws(StepFault) -> Examples {
    var found = try allExamples(parts: parts)
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
            + "behind the end of the table"))
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
  func allExamples<Part: Equatable>(parts: [Part?]?) throws(StepFault) -> Examples {
    switch layout.kind {
    case .sequence:
      let found = order.sequences(steps: layout.steps, isBlank: isBlank)
      if let row = found.firstEmpty {
        throw StepFault(
          row: row, column: layout.by ?? layout.order,
          message: "a sequence without any step: all inputs of its rows are missing")
      }
      var notes: [StepNote] = []
      if found.cut > 0 {
        notes.append(
          StepNote(
            "\(counted(found.cut, "sequence")) with more than \(counted(layout.steps, "step")), of which the "
              + "last \(layout.steps) are kept", row: found.firstCut, column: layout.by))
      }
      return Examples(examples: found.examples, notes: notes)
    case .window(let horizon):
      let found = order.windows(steps: layout.steps, horizon: horizon, parts: parts)
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

  /// - Parameter isWhole: whether all rows of the file are in the table, so that a row can be found in it.
  func sentence(in path: String, delimiter: Character, isWhole: Bool = true) -> String {
    guard let row, let column else { return "\(path): \(text)" }
    let place =
      isWhole
      ? TableReader.position(ofRow: row, column: column, in: path, delimiter: delimiter) : nil
    return "\(path): \(text), the first at "
      + (place.map { "\(path):\($0.line):\($0.column)" } ?? "row \(row + 1) of those read")
  }
}

// MARK: Places

extension TableReader {
  /// Where a cell stands in a file all of whose rows are in the table; nil where the file cannot be read
  /// once more.
  static func position(
    ofRow wanted: Int, column name: String, in path: String, delimiter: Character
  ) -> TextPosition? {
    guard path != "-", let reader = try? TableReader(path: path, delimiter: delimiter),
      let column = reader.names.firstIndex(of: name)
    else { return nil }
    let unescaped = TextBuffer(capacity: 256)
    let buffer = TextBuffer(capacity: 1)
    var lines = reader.linesBefore
    var row = 0
    var next: TextChunk? = reader.first
    while let chunk = next {
      let scanner = CellScanner(dialect: reader.dialect, end: chunk.end, unescaped: unescaped)
      var cursor = chunk.rowsStart
      var place = 0
      while cursor < chunk.end, let cell = try? scanner.cell(at: cursor) {
        let isBlankLine =
          place == 0 && reader.header.count > 1 && cell.ending == .row && !cell.isQuoted
          && cell.text.trimmed.isEmpty
        if row == wanted, place == column, !isBlankLine {
          var position = TextPosition(of: cursor, from: chunk.textStart)
          position.line += lines
          return position
        }
        place += 1
        if cell.ending == .row {
          place = 0
          if !isBlankLine { row += 1 }
        }
        cursor = cell.next
      }
      lines += TextCheck.lineFeeds(chunk.textStart, count: chunk.end - chunk.textStart)
      next = (try? reader.source.next(into: buffer)) ?? nil
    }
    return nil
  }
}

extension StepFault {
  /// The failure to be reported for the file.
  /// - Parameter isWhole: whether all rows of the file are in the table, so that a row can be found in it.
  func failure(in path: String, delimiter: Character, isWhole: Bool = true) -> Failure {
    func position(_ row: Int) -> TextPosition? {
      guard isWhole else { return nil }
      return TableReader.position(ofRow: row, column: column, in: path, delimiter: delimiter)
    }
    let other = earlier.map { row in
      position(row).map { " (at \($0.line):\($0.column))" } ?? " (row \(row + 1))"
    }
    let message = message + (other ?? "")
    guard let place = position(row) else {
      return Failure(.data, at: .file(path), "row \(row + 1) of those read: \(message)")
    }
    return TextFault(position: place, message: message).failure(in: path)
  }
}
