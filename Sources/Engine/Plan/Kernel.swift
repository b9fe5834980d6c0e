/// The compiled form of an operation: computes one piece of a result from pieces of the inputs. It may
/// capture the operation's parameters: a list of calls keeps it in an object, where calling it costs no
/// reference counting as long as these are plain values.
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
  package internal(set) var kernel: Kernel<S>
  /// Where the result goes.
  package var output: Operand<S>
  /// The first three inputs; where the operation has fewer, the others stand for nothing.
  package var a: Operand<S>
  package var b: Operand<S>
  package var c: Operand<S>
  /// How many inputs the operation has.
  package private(set) var inputCount = 0
  /// The inputs behind the third, in the memory of a `FurtherOperands`.
  private var further: UnsafePointer<Operand<S>>?
  /// As many elements as the operation's `workspace` says, which nobody else uses meanwhile.
  package var workspace: UnsafeMutablePointer<S>
  /// The number of the output's first row among the rows of the whole result; where that has some rows
  /// for each row of the batch, it counts these.
  package var firstRow = 0
  /// The rows of the whole batch, of which this may be a piece.
  package var batchRows = 1

  /// A call without inputs, for a batch of its own.
  package init(kernel: @escaping Kernel<S>, output: Operand<S>) {
    self.kernel = kernel
    self.output = output
    a = output
    b = output
    c = output
    workspace = output.pointer
  }

  /// Sets the inputs.
  /// - Parameter memory: keeps those behind the third; it must outlive the call.
  package mutating func setInputs(_ inputs: [Operand<S>], in memory: FurtherOperands<S>) {
    inputCount = inputs.count
    if inputs.count > 0 { a = inputs[0] }
    if inputs.count > 1 { b = inputs[1] }
    if inputs.count > 2 { c = inputs[2] }
    if inputs.count > 3 { further = memory.keep(inputs[3...]) }
  }

  /// An input, from 0 up to `inputCount`.
  package func input(_ number: Int) -> Operand<S> {
    switch number {
    case 0: return a
    case 1: return b
    case 2: return c
    default:
      guard let further else { preconditionFailure("there is no such input") }
      return further[number - 3]
    }
  }
}

/// The inputs of calls behind the third.
///
/// Invariant: each block is written once, before any call reads it, and lives as long as this object.
package final class FurtherOperands<S: Scalar>: @unchecked Sendable {
  private var blocks: [UnsafeMutableBufferPointer<Operand<S>>] = []

  package init() {}

  deinit { for block in blocks { block.deallocate() } }

  fileprivate func keep(_ operands: ArraySlice<Operand<S>>) -> UnsafePointer<Operand<S>>? {
    let block = UnsafeMutableBufferPointer<Operand<S>>.allocate(capacity: operands.count)
    _ = block.initialize(from: operands)
    blocks.append(block)
    return block.baseAddress.map { UnsafePointer($0) }
  }
}
