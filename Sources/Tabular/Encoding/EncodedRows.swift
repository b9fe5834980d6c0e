/// The inputs and targets of some rows.
struct EncodedRows<Scalar: TableScalar>: Sendable {
  let inputs: Matrix<Scalar>
  let targets: Matrix<Scalar>
}
