/// The means of the columns over the rows of the whole batch: [rows, columns] ↦ [1, columns]. Where a batch
/// comes in pieces, each piece gives its share of the means.
package struct BatchMean: Operation {
  package init() {}

  package var name: String { "batch_mean" }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs.count == 1, inputs[0].rows == .batch else {
      throw ShapeError(name, inputs, expected: "a matrix over the rows of the batch")
    }
    return Shape(1, inputs[0].columns)
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool { true }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(BatchShare(), upstream)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    FormulaText(function: "mean", of: inputs)
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    let sum = FormulaOperand.sum(of: (0..<inputs[0].rows).map { inputs[0][$0, column] })
    return batchRows == 1 ? sum : sum / FormulaText(Double(batchRows))
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let output = call.pointee.output
    sumRows(call.pointee.a, into: output.pointer)
    let rows = S(call.pointee.batchRows)
    for column in 0..<output.columns { output.pointer[column] /= rows }
  }

  package static var examples: [Example] {
    [
      Example(
        BatchMean(), [.init(Shape(.batch, 1))],
        refused: [[.scalar], [], [Shape(.batch(times: 4), 3)]]),
      Example(BatchMean(), [.init(Shape(.batch, 11))]),
    ]
  }
}
