/// √x, x ≥ 0.
package struct SquareRoot: UnaryOperation {
  package var name: String { "square_root" }
  package static let derivativeReads = DerivativeReads.output

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.squareRoot(x) }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N { N(0.5) / y }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: 0.5...3)])]
  }
}
