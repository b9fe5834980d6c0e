/// The compiled form of an operation: computes one piece of a result from pieces of the inputs.
/// A kernel captures nothing, so that calling it costs no reference counting.
package typealias Kernel<S: Scalar> = (UnsafePointer<Call<S>>, UnsafePointer<StepContext<S>>) ->
  Void

/// A matrix, or a part of one, as a kernel sees it: row-major, rows `stride` elements apart.
///
/// Invariant: `stride * (rows - 1) + columns` elements from `pointer` belong to the plan's memory for
/// as long as the plan lives.
package struct Operand<S: Scalar> {
  /// The first element.
  package var pointer: UnsafeMutablePointer<S>
  package var rows: Int
  package var columns: Int
  /// The elements from one row to the next.
  package var stride: Int

  package init(pointer: UnsafeMutablePointer<S>, rows: Int, columns: Int, stride: Int) {
    self.pointer = pointer
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }
}

/// A kernel with all that it works on, addresses resolved when the plan was made.
package struct Call<S: Scalar> {
  package let kernel: Kernel<S>
  /// Where the result goes.
  package var output: Operand<S>
  /// The inputs, as many as the operation has; the others stand for nothing.
  package var a: Operand<S>
  package var b: Operand<S>
  package var c: Operand<S>
  /// As many elements as the operation's `workspace` says, which nobody else uses meanwhile.
  package var workspace: UnsafeMutablePointer<S>
  /// The operation's own numbers; what each means, its file says.
  package var attributes: Attributes
  /// The number in the batch of the output's first row.
  package var firstRow: Int
  /// The rows of the whole batch, of which this may be a piece.
  package var batchRows: Int
}
