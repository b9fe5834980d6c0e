package import Spec

/// RMSProp (Hinton 2012): S ← ρ S + (1 − ρ) g²; W ← W − η g / (√S + ε).
package struct RMSProp: Optimizer {
  package static let name = "rmsprop"
  package static let meaning =
    """
    a rate for each weight that follows the size of its recent gradients: S ← ρ S + (1 − ρ) g²; \
    W ← W − η g / (√S + ε)
    """
  package static let fields: [Field<RMSProp>] =
    [
      learningRateField,
      Field(
        "decay", \.decay, .number(.zeroToOne),
        "how much of the mean square is kept at each update, ρ"),
      Field(
        "epsilon", \.epsilon, .number(.positive),
        "ε, outside the root, which avoids division by 0"),
    ]
  package static let rule = ["S ← ρ·S + (1 − ρ)·g²", "W ← W − η·g / (√S + ε)"]
  package static let slotNames = ["S"]

  package var learningRate = 0.001
  package var decay = 0.9
  package var epsilon = 1e-8

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] {
    [Named("ρ", decay), Named("ε", epsilon)]
  }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    let (η, ε) = (block.lanes(rate), block.lanes(epsilon))
    let (ρ, rest) = (block.lanes(decay), block.lanes(1 - decay))
    block.forEach { w, g, mean in
      mean = ρ * mean + rest * g * g
      w -= η * g / (mean.squareRoot() + ε)
    }
  }
}
