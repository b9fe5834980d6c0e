package import Spec

/// AdaGrad (Duchi, Hazan and Singer 2011): S ← S + g²; W ← W − η g / √(S + ε).
package struct AdaGrad: Optimizer {
  package static let name = "adagrad"
  package static let meaning =
    """
    a rate for each weight that falls as its squared gradients add up: S ← S + g²; \
    W ← W − η g / √(S + ε)
    """
  package static let fields: [Field<AdaGrad>] =
    [
      learningRateField,
      Field(
        "epsilon", \.epsilon, .number(.positive),
        "ε, inside the root, which avoids division by 0"),
    ]
  package static let rule = ["S ← S + g²", "W ← W − η·g / √(S + ε)"]
  package static let slotNames = ["S"]

  package var learningRate = 0.01
  package var epsilon = 1e-8

  package init() {}

  package func constants(isWeight: Bool) -> [Named<Double>] { [Named("ε", epsilon)] }

  @inline(__always)
  package func update<S: Scalar>(_ block: UpdateBlock<S>, rate: Double, step: Int) {
    let (η, ε) = (block.lanes(rate), block.lanes(epsilon))
    block.forEach { w, g, sum in
      sum += g * g
      w -= η * g / (sum + ε).squareRoot()
    }
  }
}
