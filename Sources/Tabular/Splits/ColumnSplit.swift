import Spec
import System

/// The splits of a table's rows where a column has a say in them.
struct ColumnSplit {
  private let table: TrainingTable
  private let data: DataSection
  private let rule: SplitSection.Rule
  private let places: Places

  init(_ table: TrainingTable, _ data: DataSection, _ rule: SplitSection.Rule, _ places: Places) {
    self.table = table
    self.data = data
    self.rule = rule
    self.places = places
  }

  private func failure(_ key: String, _ message: String) -> Failure {
    Failure(
      .configuration, at: places["data.\(key)"] ?? places["data.window.order"], message)
  }

  /// The splits, and what is to be told of them.
  /// - Throws: `configuration` where the column does not divide the rows as wanted.
  func split(seed: UInt64) throws(Failure) -> (RowSplit, notes: [String]) {
    guard let column = table.selection.split else {
      preconditionFailure("a split of the rows that was checked names a column")
    }
    // Folds may have come to the configuration behind its own check.
    if let (key, message) = data.split.objection(to: data, isWhole: true) {
      throw failure(key, message)
    }
    switch rule.key {
    case "column": return try stated(column)
    case "by":
      let groups = Self.groups(of: values(column))
      return (
        try drawn(groups, rule.key, column) { (counts, fold) in
          RowSplit(
            groups: groups.ofRow, count: groups.count, counts: counts, fold: fold, seed: seed)
        }, []
      )
    default:
      let groups = Self.groups(of: try keys(column))
      return (
        try drawn(groups, rule.key, column) { (counts, _) in
          RowSplit(ordered: groups.ofRow, count: groups.count, counts: counts)
        }, []
      )
    }
  }

  // MARK: Stated row by row

  private func stated(_ column: Int) throws(Failure) -> (RowSplit, notes: [String]) {
    let texts = table.raw.texts[column]
    let names = [
      ("train", data.split.train), ("validation", data.split.validation), ("test", data.split.test),
    ].map { ($0, ($1 ?? $0).trimmed) }
    let strings = (0..<texts.count).map { texts.string($0) }
    let partOfText = strings.map { text in
      names.firstIndex { $0.1 == text }.map { RowSplit.Part.allCases[$0] } ?? .leftOut
    }
    var counts = [Int](repeating: 0, count: texts.count)
    var missing = 0
    let parts = table.raw.cells.column(table.splitSlot ?? 0).map { code in
      guard code == code else {
        missing += 1
        return RowSplit.Part.leftOut
      }
      counts[Int(code)] += 1
      return partOfText[Int(code)]
    }
    let name = Message.quoted(table.names[column])
    for (number, (key, text)) in names.enumerated() {
      let isStated = [data.split.train, data.split.validation, data.split.test][number] != nil
      guard number == 0 || isStated, !parts.contains(RowSplit.Part.allCases[number]) else {
        continue
      }
      throw Failure(
        .configuration, at: places["data.split.\(key)"],
        "no row\(table.raw.tally.keptRows == table.raw.tally.parsedRows ? "" : " with a target") has "
          + "\(Message.quoted(text)) in column \(name)"
          + suggestion(for: text, among: strings, or: "; its values are \(Message.list(strings))"))
    }
    let others = strings.indices.filter { partOfText[$0] == .leftOut && counts[$0] > 0 }
      .sorted { counts[$0] == counts[$1] ? $0 < $1 : counts[$0] > counts[$1] }
    let left = missing + others.reduce(0) { $0 + counts[$1] }
    guard left > 0 else { return (RowSplit(parts: parts), []) }
    let listed =
      others.prefix(3).map { "\(Message.quoted(strings[$0])) in \(counts[$0])" }
      + (others.count > 3 ? ["others"] : []) + (missing > 0 ? ["nothing in \(missing)"] : [])
    return (
      RowSplit(parts: parts),
      [
        "\(data.train): \(left) row\(left == 1 ? " is" : "s are") in no split\(data.edges == nil ? " and left out" : ""): column \(name) "
          + "holds \(listed.joined(separator: ", "))"
      ]
    )
  }

  // MARK: Drawn or taken from the end

  /// Rows with equal keys.
  private struct Groups {
    /// Of each row the number of its group, in the order of the keys.
    let ofRow: [Int]
    let count: Int
  }

