package import Spec

/// The negative logarithm of the density of a compound of Poisson and gamma with the mean p and a variance that grows
/// as p^k, up to terms and a factor that do not depend on p: −y p^(1−k)/(1−k) + p^(2−k)/(2−k), the output z being ln p;
/// mean over the outputs (B. Jørgensen, The Theory of Dispersion Models, 1997).
package struct Tweedie: LogarithmLoss {
  package static let name = "tweedie"
  package static let meaning =
    """
    for amounts y ≥ 0, many of them 0: mean over the outputs of −y p^(1−k)/(1−k) + p^(2−k)/(2−k), p = e^z being the \
    prediction and z the output
    """
  package static let fields: [Field<Tweedie>] =
    [
      Field(
        "power", \.power, .number(NumberRange(lower: .excluded(1), upper: .excluded(2))),
        "the power k of the prediction with which the variance grows; 1 would be poisson, 2 gamma"
      )
    ]
  package static let targets = NumberRange.nonNegative

  package var power = 1.5

  package init() {}

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let (z, y) = (output.output, output.targets)
    /// p^e / e
    func term(_ exponent: Double) -> Value {
      graph.apply(
        Scale(by: 1 / exponent),
        graph.apply(Exponential(), graph.apply(Scale(by: exponent), z)))
    }
    let right = graph.apply(Multiply(), y, term(1 - power))
    return graph.rowMeans(graph.apply(Subtract(), term(2 - power), right))
  }
}
