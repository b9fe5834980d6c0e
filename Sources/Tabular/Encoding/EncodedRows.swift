import System

/// The inputs and targets of some rows, as they are encoded.
///
/// Invariant: threads put different rows, and nobody reads before all are put.
struct EncodedRows<Scalar: TableScalar>: Sendable {
  /// [rows, inputs]
  let inputs: Matrix<Scalar>
  /// [rows, targets]
  let targets: Matrix<Scalar>
  /// The targets of a regression as they stand in the file, [rows, targets]; nil in a classification.
  let fileTargets: Matrix<Double>?

  init(inputs: Matrix<Scalar>, targets: Matrix<Scalar>, fileTargets: Matrix<Double>?) {
    self.inputs = inputs
    self.targets = targets
    self.fileTargets = fileTargets
  }

  /// Room for that many rows.
  init(
    rows: Int, inputs: Int, _ encoder: TargetEncoder<Scalar>
  ) throws(Failure) {
    self.inputs = try Matrix(rows: rows, columns: inputs)
    targets = try Matrix(rows: rows, columns: encoder.count)
    fileTargets = encoder.areClasses ? nil : try Matrix(rows: rows, columns: encoder.count)
  }

  /// Room for as many rows as may come, `finish` saying how many there are.
  init(
    room: Int, inputs: Int, _ encoder: TargetEncoder<Scalar>
  ) throws(Failure) {
    self.inputs = try Matrix(room: room, columns: inputs, mayShrink: true)
    targets = try Matrix(room: room, columns: encoder.count, mayShrink: true)
    fileTargets =
      encoder.areClasses ? nil : try Matrix(room: room, columns: encoder.count, mayShrink: true)
  }

  /// How many rows there is room for.
  var capacity: Int {
    min(inputs.capacity, targets.capacity, fileTargets?.capacity ?? .max)
  }

  func finish(rows: Int) {
    inputs.finish(rows: rows)
    targets.finish(rows: rows)
    fileTargets?.finish(rows: rows)
  }

  /// Encodes a row of cells into its place.
  @inline(__always)
  func put(
    _ cells: UnsafePointer<Double>, targetSlot: Int, at row: Int, _ inputs: RowEncoder<Scalar>,
    _ targets: TargetEncoder<Scalar>
  ) {
    inputs.encode(cells, into: self.inputs.row(row))
    targets.encode(cells + targetSlot, into: self.targets.row(row))
    fileTargets?.row(row).update(from: cells + targetSlot, count: targets.count)
  }
}
