/// a + b.
package struct Add: BinaryOperation {
  package let name = "add"

  package init() {}

  package func value<N: Number>(_ a: N, _ b: N) -> N { a + b }

  package func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value) {
    (upstream, upstream)
  }

  package static var examples: [Example] { binaryExamples() }
}
