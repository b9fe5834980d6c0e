import Spec

enum VanishingGradients: Ailment {
  static let code = "vanishing-gradients"
  static let meaning = "the first layers get gradients far smaller than the last ones"
  static let reads = [RunRecord.layers]

  /// Of the gradient's norm to the largest of a later layer.
  private static let smallestRatio = 1e-3

  static func findings(in records: RunRecords) -> [Finding] {
    guard let worst = records.measures.gradientRatio, worst.ratio < smallestRatio else { return [] }
    let figure =
      worst.ratio > 0
      ? "\(Decimals.text(1 / worst.ratio, digits: 2)) times smaller than" : "0, unlike"
    return [
      Finding(
        Self.self, layer: worst.layer,
        "the gradient of \(records.name(ofLayer: worst.layer)) is \(figure) that of a later layer "
          + "(norms, median over the epochs)",
        advice: "relu or tanh instead of sigmoid, fewer layers, initial weights that suit the "
          + "activation (the default initializers)")
    ]
  }
}
