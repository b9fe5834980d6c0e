/// |x|, with derivative 0 at 0.
package struct Absolute: UnaryOperation {
  package var name: String { "absolute" }
  package static let derivativeReads = DerivativeReads.input

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N.absolute(x) }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N.sign(x) }

  package static var examples: [Example] {
    [Example(Self(), [.init(Shape(.batch, 5), kinks: [0])])]
  }
}
