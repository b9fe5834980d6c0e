/// ln(1 + eˣ), without overflow.
package struct Softplus: UnaryOperation {
  package let name = "softplus"
  package static let derivativeReads = DerivativeReads.input

  package init(attributes: Attributes = Attributes()) {}

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
