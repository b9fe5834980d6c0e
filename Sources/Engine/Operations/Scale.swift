/// k x, with a fixed number k.
package struct Scale: UnaryOperation {
  package var name: String { "scale" }
  private let factor: Double
  package static let derivativeReads = DerivativeReads.input

  package init(by factor: Double) { self.factor = factor }

  @inline(__always)
  package func value<N: Number>(_ x: N) -> N { N(factor) * x }

  @inline(__always)
  package func derivative<N: Number>(_ x: N) -> N { N(factor) }

  /// k g needs neither x nor y, so they are not kept for it.
  package func gradient(
    _ upstream: Value, of result: Value, inputs: [Value], in graph: inout Graph
  ) -> [Value?] {
    [graph.apply(self, upstream)]
  }

  package static var examples: [Example] {
    [Example(Scale(by: -1.5), [.init(Shape(.batch, 5))])]
  }
}
