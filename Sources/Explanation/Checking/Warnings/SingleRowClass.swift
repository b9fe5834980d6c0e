import System

enum SingleRowClass: Warning {
  static let code = "single-row-class"
  static let meaning = "a class has one training row or none, from which it cannot be learnt"

  private static let mostExamples = 3

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    let few = evidence.classes.filter { $0.trainingRows < 2 }
    guard let first = few.first else { return [] }
    if few.count == 1 {
      return [
        "class \(first.name.quoted) has \(first.trainingRows == 1 ? "one training row" : "no training row"); "
          + "check whether it is misspelt, or collect more rows"
      ]
    }
    let examples = few.prefix(mostExamples).map(\.name.quoted)
    return [
      "\(few.count) of the \(evidence.classes.count) classes have one training row or none, "
        + (few.count > examples.count
          ? "among them \(examples.joined(separator: ", "))"
          : examples.joined(separator: few.count == 2 ? " and " : ", "))
        + "; check whether they are misspelt, or collect more rows"
    ]
  }
}
