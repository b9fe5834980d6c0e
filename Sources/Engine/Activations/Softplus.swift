package import Spec

/// ln(1 + eᶻ), a smooth ReLU, without overflow.
package struct Softplus: Activation, UnaryOperation {
  package static let name = "softplus"
  package static let meaning = "ln(1 + e^z), a smooth relu that is always above 0"
  package static let fields: [Field<Softplus>] = []
  package static let reach: ClosedRange<Double> = 0 ... .infinity
  package static let rises = true
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N {
    N.wherePositive(x, then: x, otherwise: N(0))
      + N.logarithmOfOnePlus(N.exponential(-N.absolute(x)))
  }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N.sigmoid(x) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -3...3)])]
  }
}
