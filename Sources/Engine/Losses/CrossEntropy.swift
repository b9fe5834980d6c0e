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
        the share of a row's target that is spread evenly over all classes (label smoothing), in the objective \
        only; reported losses are without it
        """)
    ]

  package var labelSmoothing = 0.0

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    output.objectionToProbabilities(by: Self.name)
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    graph.crossEntropy(of: output)
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

extension OutputLayer {
  /// Why a loss of the probability of the row's class does not go with the layer.
  func objectionToProbabilities(by loss: String) -> String? {
    if classes == nil { return "\(loss) is for classification" }
    if activation is Softmax || activation is Sigmoid && units == 1 { return nil }
    return "\(loss) needs a softmax output, or one sigmoid output for two classes"
  }
}

extension Graph {
  /// −ln p of the row's class, [rows, 1]. With one sigmoid: ln(1 + e^s), s being z with the sign of the other
  /// class. The difference ln(1 + e^z) − y z is the same but for its digits, which a p near 1 would cost it.
  mutating func crossEntropy(of output: NetworkOutput) -> Value {
    output.layer.activation is Softmax
      ? apply(SoftmaxCrossEntropy(), output.weightedSums, output.targets)
      : apply(Softplus(), signedSum(of: output))
  }

  /// The weighted sum of one sigmoid with the sign of the class that the row is not of, (1 − 2 y) z.
  mutating func signedSum(of output: NetworkOutput) -> Value {
    let sign = apply(Subtract(), constant(1), apply(Scale(by: 2), output.targets))
    return apply(Multiply(), sign, output.weightedSums)
  }
}
