package import Spec

/// What keeps weights small: a penalty that is added to the loss, and a greatest norm. Biases are left
/// alone.
package protocol Regularizer: Component {
  /// Adds the nodes of the penalty of one layer's weights, or of an embedding's vectors, [1, 1]; nil where there is none.
  func penalty(of weights: Value, in graph: inout Graph) -> Value?
  /// The greatest Euclidean norm of a unit's incoming weights, and of an embedding's vector; nil for
  /// none.
  var maxNorm: Double? { get set }
}

extension Regularizer {
  /// The declaration of the greatest norm, which goes with any penalty.
  static var maxNormField: Field<Self> {
    Field(
      "max_norm", \.maxNorm, .number(.positive),
      """
      the largest Euclidean norm that a unit's incoming weights, or the vector of a category, may have; \
      what is longer after an update is scaled down to it; by default there is no limit
      """)
  }
}

extension Graph {
  /// The sum of all elements of a value of fixed shape, [1, 1].
  mutating func total(_ value: Value) -> Value {
    let rows = apply(SumColumns(), value)
    return shape(rows) == .scalar ? rows : apply(SumRows(), rows)
  }
}

/// The known regularizers.
package enum Regularizers {
  /// By their names in the configuration.
  package static let registry = Registry<any Regularizer>(
    "regularization", plural: "regularizers", tag: "kind", alwaysWritesObject: true,
    [
      Entry(NoRegularizer.self) { $0 },
      Entry(L2.self) { $0 },
      Entry(L1.self) { $0 },
      Entry(ElasticNet.self) { $0 },
    ])
}
