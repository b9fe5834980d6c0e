/// x / the rows of the whole batch: the gradient of a mean over the batch.
package struct BatchShare: Operation {
  package let name = "batch_share"

  package init() {}

  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try onlyShape(of: inputs, for: self)
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool { true }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(BatchShare(), upstream)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    inputs[0] / FormulaText(name: "rows")
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    inputs[0][row, column] / FormulaText(Double(batchRows))
  }

  package var kernel32: Kernel<Float> { { call, _ in Self.run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in Self.run(call) } }

  private static func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let rows = SIMD8<S>(repeating: S(call.pointee.batchRows))
    mapElements(call) { $0 / rows }
  }

  package static var examples: [Example] {
    [Example(BatchShare(), [.init(Shape(.batch, 3))], refused: [[]])]
  }
}
