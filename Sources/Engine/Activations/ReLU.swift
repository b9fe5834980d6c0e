package import Spec

/// The rectified linear unit max(0, z), with derivative 0 at 0.
package struct ReLU: Activation, UnaryOperation {
  package static let name = "relu"
  package static let meaning = "max(0, z); gradient 0 at 0"
  package static let fields: [Field<ReLU>] = []
  package static let reach: ClosedRange<Double> = 0 ... .infinity
  package static let defaultInitializer: any Initializer = HeUniform()
  package static let flatness = Flatness.below
  package static let derivativeReads = DerivativeReads.output

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.whereNegative(x, then: N(0), otherwise: x) }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N {
    N.wherePositive(y, then: N(1), otherwise: N(0))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
