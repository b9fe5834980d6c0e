/// The first value, in the order in which an update computes them, that is not finite.
package struct NonFiniteValue: Sendable {
  package enum Kind: String, Sendable {
    case weightedSum = "weighted_sum"
    case activation
    case loss
    case gradient
    case parameter
  }

  package let kind: Kind
  /// From 0; nil for the loss, and for the vectors of an embedding.
  package let layer: Int?

  package init(_ kind: Kind, layer: Int? = nil) {
    self.kind = kind
    self.layer = layer
  }
}

extension NonFiniteValue: CustomStringConvertible {
  /// The value for a sentence, such as `the weighted sums of layer 2`.
  package var description: String {
    let place = layer.map { " of layer \($0)" } ?? " of an embedding"
    return switch kind {
    case .weightedSum: "the weighted sums" + place
    case .activation: "the activations" + place
    case .loss: "the loss"
    case .gradient: "the gradient" + place
    case .parameter: "the parameters" + place
    }
  }
}
