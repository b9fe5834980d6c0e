import Spec

enum SingleRowClass: Warning {
  static let code = "single-row-class"
  static let meaning = "a class has one training row or none, from which it cannot be learnt"

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    return evidence.classes.filter { $0.trainingRows < 2 }.map {
      "class \($0.name.quoted) has \($0.trainingRows == 1 ? "one training row" : "no training row"); "
        + "look whether it is misspelt, or gather more of it"
    }
  }
}
