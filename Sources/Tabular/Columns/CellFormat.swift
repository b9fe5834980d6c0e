/// How the cells of a column are written.
///
/// It is what the reading of a column needs besides its kind: of a training file it comes from the
/// configuration, of a further file from the model.
package struct CellFormat: Hashable, Sendable {
  /// Texts that stand for a missing value in this column, besides those of all columns.
  package var missing: [String] = []
  /// How numbers are written; nil for decimal numbers as programs write them.
  package var numbers: NumberFormat?

  /// How dates are written; nil in a column that holds none. They are read as days since 1970-01-01.
  package var date: DateFormat?

  package init() {}

  /// Whether numbers are decimal numbers, as programs write them.
  var isPlain: Bool { numbers == nil && date == nil }

  /// Reads a trimmed cell that is not missing as a number.
  @inline(__always)
  func number(in cell: CellText) -> CellText.Reading {
    if let date {
      guard case .days(let days) = date.reading(cell.bytes) else { return .other }
      // A time of day is a fraction that no decimals hold.
      return .number(days, decimals: date.hasHour ? .max : 0, isRounded: false)
    }
    guard let numbers else { return cell.number() }
    return numbers.number(in: cell)
  }

  /// What the number in a cell is beyond the Double that it was read as: of two cells with the same Double
  /// the smaller number has the smaller remainder. NaN where the cell has more digits than can be compared.
  func remainder(of cell: CellText, from number: Double) -> Double {
    if let date { return date.remainder(of: cell.bytes, from: number) }
    guard let numbers else { return cell.remainder(from: number) }
    return numbers.withDigits(of: cell) { $0.remainder(from: number) } ?? .nan
  }

  /// What a message says that a cell of numbers should be.
  var expectation: String { numbers?.expectation ?? "a decimal number" }
}
