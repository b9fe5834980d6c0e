/// The rows of a file as read: numbers, and codes in columns of texts.
struct RawTable<Scalar: TableScalar> {
  /// [rows, inputs]; a missing number is NaN.
  let inputs: Matrix<Scalar>
  /// [rows, target cells].
  let targets: Matrix<Scalar>
  /// For each column of the file the texts that its codes stand for.
  let texts: [TextPool]
  let tally: ChunkTally

  var rows: Int { inputs.rows }
}
