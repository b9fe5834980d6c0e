package import Spec

/// e^x over its row's sum, the row's maximum taken off first.
package struct Softmax: Activation {
  package static let name = "softmax"
  package static let meaning =
    "probabilities of mutually exclusive classes: e^z divided by its sum over all units; last layer only"
  package static let fields: [Field<Softmax>] = []
  package static let reach: ClosedRange<Double> = 0...1
  package static let rises = true

  package init() {}

  package func apply(to logits: Value, in graph: inout Graph) -> Value {
    graph.apply(SoftmaxRows(), logits)
  }
}

/// The softmax of each row.
package struct SoftmaxRows: Operation {
  package var name: String { "softmax" }

  package init() {}

  package func shape(of inputs: [Shape]) throws(ShapeError) -> Shape {
    try onlyShape(of: inputs, for: self)
  }

  /// y (g − Σ g y).
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    let sum = graph.apply(SumColumns(), graph.apply(Multiply(), upstream, result))
    return [graph.apply(Multiply(), result, graph.apply(Subtract(), upstream, sum))]
  }

  package var kernel32: Kernel<Float> { { call, _ in run(call) } }
  package var kernel64: Kernel<Double> { { call, _ in run(call) } }

  private func run<S: Scalar>(_ call: UnsafePointer<Call<S>>) {
    let result = call.pointee.output
    forEachSoftmax(of: call.pointee.a, into: result) { row, _, others in
      let (output, total) = (result.pointer + row * result.stride, 1 + others)
      for column in 0..<result.columns { output[column] /= total }
    }
  }

  package static var examples: [Example] {
    [
      Example(SoftmaxRows(), [.init(Shape(.batch, 5))], refused: [[]]),
      Example(SoftmaxRows(), [.init(Shape(.batch, 11))]),
    ]
  }
}
