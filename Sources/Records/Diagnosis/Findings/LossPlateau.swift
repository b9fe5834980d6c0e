import Spec

enum LossPlateau: Ailment {
  static let code = "loss-plateau"
  static let meaning = "the training loss stood still while much was left to learn"

  static func findings(in records: RunRecords) -> [Finding] {
    let loss = records.trainLoss
    guard loss.epochs >= 20, loss.start > 0 else { return [] }
    let fall = loss.start - loss.best.value
    let distance = 0.05 * max(fall, 0.1 * loss.start)
    guard let stretch = loss.longestStretch(within: distance),
      stretch.count >= max(10, loss.epochs / 5)
    else { return [] }
    let level = loss.mean(stretch)
    // Else it is where learning has come to.
    guard level - loss.best.value >= 0.5 * fall - 1e-9 * level, level >= 0.25 * loss.start else {
      return []
    }
    let last = stretch.upperBound >= loss.values.count - loss.values.count / 20
    return [
      Finding(
        Self.self, epoch: stretch.lowerBound,
        "the training loss stayed at \(Decimals.text(level)) from epoch \(stretch.lowerBound) "
          + (last ? "to the end" : "to epoch \(stretch.upperBound - 1)")
          + ", after \(Decimals.text(loss.start)) before the first update",
        advice:
          "momentum or adam, other initial weights (another seed), relu instead of sigmoid, "
          + "scaled inputs")
    ]
  }
}
