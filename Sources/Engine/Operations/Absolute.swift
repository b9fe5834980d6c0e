/// |x|, with derivative 0 at 0.
package struct Absolute: UnaryOperation {
  package let name = "absolute"
  package static let derivativeReads = DerivativeReads.input

  package init(attributes: Attributes = Attributes()) {}

  package func value<N: Number>(_ x: N) -> N { N.absolute(x) }

  package func derivative<N: Number>(_ x: N) -> N { N.sign(x) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
