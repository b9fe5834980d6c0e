import Engine
import Spec
import System

/// One component of each kind, read as the configuration reads it.
struct ComponentSelection: Declared {
  var activation: any Activation = Identity()
  var loss: any Loss = SquaredError()
  var optimizer: any Optimizer = GradientDescent()

  static let fields: [Field<Self>] = [
    Field("activation", \.activation, .component(in: Activations.registry), "an activation"),
    Field("loss", \.loss, .component(in: Losses.registry), "a loss"),
    Field("optimizer", \.optimizer, .component(in: Optimizers.registry), "an optimizer"),
  ]

  /// The components, but for the one with the given name of the given kind all by default.
  static func with(_ kind: String, _ name: String) throws(Failure) -> ComponentSelection {
    try read(.object([(kind, .text(name))])).value
  }
}
