package import Spec

/// z tanh(ln(1 + eᶻ)) (Misra 2019).
package struct Mish: Activation, UnaryOperation {
  package static let name = "mish"
  package static let meaning = "z tanh(ln(1 + e^z))"
  package static let fields: [Field<Mish>] = []
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  /// tanh(ln(1 + eˣ)) = (e^2x + 2 eˣ) / (e^2x + 2 eˣ + 2), divided by e^2x where x > 0, so that nothing
  /// overflows; w is e^−|x|.
  @inline(__always)
  private func factor<N: Number>(_ x: N, _ w: N) -> N {
    let part = N.wherePositive(x, then: N(1) + N(2) * w, otherwise: w * (w + N(2)))
    return part / (part + N.wherePositive(x, then: N(2) * w * w, otherwise: N(2)))
  }

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { x * factor(x, N.exponential(-N.absolute(x))) }

  /// t + x (1 − t²) σ(x), with t the factor and σ(x) the derivative of ln(1 + eˣ).
  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    let w = N.exponential(-N.absolute(x))
    let t = factor(x, w)
    let sigmoid = N.wherePositive(x, then: N(1), otherwise: w) / (N(1) + w)
    return t + x * (N(1) - t * t) * sigmoid
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -3...3)])]
  }
}
