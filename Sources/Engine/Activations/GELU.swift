package import Spec

/// The Gaussian error linear unit (Hendrycks and Gimpel 2016): z Φ(z), Φ being the distribution
/// function of the normal distribution; the exact form, by erf.
package struct GELU: Activation, UnaryOperation {
  package static let name = "gelu"
  package static let meaning = "z Φ(z), Φ the normal distribution function, exactly by erf"
  package static let fields: [Field<GELU>] = []
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  /// ½ (1 + erf(x / √2)).
  @inline(__always)
  private func distribution<N: Number>(_ x: N) -> N {
    N(0.5) + N(0.5) * N.errorFunction(N(0.7071067811865475244) * x)
  }

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { x * distribution(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    let density = N(0.3989422804014326779) * N.exponential(N(-0.5) * x * x)
    return distribution(x) + x * density
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -3...3)])]
  }
}
