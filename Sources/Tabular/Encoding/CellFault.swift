/// A cell of a row that cannot be encoded.
package struct CellFault: Error {
  /// Which cell of the row it is, from 0.
  package let cell: Int
  package let message: String
}
