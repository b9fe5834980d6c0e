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
  /// How the rows are divided.
  let blocks: RowBlocks

  init(inputs: Matrix<Scalar>, targets: Matrix<Scalar>, fileTargets: Matrix<Double>?) {
    self.inputs = inputs
    self.targets = targets
    self.fileTargets = fileTargets
    blocks = RowBlocks(rows: inputs.rows)
  }

  /// Room for rows, in a file or in memory.
  init(
    _ blocks: RowBlocks, inputs: Int, _ encoder: TargetEncoder<Scalar>, in file: ScratchFile?
  ) throws(Failure) {
    func matrix<Number>(_ columns: Int) throws(Failure) -> Matrix<Number> {
      guard let file else { return try Matrix(rows: blocks.rows, columns: columns) }
      return try Matrix(blocks, columns: columns, in: file)
    }
    self.inputs = try matrix(inputs)
    targets = try matrix(encoder.count)
    fileTargets = encoder.areClasses ? nil : try matrix(encoder.count)
    self.blocks = blocks
  }

  /// The bytes of a row.
  static func rowBytes(inputs: Int, _ encoder: TargetEncoder<Scalar>) -> Int {
    (inputs + encoder.count) * MemoryLayout<Scalar>.stride
      + (encoder.areClasses ? 0 : encoder.count * MemoryLayout<Double>.stride)
  }

  /// Room for as many rows as may come, `finish` saying how many there are.
  init(
    room: Int, inputs: Int, _ encoder: TargetEncoder<Scalar>
  ) throws(Failure) {
    self.inputs = try Matrix(room: room, columns: inputs, mayShrink: true)
    targets = try Matrix(room: room, columns: encoder.count, mayShrink: true)
    fileTargets =
      encoder.areClasses ? nil : try Matrix(room: room, columns: encoder.count, mayShrink: true)
    blocks = RowBlocks(rows: 0)
  }

  /// As many rows as may come, which go to files.
  init(
    inputs: Int, _ encoder: TargetEncoder<Scalar>, growingIn folder: String
  ) throws(Failure) {
    self.inputs = try Matrix(columns: inputs, growingIn: folder)
    targets = try Matrix(columns: encoder.count, growingIn: folder)
    fileTargets =
      encoder.areClasses ? nil : try Matrix(columns: encoder.count, growingIn: folder)
    blocks = RowBlocks(rows: 0)
  }

  /// Makes room for rows that go to files.
  func grow(to rows: Int) throws(Failure) {
    try inputs.grow(to: rows)
    try targets.grow(to: rows)
    try fileTargets?.grow(to: rows)
  }

  /// The same rows when they are all there.
  func finished(rows: Int) -> EncodedRows {
    finish(rows: rows)
    return EncodedRows(inputs: inputs, targets: targets, fileTargets: fileTargets)
  }

  /// Writes neighbouring rows of a block, which are in memory elsewhere.
  func write(
    _ block: Int, from row: Int, count: Int, of rows: EncodedRows, _ start: Int
  ) throws(Failure) {
    try inputs.write(block, from: row, count: count, rows.inputs.row(start))
    try targets.write(block, from: row, count: count, rows.targets.row(start))
    if let own = fileTargets, let other = rows.fileTargets {
      try own.write(block, from: row, count: count, other.row(start))
    }
  }

  /// How many rows there is room for.
  var capacity: Int {
    min(inputs.capacity, targets.capacity, fileTargets?.capacity ?? .max)
  }

  private func finish(rows: Int) {
    inputs.finish(rows: rows)
    targets.finish(rows: rows)
    fileTargets?.finish(rows: rows)
  }

  /// Where the rows lie.
  var places: RowPlaces<Scalar> {
    RowPlaces(inputs: inputs.base, targets: targets.base, fileTargets: fileTargets?.base)
  }
}

/// Where rows that are encoded go: addresses alone, since threads that counted references to the matrices for each
/// row would wait for one another.
///
/// Invariant: whoever uses it keeps the rows that it belongs to.
struct RowPlaces<Scalar: TableScalar> {
  fileprivate let inputs: UnsafeMutablePointer<Scalar>
  fileprivate let targets: UnsafeMutablePointer<Scalar>
  fileprivate let fileTargets: UnsafeMutablePointer<Double>?

  /// Encodes a row of cells into its place.
  @inline(__always)
  func put(
    _ cells: UnsafePointer<Double>, targetSlot: Int, at row: Int, _ inputs: RowEncoder<Scalar>,
    _ targets: TargetEncoder<Scalar>
  ) {
    inputs.encode(cells, into: self.inputs + row * inputs.width)
    targets.encode(cells + targetSlot, into: self.targets + row * targets.count)
    guard let fileTargets else { return }
    (fileTargets + row * targets.count).update(from: cells + targetSlot, count: targets.count)
  }
}
