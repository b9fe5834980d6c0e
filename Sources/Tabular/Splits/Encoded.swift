/// Rows ready for the network.
package struct Encoded<Scalar: TableScalar>: Sendable {
  /// [rows, inputs]
  package let inputs: Matrix<Scalar>
  /// [rows, targets]: in a regression the target columns, scaled where the encoder scales them, in a
  /// classification one column with the class's index from 0.
  package let targets: Matrix<Scalar>
  /// What the loss of each row is multiplied with, [rows, 1]; nil where all rows count alike.
  package var weights: Matrix<Scalar>?
  /// How many rows of the file had no target and were left out.
  package let leftOut: Int

  package var rows: Int { inputs.rows }
}
