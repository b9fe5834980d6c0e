import Engine
import Spec
import System

enum TargetOutliers: Warning {
  static let code = "target-outliers"
  static let meaning = "a few targets are so extreme that their squared errors outweigh all others"

  /// In distances between the quartiles, from the median.
  private static let farthest = 10.0

  static func sentences(_ evidence: Evidence) -> [String] {
    let loss = evidence.network.loss
    guard evidence.isCountable, loss is MeanSquaredError || loss is SquaredError else { return [] }
    return evidence.targets.compactMap { target in
      let width = target.quartiles[2] - target.quartiles[0]
      guard width > 0 else { return nil }
      let median = target.quartiles[1]
      let isHigh = target.maximum - median > median - target.minimum
      let value = isHigh ? target.maximum : target.minimum
      let distance = abs(value - median) / width
      guard distance > farthest else { return nil }
      return
        "a value of the target \(target.name.quoted) is \(Decimals.text(value)), while half of "
        + "them lie between \(Decimals.text(target.quartiles[0])) and "
        + "\(Decimals.text(target.quartiles[2])); \"loss\": \"huber\" gives it less weight"
    }
  }
}
