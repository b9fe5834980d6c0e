/// The mean over the rows of the whole batch: [rows, 1] ↦ [1, 1]. Where a batch comes in pieces, each
/// piece gives its share of the mean.
package struct BatchMean: Operation {
  package let name = "batch_mean"

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs == [Shape(.batch, 1)] else {
      throw ShapeError(name, inputs, expected: "one column over the batch")
    }
    return .scalar
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
    let sum = FormulaOperand.sum(of: (0..<inputs[0].rows).map { inputs[0][$0, 0] })
    return batchRows == 1 ? sum : sum / FormulaText(Double(batchRows))
  }

  package var kernel32: Kernel<Float> { { call, _ in Self.run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in Self.run(call) } }

  private static func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let total = sum(UnsafePointer(call.pointee.a.pointer), count: call.pointee.a.rows)
    call.pointee.output.pointer[0] = total / S(call.pointee.batchRows)
  }

  package static var examples: [Example] {
    [Example(BatchMean(), [.init(Shape(.batch, 1))], refused: [[Shape(.batch, 2)], [.scalar]])]
  }
}
