/// Huber's function of a residual: ½ x² where |x| ≤ δ, else δ (|x| − ½ δ) (Huber 1964).
package struct HuberPenalty: UnaryOperation {
  package var name: String { "huber" }
  private let delta: Double
  package static let derivativeReads = DerivativeReads.input

  package init(delta: Double) { self.delta = delta }

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    let delta = N(delta)
    let size = N.absolute(x)
    return N.wherePositive(
      size - delta, then: delta * (size - N(0.5) * delta), otherwise: N(0.5) * x * x)
  }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    let delta = N(delta)
    return N.wherePositive(N.absolute(x) - delta, then: delta * N.sign(x), otherwise: x)
  }

  package static var examples: [Example] {
    [Example(HuberPenalty(delta: 0.8), [.init(Shape(.batch, 5), kinks: [-0.8, 0.8])])]
  }
}
