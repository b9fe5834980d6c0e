package import Spec

/// The perceptron's criterion (Rosenblatt 1958): max(0, −y z) with y = ±1 and z the value before the
/// step, summed over the outputs. Rows on the boundary are corrected too.
package struct PerceptronLoss: Loss {
  package static let name = "perceptron"
  package static let meaning =
    """
    for classes: max(0, −y z) with y = −1 or +1 and z the value before a heaviside output; \
    gradient −y at y z = 0
    """
  package static let fields: [Field<PerceptronLoss>] = []
  package static let decision = Decision.weightedSum

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    if output.classes == nil { return "perceptron is for classification" }
    if output.activation is Heaviside || output.activation is Identity { return nil }
    return "perceptron needs a heaviside output, not \(output.activationName)"
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let agreement = graph.apply(Multiply(), output.signs(in: &graph), output.weightedSums)
    return graph.rowSums(graph.apply(Ramp(), graph.apply(Scale(by: -1), agreement)))
  }
}
