package import Spec

/// Huber's loss (1964): ½ e² for errors e up to δ, beyond it δ (|e| − ½ δ), mean over the outputs.
package struct Huber: Loss {
  package static let name = "huber"
  package static let meaning =
    """
    mean over the outputs of ½ e² for |e| ≤ δ, else δ (|e| − ½ δ), with e = p − y; classes are \
    targets 0 and 1
    """
  package static let fields: [Field<Huber>] =
    [
      Field(
        "delta", \.delta, .number(.positive),
        "the size δ of an error beyond which the loss is linear")
    ]

  package var delta = 1.0

  package init() {}

  package func objection(to output: OutputLayer) -> String? { nil }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let error = graph.apply(Subtract(), output.decisions, output.numbers(in: &graph))
    return graph.rowMeans(graph.apply(HuberPenalty(delta: delta), error))
  }
}
