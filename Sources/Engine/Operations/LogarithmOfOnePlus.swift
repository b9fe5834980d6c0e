/// ln(1 + x), x > −1.
package struct LogarithmOfOnePlus: UnaryOperation {
  package let name = "logarithm_of_one_plus"
  package static let derivativeReads = DerivativeReads.input

  package init(attributes: Attributes = Attributes()) {}

  package func value<N: Number>(_ x: N) -> N { N.logarithmOfOnePlus(x) }

  package func derivative<N: Number>(_ x: N) -> N { N(1) / (N(1) + x) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -0.5...3)])]
  }
}
