/// An elementwise choice between two matrices by the sign of a third: (condition, then, otherwise).
/// The condition has no gradient.
package protocol SelectOperation: Operation {
  init()
  func value<N: Number>(_ condition: N, _ then: N, _ otherwise: N) -> N
}

extension SelectOperation {
  package var isElementwise: Bool { true }

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try broadcastShape(of: inputs, count: 3, for: self)
  }

  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let zero = graph.constant(0)
    let shape = graph.shape(result)
    let then = graph.apply(self, inputs[0], upstream, zero)
    let otherwise = graph.apply(self, inputs[0], zero, upstream)
    return [
      nil,
      graph.summed(then, from: shape, to: graph.shape(inputs[1])),
      graph.summed(otherwise, from: shape, to: graph.shape(inputs[2])),
    ]
  }

  package func formula(_ inputs: [FormulaText]) -> FormulaText {
    value(inputs[0], inputs[1], inputs[2])
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    mapElements(call) { value($0, $1, $2) }
  }

  package static var examples: [Example] {
    let full = Shape(.batch, 5)
    return [
      Example(
        Self(), [.init(full, kinks: [0]), .init(full), .init(.scalar)],
        refused: [[full, full], [full, Shape(.batch, 4), full]])
    ]
  }
}
