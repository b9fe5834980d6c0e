import Spec
import System
import Tabular
import Training

enum UnbalancedClasses: Warning {
  static let code = "unbalanced-classes"
  static let meaning = "a class has many times the rows of another, and classes are not weighted"

  static func sentences(_ evidence: Evidence) -> [String] {
    let data = evidence.configuration.data
    guard evidence.isCountable, data.classWeight == nil, data.weight == nil,
      let most = evidence.classes.max(by: { $0.trainingRows < $1.trainingRows }),
      let fewest = evidence.classes.min(by: { $0.trainingRows < $1.trainingRows }),
      fewest.trainingRows > 0
    else { return [] }
    let ratio = Double(most.trainingRows) / Double(fewest.trainingRows)
    guard ratio >= DataLimits.largestClassRatio else { return [] }
    let share = 100 * Double(most.trainingRows) / Double(evidence.trainingRows)
    return [
      "class \(most.name.quoted) has \(Decimals.text(ratio, digits: 2)) times the training rows of "
        + "class \(fewest.name.quoted) (\(most.trainingRows) and \(fewest.trainingRows)): an accuracy "
        + "of \(Decimals.text(share, digits: 3)) % needs no learning; \"class_weight\": \"balanced\" "
        + "in data gives classes equal weight"
    ]
  }
}
