package import Spec

/// The mean of (p − y)² over the outputs.
package struct MeanSquaredError: Loss {
  package static let name = "mean_squared_error"
  package static let meaning = "mean over the outputs of (p − y)²; classes are targets 0 and 1"
  package static let fields: [Field<MeanSquaredError>] = []

  package static let degree: Int? = 2

  package init() {}

  package func objection(to output: OutputLayer) -> String? { nil }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let error = graph.apply(Subtract(), output.decisions, output.numbers(in: &graph))
    return graph.rowMeans(graph.apply(Square(), error))
  }
}
