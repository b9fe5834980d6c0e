/// x².
package struct Square: UnaryOperation {
  package var name: String { "square" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { x * x }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N(2) * x }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -2...2)])]
  }
}
