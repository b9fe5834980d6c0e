package import Spec

/// The quantile or pinball loss: τ (y − q) for y ≥ q, else (1 − τ) (q − y), mean over the quantiles and targets
/// (R. Koenker and G. Bassett, Regression Quantiles, 1978). The first output of a target is its lowest quantile, and each
/// further one is by softplus of its output above the one before, so they never cross.
package struct QuantileLoss: Loss {
  package static let name = "quantile"
  package static let meaning =
    """
    for quantiles q of numbers: mean over the quantiles τ of τ (y − q) where y ≥ q, else (1 − τ) (q − y); a target has \
    one output per quantile, the first for the lowest, each further one a softplus above the one before
    """
  package static let fields: [Field<QuantileLoss>] =
    [
      Field(
        "quantiles", \.quantiles, .list(.number(.fraction)),
        "the quantiles in ascending order, each as the probability that lies below it")
    ]
  package static let degree: Int? = 1

  package var quantiles = [0.1, 0.5, 0.9]

  package init() {}

  package func check(_ reading: inout Reading) {
    guard reading.areSound("quantiles") else { return }
    if quantiles.isEmpty || !zip(quantiles, quantiles.dropFirst()).allSatisfy({ $0 < $1 }) {
      reading.fault(
        "quantiles", "expected at least one quantile, and several in ascending order")
    }
  }

  package var answers: [TargetAnswer] { quantiles.map { .quantile($0) } }

  package func objection(to output: OutputLayer) -> String? {
    output.objectionToAnswers(by: Self.name)
  }

  package func decisions(of output: NetworkOutput, in graph: inout Graph) -> Value {
    var answers: [Value] = []
    for unit in 0..<output.layer.units {
      let number = graph.apply(Columns(unit..<unit + 1), output.output)
      guard unit % quantiles.count > 0, let last = answers.last else {
        answers.append(number)
        continue
      }
      answers.append(graph.apply(Add(), last, graph.apply(Softplus(), number)))
    }
    return answers.count == 1 ? answers[0] : graph.apply(Concatenate(), answers)
  }

  package func loss(of output: NetworkOutput, in graph: inout Graph) -> Value {
    let parts = quantiles.enumerated().map { number, level in
      let quantile = graph.columns(of: output.decisions, from: number, by: quantiles.count)
      let error = graph.apply(Subtract(), output.targets, quantile)
      let below = graph.apply(ReLU(), graph.apply(Scale(by: -1), error))
      return graph.apply(Add(), graph.apply(Scale(by: level), error), below)
    }
    let sum = parts.dropFirst().reduce(parts[0]) { graph.apply(Add(), $0, $1) }
    return graph.rowMeans(graph.apply(Scale(by: 1 / Double(quantiles.count)), sum))
  }
}
