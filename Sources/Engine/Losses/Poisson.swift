package import Spec

/// The negative logarithm of Poisson's probability, up to a term of the target alone: e^z − y z, the
/// output z being the logarithm of the rate; mean over the outputs.
package struct Poisson: LogarithmLoss {
  package static let name = "poisson"
  package static let meaning =
    """
    for counts y ≥ 0: mean over the outputs of e^z − y z, z being the logarithm of the predicted \
    rate; metrics judge the rate e^z
    """
  package static let fields: [Field<Poisson>] = []
  package static let targets = NumberRange.nonNegative
  static let predicted = "rate"

  package init() {}

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.output, output.targets)
    let losses = graph.apply(
      Subtract(), output.decisions, graph.apply(Multiply(), y, z))
    return graph.rowMeans(losses)
  }
}
