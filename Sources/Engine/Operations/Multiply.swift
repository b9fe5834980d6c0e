/// a · b, elementwise.
package struct Multiply: BinaryOperation {
  package var name: String { "multiply" }

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ a: N, _ b: N) -> N { a * b }

  package func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value) {
    (graph.apply(Multiply(), upstream, b), graph.apply(Multiply(), upstream, a))
  }

  package static var examples: [Example] { binaryExamples() }
}
