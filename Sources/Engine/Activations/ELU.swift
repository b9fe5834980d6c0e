package import Spec

/// The exponential linear unit (Clevert, Unterthiner and Hochreiter 2016): z where it is positive, else
/// α (eᶻ − 1).
package struct ELU: Activation, UnaryOperation {
  package static let name = "elu"
  package static let meaning = "z where z > 0, else alpha · (e^z − 1)"
  package static let fields: [Field<ELU>] =
    [Field("alpha", \.alpha, .number(.nonNegative), "how far below 0 the output can go")]
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.output

  package var alpha = 1.0

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    let negative = N.whereNegative(x, then: x, otherwise: N(0))
    return N.wherePositive(
      x, then: x, otherwise: N(alpha) * N.exponentialLessOne(nonPositive: negative))
  }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N {
    N.wherePositive(y, then: N(1), otherwise: y + N(alpha))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
