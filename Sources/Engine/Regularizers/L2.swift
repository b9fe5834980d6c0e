package import Spec

/// λ Σ W².
package struct L2: Regularizer {
  package static let name = "l2"
  package static let meaning = "λ Σ W², which keeps weights small"
  package static let fields: [Field<L2>] =
    [
      Field("lambda", \.lambda, .number(.nonNegative), "the weight λ of the penalty"),
      maxNormField,
    ]

  package var lambda = 1e-4
  package var maxNorm: Double?

  package init() {}

  package func penalty(of weights: Value, in graph: inout Graph) -> Value? {
    graph.apply(Scale(by: lambda), graph.total(graph.apply(Square(), weights)))
  }
}
