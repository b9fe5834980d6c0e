package import Spec

/// Cross-entropy: −ln p of the row's class, p from a softmax or from one sigmoid. It is computed from
/// the weighted sums, so that it neither overflows nor loses digits where p is near 0 or 1.
package struct CrossEntropy: Loss {
  package static let name = "cross_entropy"
  package static let meaning =
    "−ln p of the row's class, p by a softmax output, or by one sigmoid for two classes"
  package static let fields: [Field<CrossEntropy>] = []

  package init() {}

  package func objection(to output: OutputLayer) -> String? {
    if output.classes == nil { return "cross_entropy is for classification" }
    if output.activation is Softmax || output.activation is Sigmoid && output.units == 1 {
      return nil
    }
    return "cross_entropy wants a softmax output, or one sigmoid output for two classes"
  }

  /// With one sigmoid: ln(1 + e^z) − y z.
  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.weightedSums, output.targets)
    if output.layer.activation is Softmax { return graph.apply(SoftmaxCrossEntropy(), z, y) }
    return graph.apply(Subtract(), graph.apply(Softplus(), z), graph.apply(Multiply(), y, z))
  }
}
