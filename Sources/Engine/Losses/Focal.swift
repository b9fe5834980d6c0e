package import Spec

/// The focal loss: −(1 − p)^γ ln p of the row's class, so that rows that are told rightly and surely count for less
/// (T.-Y. Lin and others, Focal Loss for Dense Object Detection, 2017).
package struct Focal: Loss {
  package static let name = "focal"
  package static let meaning =
    "−(1 − p)^γ ln p of the row's class, p by a softmax output, or by one sigmoid for two classes"
  package static let fields: [Field<Focal>] =
    [
      Field(
        "gamma", \.gamma, .number(.nonNegative),
        "the power γ: the greater it is, the less rows count whose class is already certain; 0 is cross_entropy"
      )
    ]

  package var gamma = 2.0

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    output.objectionToProbabilities(by: Self.name)
  }

  /// (1 − p)^γ is e to γ ln(1 − p), 1 − p being the sum of the other classes' probabilities, which keeps its digits
  /// where p is near 1. Of one sigmoid, ln(1 − p) is −ln(1 + e^−s), s being z with the sign of the other class.
  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let crossEntropy = graph.crossEntropy(of: output)
    let logarithm: Value
    if output.layer.activation is Softmax {
      let isOther = graph.apply(Subtract(), graph.constant(1), output.numbers(in: &graph))
      let others = graph.apply(SumColumns(), graph.apply(Multiply(), output.output, isOther))
      // Where nothing is left of them, the logarithm is that of the least number that is told from 0.
      let least = graph.constant(1e-30)
      let some = graph.apply(
        Add(), graph.apply(ReLU(), graph.apply(Subtract(), others, least)), least)
      logarithm = graph.apply(Logarithm(), some)
    } else {
      let opposite = graph.apply(Scale(by: -1), graph.signedSum(of: output))
      logarithm = graph.apply(Scale(by: -1), graph.apply(Softplus(), opposite))
    }
    let factor = graph.apply(Exponential(), graph.apply(Scale(by: gamma), logarithm))
    return graph.apply(Multiply(), factor, crossEntropy)
  }
}
