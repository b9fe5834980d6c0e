/// How the cells of a column are written.
///
/// It is what the reading of a column needs besides its kind: of a training file it comes from the
/// configuration, of a further file from the model.
package struct CellFormat: Hashable, Sendable {
  /// Texts that stand for a missing value in this column, besides those of all columns.
  package var missing: [String] = []
  /// How numbers are written; nil for decimal numbers as programs write them.
  package var numbers: NumberFormat?

  package init() {}

  /// Whether numbers are decimal numbers, as programs write them.
  var isPlain: Bool { numbers == nil }

  /// Reads a trimmed cell that is not missing as a number.
  @inline(__always)
  func number(in cell: CellText) -> CellText.Reading {
    guard let numbers else { return cell.number() }
    return numbers.number(in: cell)
  }

  /// What a message says that a cell of numbers should be.
  var expectation: String { numbers?.expectation ?? "a decimal number" }
}
