/// Some rows of a file, encoded.
///
/// Invariant: the memory belongs to the thread that is handed the batch, until it comes back for the
/// next one.
package struct RowBatch<Scalar: TableScalar> {
  /// [count, inputs]
  package let inputs: UnsafePointer<Scalar>
  package let count: Int
  /// How many rows of the file come before them, those left out aside.
  package let first: Int
  /// The cells that are passed on, row after row, each with a delimiter behind it.
  package let kept: [UInt8]
  /// Where in these a row's cells end.
  package let keptEnds: [Int]
}
