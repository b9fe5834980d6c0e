import Engine
import Spec
import System
import Tabular

enum TargetScaleFar: Warning {
  static let code = "target-scale"
  static let meaning = "the target of a regression has numbers far from 1"

  private static let usualSizes = 0.01...10.0

  static func sentences(_ evidence: Evidence) -> [String] {
    // Losses that ask for targets above 0, or of at least that, take no scaled ones.
    guard evidence.isCountable, type(of: evidence.network.loss).targets.lower == nil else {
      return []
    }
    return evidence.targets.compactMap { target in
      guard target.learntSize > 0, !usualSizes.contains(target.learntSize) else { return nil }
      return "the target \(target.name.quoted) has a root mean square of "
        + "\(Decimals.text(target.learntSize, digits: 3)) (\(Decimals.text(target.minimum)) to "
        + "\(Decimals.text(target.maximum))), but the network starts with outputs of about 1; "
        + "\"target\": \"standard\" in preprocessing scales it"
    }
  }
}
