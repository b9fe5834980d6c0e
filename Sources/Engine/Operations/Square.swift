/// x².
package struct Square: UnaryOperation {
  package let name = "square"
  package static let derivativeReads = DerivativeReads.input

  package init(attributes: Attributes = Attributes()) {}

  package func value<N: Number>(_ x: N) -> N { x * x }

  package func derivative<N: Number>(_ x: N) -> N { N(2) * x }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -2...2)])]
  }
}
