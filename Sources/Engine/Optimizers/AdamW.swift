package import Spec

/// AdamW (Loshchilov and Hutter 2019): Adam with the weights' decay apart from the gradient,
/// W ← W − η (m̂ / (√v̂ + ε) + w W), biases without decay.
package struct AdamW: Optimizer {
  package static let name = "adamw"
  package static let meaning =
    "adam with weight decay decoupled from the gradient: W ← W − η (m̂ / (√v̂ + ε) + w W)"
  package static let fields: [Field<AdamW>] =
    [
      learningRateField,
      Field(
        "beta1", \.adam.beta1, .number(.zeroToOne),
        "how much of the running mean of g is kept at each update"),
      Field(
        "beta2", \.adam.beta2, .number(.zeroToOne),
        "how much of the running mean of g² is kept at each update"),
      Field(
        "epsilon", \.adam.epsilon, .number(.positive),
        "ε, outside the root, which avoids division by 0"),
      Field(
        "weight_decay", \.weightDecay, .number(.nonNegative),
        "the weight decay w; biases have none"),
    ]
  package static let rule: [String] =
    Array(Adam.rule[..<2]) + ["W ← (1 − η·w)·W − η·(m / (1 − β₁^t)) / (√(v / (1 − β₂^t)) + ε)"]
  package static let slotNames = Adam.slotNames

  package var adam = Adam()
  package var weightDecay = 0.01

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] {
    adam.constants(isWeight: isWeight) + [Named("w", isWeight ? weightDecay : 0)]
  }

  package var learningRate: Double {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    adam.update(
      block, rate: rate, step: step, decay: block.isWeight ? rate * weightDecay : 0)
  }
}
