/// a / b, elementwise.
package struct Divide: BinaryOperation {
  package var name: String { "divide" }

  package init() {}

  @inline(__always)
  package func value<N: Number>(_ a: N, _ b: N) -> N { a / b }

  package func partials(
    _ upstream: Value, of result: Value, a: Value, b: Value, in graph: inout Graph
  ) -> (a: Value, b: Value) {
    let byA = graph.apply(Divide(), upstream, b)
    let byB = graph.apply(Scale(by: -1), graph.apply(Multiply(), byA, result))
    return (byA, byB)
  }

  package static var examples: [Example] { binaryExamples(in: 0.5...2) }
}
