/// x / the rows of the whole batch, of which there are some for each row of the batch: the gradient of a
/// mean over the batch.
package struct BatchShare: Operation {
  private let times: Int

  /// - Parameter times: the rows for each row of the batch.
  package init(times: Int = 1) { self.times = times }

  package var name: String { "batch_share" }

  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try onlyShape(of: inputs, for: self)
  }

  package func isIdentityOnOneRow(of input: Shape) -> Bool { times == 1 }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(self, upstream)]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    inputs[0] / FormulaText(name: times == 1 ? "rows" : "(rows · \(times))")
  }

  package func formula(
    row: Int, column: Int, of inputs: [FormulaOperand], batchRows: Int
  ) -> FormulaText? {
    inputs[0][row, column] / FormulaText(Double(batchRows * times))
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let rows = SIMD8<S>(repeating: S(call.pointee.batchRows * times))
    mapElements(call) { $0 / rows }
  }

  package static var examples: [Example] {
    [
      Example(BatchShare(), [.init(Shape(.batch, 3))], refused: [[]]),
      Example(BatchShare(times: 4), [.init(Shape(1, 3))]),
      Example(BatchShare(times: 4), [.init(Shape(.batch(times: 4), 3))]),
    ]
  }
}
