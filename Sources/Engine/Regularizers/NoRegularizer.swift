package import Spec

/// No penalty.
package struct NoRegularizer: Regularizer {
  package static let name = "none"
  package static let meaning = "no penalty"
  package static let fields: [Field<NoRegularizer>] = [maxNormField]

  package var maxNorm: Double?

  package init() {}

  package func penalty(of weights: Value, in graph: inout Graph) -> Value? { nil }
}
