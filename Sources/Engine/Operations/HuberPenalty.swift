/// Huber's function of a residual: ½ x² where |x| ≤ δ, else δ (|x| − ½ δ) (Huber 1964).
package struct HuberPenalty: UnaryOperation {
  package let name = "huber"
  package let attributes: Attributes
  package static let derivativeReads = DerivativeReads.input

  package init(delta: Double) { attributes = Attributes(number: delta) }

  package init(attributes: Attributes) { self.attributes = attributes }

  package func value<N: Number>(_ x: N) -> N {
    let delta = N(attributes.number)
    let size = N.absolute(x)
    return N.wherePositive(
      size - delta, then: delta * (size - N(0.5) * delta), otherwise: N(0.5) * x * x)
  }

  package func derivative<N: Number>(_ x: N) -> N {
    let delta = N(attributes.number)
    return N.wherePositive(N.absolute(x) - delta, then: delta * N.sign(x), otherwise: x)
  }

  package static var examples: [Example] {
    [Example(HuberPenalty(delta: 0.8), [.init(Shape(.batch, 5), kinks: [-0.8, 0.8])])]
  }
}
