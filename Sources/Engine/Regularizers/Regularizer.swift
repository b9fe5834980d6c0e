package import Spec

/// What is added to the loss to punish large weights. Biases are left alone.
package protocol Regularizer: Component {
  /// Adds the nodes of the penalty of one layer's weights, [1, 1]; nil where there is none.
  func penalty(of weights: Value, in graph: inout Graph) -> Value?
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
    "regularization", tag: "kind", alwaysWritesObject: true,
    [
      Entry(NoRegularizer.self) { $0 },
      Entry(L2.self) { $0 },
      Entry(L1.self) { $0 },
      Entry(ElasticNet.self) { $0 },
    ])
}
