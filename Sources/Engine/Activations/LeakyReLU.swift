package import Spec

/// z where it is positive, else a small multiple of it (Maas, Hannun and Ng 2013).
package struct LeakyReLU: Activation, UnaryOperation {
  package static let name = "leaky_relu"
  package static let meaning = "z where z > 0, else slope · z; gradient slope at 0"
  package static let fields: [Field<LeakyReLU>] =
    [Field("slope", \.slope, .number(.nonNegative), "the slope where z ≤ 0")]
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let derivativeReads = DerivativeReads.input

  package var slope = 0.01

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    N.wherePositive(x, then: x, otherwise: N(slope) * x)
  }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    N.wherePositive(x, then: N(1), otherwise: N(slope))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
