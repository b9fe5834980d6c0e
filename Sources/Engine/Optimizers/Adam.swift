internal import Numerics
package import Spec

/// Adam (Kingma and Ba 2015): means m of g and v of g², corrected for their start at 0;
/// W ← W − η m̂ / (√v̂ + ε).
package struct Adam: Optimizer {
  package static let name = "adam"
  package static let meaning = "W ← W − η m̂ / (√v̂ + ε), with bias-corrected means m̂ of g, v̂ of g²"
  package static let fields: [Field<Adam>] =
    [
      learningRateField,
      Field(
        "beta1", \.beta1, .number(.zeroToOne),
        "how much of the running mean of g is kept at each update"),
      Field(
        "beta2", \.beta2, .number(.zeroToOne),
        "how much of the running mean of g² is kept at each update"),
      Field(
        "epsilon", \.epsilon, .number(.positive),
        "ε, outside the root, which avoids division by 0"),
    ]
  package static let rule = [
    "m ← β₁·m + (1 − β₁)·g", "v ← β₂·v + (1 − β₂)·g²",
    "W ← W − η·(m / (1 − β₁^t)) / (√(v / (1 − β₂^t)) + ε)",
  ]
  package static let slotNames = ["m", "v"]

  package var learningRate = 0.001
  package var beta1 = 0.9
  package var beta2 = 0.999
  package var epsilon = 1e-8

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] {
    [Named("β₁", beta1), Named("β₂", beta2), Named("ε", epsilon)]
  }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    update(block, rate: rate, step: step, decay: 0)
  }

  /// Adam's update after a decay of w by `decay` times itself.
  @inline(__always)
  func update<S: Scalar>(
    _ block: UpdateBlock<S>, rate: Double, step: Int, decay: Double
  ) {
    let (β1, rest1) = (block.lanes(beta1), block.lanes(1 - beta1))
    let (β2, rest2) = (block.lanes(beta2), block.lanes(1 - beta2))
    let correction1 = block.lanes(Self.correction(of: beta1, step: step))
    let correction2 = block.lanes(Self.correction(of: beta2, step: step))
    let (η, ε, kept) = (block.lanes(rate), block.lanes(epsilon), block.lanes(1 - decay))
    block.forEach { w, g, m, v in
      m = β1 * m + rest1 * g
      v = β2 * v + rest2 * g * g
      w = w * kept - η * (m * correction1) / ((v * correction2).squareRoot() + ε)
    }
  }

  /// 1 / (1 − β^t), without the power where it is too small to count: of a few parameters an update takes
  /// not much longer than a power. β^t ≤ e^(t (β − 1)), and e^−38 is less than half the last bit below 1.
  private static func correction(of beta: Double, step: Int) -> Double {
    Double(step) * (1 - beta) > 38 ? 1 : 1 / (1 - Functions.power(beta, step))
  }
}
