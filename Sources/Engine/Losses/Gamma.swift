package import Spec

/// The negative logarithm of a gamma density with the mean p, up to terms and a factor that do not depend on it:
/// y / p + ln p, the output z being ln p; mean over the outputs.
package struct Gamma: LogarithmLoss {
  package static let name = "gamma"
  package static let meaning =
    """
    for amounts y > 0: mean over the outputs of y/p + ln p, p = e^z being the prediction and z the output
    """
  package static let fields: [Field<Gamma>] = []
  package static let targets = NumberRange.positive

  package init() {}

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.output, output.targets)
    let inverse = graph.apply(Exponential(), graph.apply(Scale(by: -1), z))
    return graph.rowMeans(graph.apply(Add(), graph.apply(Multiply(), y, inverse), z))
  }
}
