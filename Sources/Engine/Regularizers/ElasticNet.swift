package import Spec

/// λ Σ (β W² + |W|), the sum of both penalties.
package struct ElasticNet: Regularizer {
  package static let name = "elastic_net"
  package static let meaning = "λ Σ (β W² + |W|), l1 and l2 together; the gradient of |W| is 0 at 0"
  package static let fields: [Field<ElasticNet>] =
    [
      Field("lambda", \.lambda, .number(.nonNegative), "the weight λ of the penalty"),
      Field(
        "beta", \.beta, .number(.nonNegative),
        "the weight β of the squares relative to the absolute values"),
      maxNormField,
    ]

  package var lambda = 1e-4
  package var beta = 1.0
  package var maxNorm: Double?

  package init() {}

  package func penalty(of weights: Value, in graph: inout Graph) -> Value? {
    let squares = graph.apply(Scale(by: beta), graph.apply(Square(), weights))
    let sum = graph.apply(Add(), squares, graph.apply(Absolute(), weights))
    return graph.apply(Scale(by: lambda), graph.total(sum))
  }
}
