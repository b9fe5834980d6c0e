package import Spec

/// Nesterov's accelerated gradient (1983): as momentum, with the gradient taken at W − γ v.
package struct Nesterov: Optimizer {
  package static let name = "nesterov"
  package static let meaning =
    "as momentum, but with g, and the losses that training reports, taken at the look-ahead point W − γ v"
  package static let fields: [Field<Nesterov>] =
    [
      learningRateField,
      Field(
        "momentum", \.momentum, .number(.zeroToOne), "how much of the last update is kept, γ"),
    ]
  package static let rule = ["v ← γ·v + η·g", "W ← W − v", "P ← W − γ·v"]
  /// P is the point at which the next gradient is taken.
  package static let slotNames = ["v", "P"]
  package static let evaluationSlot: Int? = 1

  package var learningRate = 0.01
  package var momentum = 0.9

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] { [Named("γ", momentum)] }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    let (η, γ) = (block.lanes(rate), block.lanes(momentum))
    block.forEach { w, g, v, ahead in
      v = γ * v + η * g
      w -= v
      ahead = w - γ * v
    }
  }
}
