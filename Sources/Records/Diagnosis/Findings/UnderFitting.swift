import Spec
import Training

enum UnderFitting: Ailment {
  static let code = "under-fitting"
  static let meaning =
    "not even the training rows are learnt, and training no longer helps, though there is more to learn"
  static let reads = [RunRecord.data]

  /// Of the way from guessing to no fault at all.
  private static let leastSkill = 0.5
  /// Of the whole fall of the loss in the last quarter of the epochs; where it is more, more epochs help.
  private static let largestShare = 0.12
  /// How much more of that way nearest neighbours must go, for a better fit to be likely.
  private static let leastGain = 0.1

  static func findings(in records: RunRecords) -> [Finding] {
    let loss = records.trainLoss
    guard records.divergence == nil, loss.epochs >= 5, loss.lastQuarterShare < largestShare,
      let (sentence, skill) = skill(of: records), skill < leastSkill
    else { return [] }
    var evidence = ""
    // The network may be at the noise of its data. It is not where a crude guess, tried on rows that it did
    // not know, does better, by more than chance in so few rows: some 2 / √rows. Of too few rows nothing is
    // known.
    if let neighbours = records.data?.neighbours {
      let chance = 2 / Double(neighbours.rows).squareRoot()
      guard neighbours.skill > skill + leastGain + chance else { return [] }
      evidence = "; predicting from the nearest rows reaches \(guess(neighbours.skill, records))"
    }
    return [
      Finding(
        Self.self, epoch: loss.epochs,
        "after \(loss.epochs) epochs \(sentence)\(evidence)",
        advice: "more units or layers, other activations, less regularization, more inputs")
    ]
  }

  /// A skill as an accuracy or as r2.
  private static func guess(_ skill: Double, _ records: RunRecords) -> String {
    let share = records.data.flatMap { largestShare(of: $0) } ?? 0
    return Decimals.text(share + skill * (1 - share), digits: 3)
  }

  /// The share of the most frequent class; nil in a regression.
  private static func largestShare(of data: DataSummary) -> Double? {
    let total = data.classes.reduce(0) { $0 + $1.rows }
    return data.classes.map(\.rows).max().map { Double($0) / Double(total) }
  }

  /// How well the training rows are learnt: 0 for guessing, 1 for no fault.
  private static func skill(of records: RunRecords) -> (sentence: String, skill: Double)? {
    guard let data = records.data else { return nil }
    if let share = largestShare(of: data) {
      let trained = records.result?["train"]?["accuracy"]
      guard share < 1, let accuracy = trained ?? records.trainAccuracy.last else { return nil }
      let sentence =
        (trained == nil
          ? "the accuracy on the training rows, averaged over the last epoch's updates, is "
          : "the accuracy on the training rows is ")
        + "\(Decimals.text(accuracy, digits: 3)), and always answering the most frequent class has "
        + Decimals.text(share, digits: 3)
      return (sentence, (accuracy - share) / (1 - share))
    }
    // Of a target that does not vary, nothing is there to be explained.
    guard data.targets.contains(where: { $0.deviation > 0 }),
      let r2 = records.result?["train"]?["r2"]
    else { return nil }
    return (
      "r2 on the training rows is \(Decimals.text(r2, digits: 3)), and always answering the mean has 0",
      r2
    )
  }
}
