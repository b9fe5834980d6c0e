/// Which value of a column each row has.
package struct RowGroups: Sendable {
  /// The values as texts, each once; an empty one for cells that are missing.
  package private(set) var values: [String] = []
  /// Of each row the number of its value.
  package private(set) var codes: [Int] = []
  /// By their spellings, and by what they mean.
  private var known: [String: Int] = [:]
  private var places: [Key: Int] = [:]

  init() {}

  /// Adds a row. Numbers that are spelled in several ways are one, as among categories, and so are `true` and `TRUE`; the
  /// first spelling stands for them.
  mutating func append(_ value: String) {
    if let code = known[value] {
      codes.append(code)
      return
    }
    let key: Key
    if let number = DecimalText(value) {
      key = .number(number)
    } else {
      let lower = value.lowercased()
      key = ["true", "false"].contains(lower) ? .text(lower) : .text(value)
    }
    let code = places[key] ?? values.count
    if code == values.count {
      places[key] = code
      values.append(value)
    }
    known[value] = code
    codes.append(code)
  }

  private enum Key: Hashable {
    case number(DecimalText)
    case text(String)
  }

  /// Those of some rows.
  package func picking(_ rows: [Int]) -> RowGroups {
    var groups = RowGroups()
    for row in rows { groups.append(values[codes[row]]) }
    return groups
  }

  /// Each value that rows have, with its rows: numbers by their size, then texts in their order.
  package var sorted: [(value: String, rows: [Int])] {
    var rows = [[Int]](repeating: [], count: values.count)
    for (row, code) in codes.enumerated() { rows[code].append(row) }
    let keyed = values.indices.map { (number: DecimalText(values[$0]), code: $0) }
    return keyed.sorted { first, second in
      switch (first.number, second.number) {
      case (let a?, let b?) where a != b: a < b
      case (_?, nil): true
      case (nil, _?): false
      default: values[first.code] < values[second.code]
      }
    }.map { (values[$0.code], rows[$0.code]) }
  }
}
