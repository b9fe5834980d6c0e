/// eˣ.
package struct Exponential: UnaryOperation {
  package var name: String { "exponential" }
  package static let derivativeReads = DerivativeReads.output

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.exponential(x) }

  @inline(__always)
  package func derivative<N: Number>(_ y: N) -> N { y }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), in: -2...2)])]
  }
}
