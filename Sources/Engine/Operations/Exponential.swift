/// eˣ.
package struct Exponential: UnaryOperation {
  package let name = "exponential"
  package static let derivativeReads = DerivativeReads.output

  package init(attributes: Attributes = Attributes()) {}

  package func value<N: Number>(_ x: N) -> N { N.exponential(x) }

  package func derivative<N: Number>(_ y: N) -> N { y }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -2...2)])]
  }
}
