package import Spec

/// Cross-entropy: −ln p of the row's class, p from a softmax or from one sigmoid. It is computed from
/// the weighted sums, so that it neither overflows nor loses digits where p is near 0 or 1.
package struct CrossEntropy: Loss {
  package static let name = "cross_entropy"
  package static let meaning =
    "−ln p of the row's class, p by a softmax output, or by one sigmoid for two classes"
  package static let fields: [Field<CrossEntropy>] =
    [
      Field(
        "label_smoothing", \.labelSmoothing, .number(.zeroToOne),
        """
        the share of a row's target that is spread evenly over all classes; in the objective \
        only, the losses that are reported are the plain ones
        """)
    ]

  package var labelSmoothing = 0.0

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    if output.classes == nil { return "cross_entropy is for classification" }
    if output.activation is Softmax || output.activation is Sigmoid && output.units == 1 {
      return nil
    }
    return "cross_entropy wants a softmax output, or one sigmoid output for two classes"
  }

  /// With one sigmoid: ln(1 + e^s), s being z with the sign of the other class, (1 − 2 y) z. The
  /// difference ln(1 + e^z) − y z is the same but for its digits, which a p near 1 would cost it.
  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.weightedSums, output.targets)
    if output.layer.activation is Softmax { return graph.apply(SoftmaxCrossEntropy(), z, y) }
    let sign = graph.apply(Subtract(), graph.constant(1), graph.apply(Scale(by: 2), y))
    return graph.apply(Softplus(), graph.apply(Multiply(), sign, z))
  }

  /// With targets (1 − ε) y + ε / K: the loss and ε (z_y − the mean of z) over K classes, or with one
  /// sigmoid ε (y − ½) z.
  package func objective(
    of output: NetworkOutput, loss: Value, in graph: inout Graph
  ) -> Value {
    guard labelSmoothing > 0 else { return loss }
    let (z, targets) = (output.weightedSums, output.numbers(in: &graph))
    let excess: Value
    if output.layer.activation is Softmax {
      let right = graph.apply(SumColumns(), graph.apply(Multiply(), z, targets))
      excess = graph.apply(Subtract(), right, graph.rowMeans(z))
    } else {
      excess = graph.apply(
        Multiply(), graph.apply(Subtract(), targets, graph.constant(0.5)), z)
    }
    return graph.apply(Add(), loss, graph.apply(Scale(by: labelSmoothing), excess))
  }
}
