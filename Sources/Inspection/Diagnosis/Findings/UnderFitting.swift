import Spec
import Training

enum UnderFitting: Ailment {
  static let code = "under-fitting"
  static let meaning = "even the training rows are not learnt, and training brings nothing more"
  static let reads = [RunRecord.data]

  /// Of the way from guessing to no fault at all.
  private static let leastSkill = 0.5
  /// Of the whole fall of the loss in the last quarter of the epochs; where it is more, more epochs help.
  private static let largestShare = 0.12

  static func findings(in records: RunRecords) -> [Finding] {
    let loss = records.trainLoss
    guard records.divergence == nil, loss.epochs >= 5, loss.lastQuarterShare < largestShare,
      let (sentence, skill) = skill(of: records), skill < leastSkill
    else { return [] }
    return [
      Finding(
        Self.self, epoch: loss.epochs,
        "after \(loss.epochs) epochs \(sentence)",
        advice: "more units or layers, other activations, less regularization, more inputs")
    ]
  }

  /// How well the training rows are learnt: 0 for guessing, 1 for no fault.
  private static func skill(of records: RunRecords) -> (sentence: String, skill: Double)? {
    guard let data = records.data else { return nil }
    let total = data.classes.reduce(0) { $0 + $1.rows }
    if let most = data.classes.map(\.rows).max(), let accuracy = records.trainAccuracy.last {
      let share = Double(most) / Double(total)
      guard share < 1 else { return nil }
      let sentence =
        "the accuracy on the training rows is \(Decimals.text(accuracy, digits: 3)), where the most "
        + "frequent class alone has \(Decimals.text(share, digits: 3))"
      return (sentence, (accuracy - share) / (1 - share))
    }
    // Of a target that does not vary, nothing is there to be explained.
    guard data.targets.contains(where: { $0.deviation > 0 }),
      let r2 = records.metrics?["train"]?["r2"]?.double
    else { return nil }
    return ("r2 on the training rows is \(Decimals.text(r2, digits: 3)), where the mean has 0", r2)
  }
}
