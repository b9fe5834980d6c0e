package import Spec

/// What a layer does to its weighted sums z.
package protocol Activation: Component {
  /// Adds the nodes of the activation of z, [rows, units].
  func apply(to z: Value, in graph: inout Graph) -> Value
  /// Whether the initial weights default to He's instead of Glorot's.
  static var isRectifier: Bool { get }
}

extension Activation {
  package static var isRectifier: Bool { false }
}

extension Activation where Self: UnaryOperation {
  package var name: String { Self.name }

  package func apply(to z: Value, in graph: inout Graph) -> Value { graph.apply(self, z) }
}

/// The known activations.
package enum Activations {
  /// By their names in the configuration.
  package static let registry = Registry<any Activation>(
    "activation",
    [
      Entry(Identity.self) { $0 },
      Entry(Heaviside.self) { $0 },
      Entry(Sigmoid.self) { $0 },
      Entry(Tanh.self) { $0 },
      Entry(ReLU.self) { $0 },
      Entry(Softmax.self) { $0 },
    ])
}
