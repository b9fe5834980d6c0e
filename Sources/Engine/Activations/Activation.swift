package import Spec

/// What a layer does to its weighted sums z.
package protocol Activation: Component {
  /// Adds the nodes of the activation of z, [rows, units].
  func apply(to z: Value, in graph: inout Graph) -> Value
  /// How the weights of its layer are drawn where the configuration does not say.
  static var defaultInitializer: any Initializer { get }
  /// Where the activation levels off.
  static var flatness: Flatness { get }
  /// What lies between its least and its greatest output, or what these approach.
  static var reach: ClosedRange<Double> { get }
  /// Whether a greater weighted sum always means a greater output, beyond what its digits can show; of a
  /// softmax, a greater output beside the others.
  static var rises: Bool { get }
}

extension Activation {
  package static var defaultInitializer: any Initializer { GlorotUniform() }
  package static var flatness: Flatness { .nowhere }
  package static var reach: ClosedRange<Double> { -.infinity ... .infinity }
  package static var rises: Bool { false }
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
      Entry(LeakyReLU.self) { $0 },
      Entry(ELU.self) { $0 },
      Entry(SELU.self) { $0 },
      Entry(GELU.self) { $0 },
      Entry(SiLU.self) { $0 },
      Entry(Mish.self) { $0 },
      Entry(Softplus.self) { $0 },
      Entry(Softmax.self) { $0 },
    ])
}

/// Where an activation levels off. A unit whose weighted sums lie there for all rows passes on hardly
/// a gradient, so that it hardly learns.
package enum Flatness: Sendable {
  /// Nowhere, or everywhere.
  case nowhere
  /// For low sums: units there are dead.
  case below
  /// For low and for high sums, with the given greatest slope in between: units there are saturated.
  case onBothSides(greatestSlope: Double)
}
