import Spec

enum ExplodingGradients: Ailment {
  static let code = "exploding-gradients"
  static let meaning = "the first gradients are far larger than the weights they update"
  static let reads = [RunRecord.layers]

  /// Of the gradient's norm to that of the initial weights.
  private static let largestRatio = 1000.0

  static func findings(in records: RunRecords) -> [Finding] {
    let layers = records.layers ?? []
    // In a single layer nothing is multiplied from layer to layer.
    guard layers.count > 1 else { return [] }
    let ratios = layers.enumerated().compactMap {
      layer, record -> (layer: Int, epoch: Int, gradient: Double, ratio: Double)? in
      guard let weights = record.entries.first?.weightNorm, weights > 0,
        let entry = record.entries.first(where: { $0.gradientNorm != nil }),
        let gradient = entry.gradientNorm, gradient.isFinite
      else { return nil }
      return (layer, entry.epoch, gradient, gradient / weights)
    }
    guard let worst = ratios.max(by: { $0.ratio < $1.ratio }), worst.ratio > largestRatio else {
      return []
    }
    return [
      Finding(
        Self.self, epoch: worst.epoch, layer: worst.layer,
        "in epoch \(worst.epoch) the gradient of \(records.name(ofLayer: worst.layer)) had a norm of "
          + "\(Decimals.text(worst.gradient, digits: 3)), "
          + "\(Decimals.text(worst.ratio, digits: 2)) times that of the initial weights",
        advice: "smaller initial weights (the default initializers), scaled inputs and targets, "
          + "\"clip_norm\": 1 in training")
    ]
  }
}
