/// Which value of a column each row has.
package struct RowGroups: Sendable {
  /// The values as texts, each once; an empty one for cells that are missing.
  package private(set) var values: [String] = []
  /// Of each row the number of its value.
  package private(set) var codes: [Int] = []
  private var known: [String: Int] = [:]

  init() {}

  mutating func append(_ value: String) {
    let code = known[value] ?? values.count
    if code == values.count {
      known[value] = code
      values.append(value)
    }
    codes.append(code)
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
    let keyed = values.indices.map { (number: Double(values[$0]), code: $0) }
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
