package import Spec

/// A rule by which parameters follow their gradients.
package protocol Optimizer: Component {
  /// The step size η.
  var learningRate: Double { get set }
  /// The rule in lines such as `v ← γ·v + η·g`, in their order: W is the parameter, g its gradient and t
  /// the number of the update; other names are those of slots and of constants.
  static var rule: [String] { get }
  /// The names in the rule of the state values that are kept for each parameter, 0 at first: at most
  /// two.
  static var slotNames: [String] { get }
  /// The constants of the rule besides η, by their names in it.
  func constants(isWeight: Bool) -> [Named<Double>]
  /// The slot with the point at which gradients are taken, where that is not the parameters
  /// themselves. It starts as a copy of them.
  static var evaluationSlot: Int? { get }
  /// Updates parameters by their gradients.
  /// - Parameters:
  ///   - rate: the step size η of this update.
  ///   - step: the number of the update, from 1.
  func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int)
  /// The same in each precision: declared here, where the compiler knows the optimizer's type.
  func update32(_ block: UpdateBlock<Float>, rate: Double, step: Int)
  func update64(_ block: UpdateBlock<Double>, rate: Double, step: Int)
}

extension Optimizer {
  /// Whether weights and biases are updated by one rule.
  var treatsAllAlike: Bool {
    zip(constants(isWeight: true), constants(isWeight: false)).allSatisfy { $0.value == $1.value }
  }

  package static var slotNames: [String] { [] }
  /// How many state values are kept for each parameter.
  package static var slotCount: Int { slotNames.count }

  package func constants(isWeight: Bool) -> [Named<Double>] { [] }

  package static var evaluationSlot: Int? { nil }

  package func update32(_ block: UpdateBlock<Float>, rate: Double, step: Int) {
    update(block, rate: rate, step: step)
  }

  package func update64(_ block: UpdateBlock<Double>, rate: Double, step: Int) {
    update(block, rate: rate, step: step)
  }

  /// The declaration of the learning rate, which every optimizer has.
  static var learningRateField: Field<Self> {
    Field("learning_rate", \.learningRate, .number(.positive), "the step size η")
  }
}

/// The known optimizers.
package enum Optimizers {
  /// By their names in the configuration.
  package static let registry = Registry<any Optimizer>(
    "optimizer", alwaysWritesObject: true,
    [
      Entry(GradientDescent.self) { $0 },
      Entry(Momentum.self) { $0 },
      Entry(Nesterov.self) { $0 },
      Entry(AdaGrad.self) { $0 },
      Entry(RMSProp.self) { $0 },
      Entry(Adam.self) { $0 },
      Entry(AdamW.self) { $0 },
    ])
}
