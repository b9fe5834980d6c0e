/// How a column of the CSV becomes inputs of the network.
package struct InputColumn: Hashable, Sendable {
  package enum Encoding: Hashable, Sendable {
    case number(NumberEncoding)
    case boolean(BooleanEncoding)
    case category(CategoryEncoding)
    case date(DateEncoding)
  }

  /// The column's name in the CSV.
  package var name: String
  /// How its cells are written.
  package var format = CellFormat()
  package var encoding: Encoding
  /// Whether a missing cell is a fault.
  package var refusesMissing = false
  /// Whether training has met missing cells of a column with a shape, which gets no input that says so.
  package var hidesMissing = false

  /// Whether training has met missing cells.
  var knowsMissing: Bool {
    if hidesMissing { return true }
    return switch encoding {
    case .number(let encoding): encoding.hasIndicator
    case .boolean(let encoding): encoding.hasIndicator
    case .category(let encoding): encoding.hasMissing
    case .date(let encoding): encoding.elapsed.hasIndicator
    }
  }

  /// How many inputs it becomes.
  package var width: Int {
    switch encoding {
    case .number(let encoding): encoding.width
    case .boolean(let encoding): encoding.hasIndicator ? 2 : 1
    case .category(let encoding): encoding.width
    case .date(let encoding): encoding.width
    }
  }

  /// What its cells are.
  package var type: ColumnType {
    switch encoding {
    case .number: .numeric
    case .boolean: .boolean
    case .category: .categorical
    case .date: .date
    }
  }
}
