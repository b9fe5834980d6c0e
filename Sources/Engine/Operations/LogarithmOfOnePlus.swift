/// ln(1 + x), x > −1.
package struct LogarithmOfOnePlus: UnaryOperation {
  package var name: String { "logarithm_of_one_plus" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.logarithmOfOnePlus(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N(1) / (N(1) + x) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -0.5...3)])]
  }
}
