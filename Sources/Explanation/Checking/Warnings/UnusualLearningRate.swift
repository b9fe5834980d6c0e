import Engine
import Spec
import Training

enum UnusualLearningRate: Warning {
  static let code = "learning-rate"
  static let meaning = "the learning rate is far from those commonly used with the optimizer"

  /// Times the optimizer's default.
  private static let usualFactors = 0.001...100.0

  static func sentences(_ evidence: Evidence) -> [String] {
    let optimizer = evidence.configuration.optimizer
    let usual = type(of: optimizer).init().learningRate
    let factor = optimizer.learningRate / usual
    guard !usualFactors.contains(factor) else { return [] }
    let (low, high) = (usual * usualFactors.lowerBound, usual * usualFactors.upperBound)
    return [
      "the learning rate \(Decimals.text(optimizer.learningRate)) is far from those commonly used with "
        + "\(type(of: optimizer).name), \(Decimals.text(low)) to \(Decimals.text(high))"
        + "; its default is \(Decimals.text(usual))"
    ]
  }
}
