/// An operand of an operation as its elements read.
package struct FormulaOperand {
  package let rows: Int
  package let columns: Int
  private let text: (_ row: Int, _ column: Int) -> FormulaText

  package init(
    rows: Int, columns: Int, text: @escaping (_ row: Int, _ column: Int) -> FormulaText
  ) {
    self.rows = rows
    self.columns = columns
    self.text = text
  }

  /// An element, a single row or column standing for any other.
  package subscript(row: Int, column: Int) -> FormulaText {
    text(min(row, rows - 1), min(column, columns - 1))
  }

  /// The elements of a column, or of a row, added up.
  package static func sum(of elements: [FormulaText]) -> FormulaText {
    elements.reduce(FormulaText(0), +)
  }
}
