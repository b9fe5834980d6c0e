/// The compiled form of an operation: computes one piece of a result from pieces of the inputs.
/// A kernel captures nothing, so that calling it costs no reference counting.
package typealias Kernel<S: Scalar> = (UnsafePointer<Call<S>>, UnsafePointer<Moment<S>>) -> Void

/// A matrix, or a part of one, as a kernel sees it: row-major, rows `stride` elements apart.
///
/// Invariant: `stride * (rows - 1) + columns` elements from `pointer` belong to the plan's memory for
/// as long as the plan lives.
package struct Operand<S: Scalar> {
  package var pointer: UnsafeMutablePointer<S>
  package var rows: Int
  package var columns: Int
  package var stride: Int

  /// Elements without gaps, as one row.
  var isContiguous: Bool { stride == columns || rows == 1 }
}

/// A kernel with all that it works on, addresses resolved when the plan was made.
package struct Call<S: Scalar> {
  let kernel: Kernel<S>
  package var output: Operand<S>
  package var a: Operand<S>
  package var b: Operand<S>
  package var c: Operand<S>
  package var attributes: Attributes
  /// The number in the batch of the output's first row.
  package var firstRow: Int
  /// The rows of the whole batch, of which this may be a piece.
  package var batchRows: Int
}

/// What differs from one update to the next.
///
/// Invariant: the memory that it points to outlives the run of the program that it is handed to.
package struct Moment<S: Scalar>: @unchecked Sendable {
  /// The data: inputs and targets, row-major.
  var inputs: UnsafePointer<S>?
  var targets: UnsafePointer<S>?
  /// The order in which the rows of the data are taken; nil where it is their own.
  var order: UnsafePointer<Int32>?
  /// Where in that order the batch starts.
  var start = 0
  /// The row of the batch at which the piece of it that is worked on starts.
  var pieceStart = 0
  /// The epoch and the update, over the whole run, both from 1.
  var epoch = 1
  var step = 1
  var seed: UInt64 = 0
  var optimizer: any Optimizer = GradientDescent()
  /// The thread's own flag, set to 1 where an update gives a parameter that is not finite.
  var fault: UnsafeMutablePointer<Int32>?

  package init() {}

  /// The given rows of data, in their own order.
  package init(_ rows: Rows<S>, seed: UInt64 = 0) {
    inputs = rows.inputs
    targets = rows.targets
    self.seed = seed
  }
}
