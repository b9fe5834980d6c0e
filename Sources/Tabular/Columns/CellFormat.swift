/// How the cells of a column are written.
package struct CellFormat: Hashable, Sendable {
  /// Texts that stand for a missing value in this column, besides those of all columns.
  package var missing: [String] = []

  package init() {}
}
