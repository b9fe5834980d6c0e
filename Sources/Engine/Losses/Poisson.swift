package import Spec

/// The negative logarithm of Poisson's probability, up to a term of the target alone: e^z − y z, the
/// output z being the logarithm of the rate; mean over the outputs.
package struct Poisson: Loss {
  package static let name = "poisson"
  package static let meaning =
    """
    for counts y ≥ 0: mean over the outputs of e^z − y z, z being the logarithm of the predicted \
    rate; metrics judge the rate e^z
    """
  package static let fields: [Field<Poisson>] = []
  package static let decision = Decision.exponential
  package static let leastTarget = 0.0

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    if output.classes != nil {
      return "poisson is for regression; data.task can say so where counts were taken for classes"
    }
    if output.activation is Identity { return nil }
    return "poisson wants an identity output, the logarithm of the rate, not "
      + output.activationName
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.output, output.targets)
    let losses = graph.apply(
      Subtract(), graph.apply(Exponential(), z), graph.apply(Multiply(), y, z))
    return graph.rowMeans(losses)
  }
}
