package import Spec

/// The logistic function 1 / (1 + e⁻ᶻ), between 0 and 1.
package struct Sigmoid: Activation, UnaryOperation {
  package static let name = "sigmoid"
  package static let meaning = "the logistic function 1 / (1 + e^(−z)), between 0 and 1"
  package static let fields: [Field<Sigmoid>] = []
  package static let reach: ClosedRange<Double> = 0...1
  package static let rises = true
  package static let flatness = Flatness.onBothSides(greatestSlope: 0.25)
  package static let derivativeReads = DerivativeReads.output

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.sigmoid(x) }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N { y * (N(1) - y) }

  package static var examples: [Example] { [Example(Self(), [.init(Shape(.batch, 5))])] }
}
