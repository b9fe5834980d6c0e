import Spec

enum VanishingGradients: Ailment {
  static let code = "vanishing-gradients"
  static let meaning = "the first layers get gradients far smaller than the last ones"
  static let reads = [RunRecord.layers]

  /// Of the gradient's norm to the largest of a later layer.
  private static let smallestRatio = 1e-3

  static func findings(in records: RunRecords) -> [Finding] {
    let layers = records.layers ?? []
    // For each layer the ratios of the epochs.
    var ratios: [[Double]] = layers.map { _ in [] }
    let count = layers.map(\.entries.count).min() ?? 0
    for entry in 0..<count {
      var largest = 0.0
      for layer in layers.indices.reversed() {
        guard let gradient = layers[layer].entries[entry].gradientNorm, gradient.isFinite else {
          continue
        }
        if largest > 0 { ratios[layer].append(gradient / largest) }
        largest = max(largest, gradient)
      }
    }
    let medians = ratios.enumerated().compactMap { layer, ratios -> (layer: Int, ratio: Double)? in
      ratios.isEmpty ? nil : (layer, ratios.sorted()[ratios.count / 2])
    }
    guard let worst = medians.min(by: { $0.ratio < $1.ratio }), worst.ratio < smallestRatio else {
      return []
    }
    let figure =
      worst.ratio > 0
      ? "\(Decimals.text(1 / worst.ratio, digits: 2)) times smaller than" : "0 beside"
    return [
      Finding(
        Self.self, layer: worst.layer,
        "the gradient of \(records.name(ofLayer: worst.layer)) is \(figure) that of a later layer "
          + "(norms, median of the epochs)",
        advice: "relu or tanh in place of sigmoid, fewer layers, initial weights that suit the "
          + "activation (the default initializers)")
    ]
  }
}
