package import Spec

/// The mean of |p − y| over the outputs.
package struct MeanAbsoluteError: Loss {
  package static let name = "mean_absolute_error"
  package static let meaning = "mean over the outputs of |p − y|; classes are targets 0 and 1"
  package static let fields: [Field<MeanAbsoluteError>] = []

  package static let degree: Int? = 1

  package init() {}

  package func objection(to output: OutputLayer) -> String? { nil }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let error = graph.apply(Subtract(), output.decisions, output.numbers(in: &graph))
    return graph.rowMeans(graph.apply(Absolute(), error))
  }
}
