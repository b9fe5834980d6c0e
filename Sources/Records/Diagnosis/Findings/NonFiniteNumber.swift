import Engine
import Training

enum NonFiniteNumber: Ailment {
  static let code = "non-finite"
  static let meaning = "a number became infinite or NaN, which ended training"

  static func findings(in records: RunRecords) -> [Finding] {
    guard let divergence = records.divergence else { return [] }
    let advice =
      divergence.step == 0
      ? "scaled inputs (\"numeric\": \"standard\" in preprocessing), smaller initial weights"
      : "a lower learning rate, \"clip_norm\": 1 in training, scaled inputs"
    return [
      Finding(
        Self.self, epoch: divergence.epoch, step: divergence.step, layer: divergence.value?.layer,
        divergence.description, advice: advice)
    ]
  }
}
