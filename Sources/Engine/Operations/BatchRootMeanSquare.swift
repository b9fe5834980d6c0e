/// The root of the mean square over all elements of the whole batch: [rows, columns] ↦ [1, 1]. Where a batch
/// comes in pieces, the squares of their results add up to that of the batch. Squares are summed in Double,
/// so that they neither overflow nor vanish where the elements themselves do not. It has no gradient:
/// nothing that is trained on is judged by it.
package struct BatchRootMeanSquare: Operation {
  package init() {}

  package var name: String { "batch_root_mean_square" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rows == .batch else {
      throw ShapeError(name, inputs, expected: "a matrix over the rows of the batch")
    }
    return .scalar
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [nil]
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let input = call.pointee.a
    var squares = 0.0
    for row in 0..<input.rows {
      let elements = input.pointer + row * input.stride
      for column in 0..<input.columns {
        let element = Double(elements[column])
        squares += element * element
      }
    }
    // A single square, as of one row an update, need not wait for a division.
    let count = call.pointee.batchRows * input.columns
    let mean = count == 1 ? squares : squares / Double(count)
    call.pointee.output.pointer[0] = S(mean.squareRoot())
  }

  package static var examples: [Example] {
    [
      Example(
        BatchRootMeanSquare(), [.init(Shape(.batch, 3))],
        refused: [[.scalar], [], [Shape(.batch(times: 4), 3)]]),
      Example(BatchRootMeanSquare(), [.init(Shape(.batch, 1))]),
    ]
  }
}
