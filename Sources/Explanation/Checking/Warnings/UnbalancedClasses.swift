import Spec
import System
import Tabular
import Training

enum UnbalancedClasses: SevereWarning {
  static let code = "unbalanced-classes"
  static let meaning = "a class has many times the rows of another, and classes are not weighted"

  /// One class is nearly always there.
  static func isSevere(_ essentials: Essentials) -> Bool {
    let most = essentials.classes.map(\.trainingRows).max() ?? 0
    return Double(most) >= leastSevereShare * Double(essentials.trainingRows)
  }

  private static let leastSevereShare = 0.9

  static func sentences(_ essentials: Essentials) -> [String] {
    let data = essentials.configuration.data
    guard essentials.isCountable, data.classWeight == nil, data.weight == nil,
      let most = essentials.classes.max(by: { $0.trainingRows < $1.trainingRows }),
      let fewest = essentials.classes.min(by: { $0.trainingRows < $1.trainingRows }),
      fewest.trainingRows > 0
    else { return [] }
    let ratio = Double(most.trainingRows) / Double(fewest.trainingRows)
    guard ratio >= DataLimits.largestClassRatio else { return [] }
    let share = 100 * Double(most.trainingRows) / Double(essentials.trainingRows)
    return [
      "class \(most.name.quoted) has \(Decimals.text(ratio, digits: 2)) times the training rows of "
        + "class \(fewest.name.quoted) (\(most.trainingRows) and \(fewest.trainingRows)): an accuracy "
        + "of \(Decimals.text(share, digits: 3)) % needs no learning; \"class_weight\": \"balanced\" "
        + "in data gives classes equal weight"
    ]
  }
}