  private static func groups(of keys: [some Comparable]) -> Groups {
    var ofRow = [Int](repeating: 0, count: keys.count)
    let rows = keys.indices.sorted { keys[$0] < keys[$1] }
    var count = keys.isEmpty ? 0 : 1
    for (place, row) in rows.enumerated() {
      if place > 0, keys[rows[place - 1]] < keys[row] { count += 1 }
      ofRow[row] = count - 1
    }
    return Groups(ofRow: ofRow, count: count)
  }

  private func drawn(
    _ groups: Groups, _ key: String, _ column: Int,
    _ split: (_ counts: [Int], _ fold: Fold?) -> RowSplit
  ) throws(Failure) -> RowSplit {
    let rows = table.raw.rows
    var counts = [0, 0]
    var fold: Fold?
    for (index, holdout) in [data.validation, data.test].enumerated() {
      switch holdout {
      case .fraction(let fraction): counts[index] = RowSplit.count(of: fraction, rows: rows)
      case .fold(let part): fold = part
      case .file, nil: continue
      }
    }
    let values =
      "\(groups.count) value\(groups.count == 1 ? "" : "s") of column "
      + Message.quoted(table.names[column])
    if let fold, fold.count > groups.count {
      throw failure("test", "the rows of \(values) cannot be divided into \(fold.count) folds")
    }
    let wanted = 1 + counts.count { $0 > 0 } + (fold == nil ? 0 : 1)
    // Of folds others may be larger, yet each leaves a value.
    guard groups.count >= wanted else {
      throw failure(
        "split.\(key)",
        "the rows of \(values) cannot be divided into \(wanted) splits, as each value goes into one"
      )
    }
    return split(counts, fold)
  }

  /// Of each row a number that stands for its value; spellings of one text are one.
  private func values(_ column: Int) -> [Double] {
    let cells = table.raw.cells.column(table.splitSlot ?? 0)
    let texts: ColumnTexts? =
      if let slot = table.selection.inputs.firstIndex(of: column) {
        table.texts[slot]
      } else {
        ColumnTexts(table.raw.texts[column])
      }
    guard let texts else { return cells }
    return cells.map { Double(texts.index[Int($0)]) }
  }

  /// Of each row the number by which it is ordered.
  private func keys(_ column: Int) throws(Failure) -> [OrderKey] {
    if let slot = table.selection.inputs.firstIndex(of: column) {
      if table.texts[slot] == nil, let keys = table.orderKeys(column) { return keys }
      throw noOrder(column)
    }
    let cells = table.raw.cells.column(table.splitSlot ?? 0)
    let texts = table.raw.texts[column]
    let format = data.sections(of: [table.names[column]])[0].format
    guard let values = Self.numbers(texts, format) else { throw noOrder(column) }
    return cells.map { values[Int($0)] }
  }

  private func noOrder(_ column: Int) -> Failure {
    failure(
      "split.order",
      "column \(Message.quoted(table.names[column])) holds text; expected numbers, or dates in one format"
        + (table.raw.tally.firstOther[column].map {
          "; at \(table.files.textInside($0.position)) \($0.message)"
        } ?? ""))
  }

  /// The numbers, or the dates, that all of some texts are.
  private static func numbers(_ texts: TextPool, _ format: CellFormat) -> [OrderKey]? {
    func values(_ format: CellFormat) -> [OrderKey]? {
      var values: [OrderKey] = []
      for code in 0..<texts.count {
        // A number ends before a byte that belongs to none.
        let text = texts[code] + [UInt8(ascii: "\n")]
        let value: OrderKey? = text.withUnsafeBufferPointer { bytes in
          guard let start = bytes.baseAddress else { return nil }
          let cell = CellText(start: start, end: start + bytes.count - 1)
          guard case .number(let value, _, _) = format.number(in: cell) else { return nil }
          return OrderKey(number: value, remainder: format.remainder(of: cell, from: value))
        }
        guard let value else { return nil }
        values.append(value)
      }
      return values
    }
    if let values = values(format) { return values }
    guard format.date == nil, let dates = DateFormat.common(to: texts, isStated: false) else {
      return nil
    }
    var format = format
    format.date = dates
    return values(format)
  }
}
