import Engine
import Spec
import Training

enum LowLearningRate: Ailment {
  static let code = "learning-rate-low"
  static let meaning = "the training loss is still high and falls as steadily as at the start"

  /// Of the whole fall in the last quarter of the epochs; of more, it was no even fall.
  private static let shares = 0.12...0.5
  /// Of the loss that is left.
  private static let leastRest = 0.4

  static func findings(in records: RunRecords) -> [Finding] {
    let loss = records.trainLoss
    let share = loss.lastQuarterShare
    guard records.divergence == nil, loss.epochs >= 10, shares.contains(share),
      loss.end >= leastRest * loss.start, loss.risingShare < 0.2
    else { return [] }
    let rate = records.learningRate
    return [
      Finding(
        Self.self, epoch: loss.epochs,
        "after \(loss.epochs) epochs the training loss is still "
          + "\(Decimals.text(100 * loss.end / loss.start, digits: 2)) % of what it was, and the last quarter of them "
          + "brought \(Decimals.text(100 * share, digits: 2)) % of its fall; the learning rate is "
          + "\(Decimals.text(rate))",
        advice: "a learning rate of \(Decimals.text(10 * rate, digits: 2)), or more epochs")
    ]
  }
}
