package import Spec

/// Descent with momentum (Polyak 1964): v ← γ v + η g; W ← W − v.
package struct Momentum: Optimizer {
  package static let name = "momentum"
  package static let meaning = "descent with inertia: v ← γ v + η g; W ← W − v"
  package static let fields: [Field<Momentum>] =
    [
      learningRateField,
      Field(
        "momentum", \.momentum, .number(.zeroToOne), "how much of the last update is kept, γ"),
    ]
  package static let rule = ["v ← γ·v + η·g", "W ← W − v"]
  package static let slotNames = ["v"]

  package var learningRate = 0.01
  package var momentum = 0.9

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] { [Named("γ", momentum)] }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    let (η, γ) = (block.lanes(rate), block.lanes(momentum))
    block.forEach { w, g, v in
      v = γ * v + η * g
      w -= v
    }
  }
}
