/// a − b.
package struct Subtract: BinaryOperation {
  package var name: String { "subtract" }

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ a: N, _ b: N) -> N { a - b }

  package func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value) {
    (upstream, graph.apply(Scale(by: -1), upstream))
  }

  package static var examples: [Example] { binaryExamples() }
}
