package import Spec

/// λ Σ |W|, with derivative 0 at 0.
package struct L1: Regularizer {
  package static let name = "l1"
  package static let meaning = "λ Σ |W|, which drives weights to 0; its gradient is 0 at 0"
  package static let fields: [Field<L1>] =
    [
      Field("lambda", \.lambda, .number(.nonNegative), "the weight λ of the penalty"),
      maxNormField,
    ]

  package var lambda = 1e-4
  package var maxNorm: Double?

  package init() {}

  package func penalty(of weights: Value, in graph: inout Graph) -> Value? {
    graph.apply(Scale(by: lambda), graph.total(graph.apply(Absolute(), weights)))
  }
}
