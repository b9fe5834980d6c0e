/// a · b, elementwise.
package struct Multiply: BinaryOperation {
  package let name = "multiply"

  package init() {}

  package func value<N: Number>(_ a: N, _ b: N) -> N { a * b }

  package func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value) {
    (graph.apply(Multiply(), upstream, b), graph.apply(Multiply(), upstream, a))
  }

  package static var examples: [Example] { binaryExamples() }
}
