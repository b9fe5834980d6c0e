/// k x, with a fixed number k.
package struct Scale: UnaryOperation {
  package let name = "scale"
  package let attributes: Attributes
  package static let derivativeReads = DerivativeReads.input

  package init(by factor: Double) { attributes = Attributes(number: factor) }

  package init(attributes: Attributes) { self.attributes = attributes }

  package func value<N: Number>(_ x: N) -> N { N(attributes.number) * x }

  package func derivative<N: Number>(_ x: N) -> N { N(attributes.number) }

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
