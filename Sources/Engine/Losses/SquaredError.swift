package import Spec

/// ½ Σ (p − y)² over the outputs.
package struct SquaredError: Loss {
  package static let name = "squared_error"
  package static let meaning = "½ Σ (p − y)² over the outputs; classes are targets 0 and 1"
  package static let fields: [Field<SquaredError>] = []

  package static let degree: Int? = 2

  package init() {}

  package func objection(to output: OutputLayer) -> String? { nil }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let error = graph.apply(Subtract(), output.decisions, output.numbers(in: &graph))
    return graph.apply(Scale(by: 0.5), graph.rowSums(graph.apply(Square(), error)))
  }
}
