internal import Numerics
package import Spec

/// The negative logarithm of a normal density: ln σ + ½ ln 2π + ½ ((y − μ)/σ)², the outputs of a target being μ and
/// ln σ; mean over the targets (D. Nix and A. Weigend, Estimating the Mean and Variance of the Target Probability
/// Distribution, 1994).
package struct Gaussian: Loss {
  package static let name = "gaussian"
  package static let meaning =
    """
    for numbers predicted with their deviation: mean over the targets of ln σ + ½ ln 2π + ½ ((y − μ)/σ)², the two outputs of a \
    target being μ and ln σ; predictions are μ and σ
    """
  package static let fields: [Field<Gaussian>] = []

  package init() {}

  package var answers: [TargetAnswer] { [.prediction, .deviation] }

  package func objection(to output: OutputLayer) -> String? {
    output.objectionToAnswers(by: Self.name)
  }

  package func decisions(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let answers = stride(from: 0, to: output.layer.units, by: 2).flatMap { first in
      let logarithm = graph.apply(Columns(first + 1..<first + 2), output.output)
      return [
        graph.apply(Columns(first..<first + 1), output.output),
        graph.apply(Exponential(), logarithm),
      ]
    }
    return graph.apply(Concatenate(), answers)
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let means = graph.columns(of: output.decisions, from: 0, by: 2)
    let deviations = graph.columns(of: output.decisions, from: 1, by: 2)
    var logarithms = graph.columns(of: output.output, from: 1, by: 2)
    if let scales = output.scales {
      let row = graph.row(scales.map { Functions.logarithm($0) })
      logarithms = graph.apply(Add(), logarithms, row)
    }
    let distance = graph.apply(
      Divide(), graph.apply(Subtract(), output.targets, means), deviations)
    let half = graph.apply(Scale(by: 0.5), graph.apply(Square(), distance))
    let constant = graph.constant(0.5 * Functions.logarithm(2 * .pi))
    let losses = graph.apply(Add(), graph.apply(Add(), logarithms, half), constant)
    return graph.rowMeans(losses)
  }
}
