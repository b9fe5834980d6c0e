/// max(0, x) with derivative 1 at 0: Rosenblatt's rule corrects a row on the boundary too.
package struct Ramp: UnaryOperation {
  package var name: String { "ramp" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.whereNegative(x, then: N(0), otherwise: x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N {
    N.whereNegative(x, then: N(0), otherwise: N(1))
  }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
