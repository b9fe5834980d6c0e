package import Spec

/// The step of the perceptron: 1 where z ≥ 0, else 0; its derivative is 0 everywhere.
package struct Heaviside: Activation, UnaryOperation {
  package static let name = "heaviside"
  package static let meaning = "1 where z ≥ 0, else 0: the perceptron's step; gradient 0"
  package static let fields: [Field<Heaviside>] = []
  package static let reach: ClosedRange<Double> = 0...1
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.whereNegative(x, then: N(0), otherwise: N(1)) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N(0) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
