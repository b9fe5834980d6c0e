package import Spec

/// The hinge loss: max(0, 1 − y z) with y = ±1 for one output; for several
/// Σ over j ≠ y of max(0, 1 + z_j − z_y) (Weston and Watkins 1999).
package struct Hinge: Loss {
  package static let name = "hinge"
  package static let meaning =
    """
    for classes: max(0, 1 − y z) with y = −1 or +1 and z the output; with several outputs Σ over \
    j ≠ y of max(0, 1 + z_j − z_y)
    """
  package static let fields: [Field<Hinge>] = []
  package static let decision = Decision.margin

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    if output.classes == nil { return "hinge is for classification" }
    if output.activation is Identity || output.activation is Tanh { return nil }
    return
      "hinge needs an output that can be positive or negative, identity or tanh, not \(output.activationName)"
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, one) = (output.output, graph.constant(1))
    if output.layer.units == 1 {
      let margin = graph.apply(Multiply(), output.signs(in: &graph), z)
      return graph.apply(ReLU(), graph.apply(Subtract(), one, margin))
    }
    let isRight = output.numbers(in: &graph)
    let right = graph.apply(SumColumns(), graph.apply(Multiply(), z, isRight))
    let excess = graph.apply(Add(), graph.apply(Subtract(), z, right), one)
    let isWrong = graph.apply(Subtract(), one, isRight)
    let losses = graph.apply(Multiply(), graph.apply(ReLU(), excess), isWrong)
    return graph.apply(SumColumns(), losses)
  }
}
