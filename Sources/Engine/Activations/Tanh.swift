package import Spec

/// The hyperbolic tangent, between −1 and 1.
package struct Tanh: Activation, UnaryOperation {
  package static let name = "tanh"
  package static let meaning = "the hyperbolic tangent, between −1 and 1"
  package static let fields: [Field<Tanh>] = []
  package static let reach: ClosedRange<Double> = -1...1
  package static let rises = true
  package static let flatness = Flatness.onBothSides(greatestSlope: 1)
  package static let derivativeReads = DerivativeReads.output

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.hyperbolicTangent(x) }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N { N(1) - y * y }

  package static var examples: [Example] { [Example(Self(), [.init(Shape(.batch, 5))])] }
}
