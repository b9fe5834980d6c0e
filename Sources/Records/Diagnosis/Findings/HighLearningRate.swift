import Engine
import Spec
import Training

enum HighLearningRate: Ailment {
  static let code = "learning-rate-high"
  static let meaning = "updates overshoot: the training loss grows or does not settle"

  static func findings(in records: RunRecords) -> [Finding] {
    let loss = records.trainLoss
    // The perceptron's rule takes the same course at every rate, only larger or smaller.
    guard loss.epochs >= 2, !(records.configuration.loss is PerceptronLoss) else { return [] }
    let (best, end) = (loss.best, loss.end)
    let rate = "the learning rate is \(Decimals.text(records.learningRate))"
    let advice =
      "a learning rate of \(Decimals.text(records.learningRate / 10, digits: 2)) or a schedule that lowers it"
    if let last = loss.values.last, records.divergence != nil, last > 10 * loss.start {
      let growth = loss.values.suffix(2)
      return [
        Finding(
          Self.self, epoch: best.epoch,
          "the training loss grew from \(Decimals.text(best.value)) in epoch \(best.epoch) to "
            + "\(Decimals.text(last)) in epoch \(loss.epochs), at the end "
            + "\(Decimals.text(last / (growth.first ?? last), digits: 2))-fold per epoch; \(rate)",
          advice: advice)
      ]
    }
    // A rise that undoes half of what was learnt, or more.
    if end > 1.2 * best.value, end - best.value > 0.5 * max(loss.start - best.value, 0),
      end - best.value > 0.05 * loss.start
    {
      return [
        Finding(
          Self.self, epoch: best.epoch,
          "the training loss ended at \(Decimals.text(end)), up from \(Decimals.text(best.value)) in "
            + "epoch \(best.epoch), and was \(Decimals.text(loss.start)) before the first update; \(rate)",
          advice: advice)
      ]
    }
    guard let noise = records.measures.lossNoise, noise > 0.3, loss.risingShare > 0.3,
      end > 0.2 * loss.start
    else { return [] }
    return [
      Finding(
        Self.self,
        "in the last half of the epochs the training loss still changes by "
          + "\(Decimals.text(100 * noise, digits: 2)) % from one epoch to the next, on average; \(rate)",
        advice: advice)
    ]
  }
}
