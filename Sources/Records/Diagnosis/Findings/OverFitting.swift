import Training
import Spec

enum OverFitting: Ailment {
  static let code = "over-fitting"
  static let meaning = "the validation loss grows while the training loss still falls"
  static let reads = [RunRecord.validation]

  /// Of the validation loss to the training loss.
  private static let largestRatio = 10.0

  static func findings(in records: RunRecords) -> [Finding] {
    guard records.divergence == nil, let validation = records.validationLoss else { return [] }
    let (train, best, end) = (records.trainLoss, validation.best, validation.end)
    guard validation.epochs >= 5, train.values.count == validation.values.count else { return [] }
    // Early stopping has put the best epoch's weights back; what was learnt after it was lost work.
    let kept = records.result?.bestEpoch
    let advice =
      (kept == nil ? "\"early_stopping\": {\"patience\": 20} in training, " : "")
      + "dropout, l2 regularization, fewer units, more rows"
    let ending = kept.map { "; the weights kept are those of epoch \($0)" } ?? ""
    if end > 1.15 * best.value, end - best.value > 0.05 * validation.start,
      train.end < train.values[best.epoch]
    {
      return [
        Finding(
          Self.self, epoch: best.epoch,
          "from epoch \(best.epoch) on the validation loss grew from \(Decimals.text(best.value)) to "
            + "\(Decimals.text(end)), while the training loss fell from "
            + "\(Decimals.text(train.values[best.epoch])) to \(Decimals.text(train.end))\(ending)",
          advice: advice)
      ]
    }
    // A validation loss that came to rest at a height, many times above that of training.
    let epoch = train.values.indices.first {
      validation.values[$0] > largestRatio * train.values[$0]
    }
    guard let epoch, end > largestRatio * train.end, end > 0.1 * validation.start,
      validation.lastQuarterShare < 0.05
    else { return [] }
    return [
      Finding(
        Self.self, epoch: epoch,
        "from epoch \(epoch) on the validation loss was more than \(Int(largestRatio)) times the "
          + "training loss; it ended at \(Decimals.text(end)), the training loss at \(Decimals.text(train.end))"
          + ending,
        advice: advice)
    ]
  }
}
