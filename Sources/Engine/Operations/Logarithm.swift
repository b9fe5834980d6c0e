/// ln x, x > 0.
package struct Logarithm: UnaryOperation {
  package var name: String { "logarithm" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.logarithm(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N(1) / x }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: 0.5...3)])]
  }
}
