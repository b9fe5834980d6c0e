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
  /// Where rows are steps, what says of which example.
  let steps: StepCells
  /// Where the rows are the nodes of a graph, their names.
  package let nodes: [String]

  init(
    inputs: UnsafePointer<Scalar>, count: Int, first: Int, kept: [UInt8], keptEnds: [Int],
    steps: StepCells = StepCells(), nodes: [String] = []
  ) {
    self.inputs = inputs
    self.count = count
    self.first = first
    self.kept = kept
    self.keptEnds = keptEnds
    self.steps = steps
    self.nodes = nodes
  }

  /// Rows that are known to be no steps.
  package init(
    inputs: UnsafePointer<Scalar>, count: Int, first: Int, kept: [UInt8], keptEnds: [Int]
  ) {
    self.init(
      inputs: inputs, count: count, first: first, kept: kept, keptEnds: keptEnds,
      steps: StepCells())
  }
}
