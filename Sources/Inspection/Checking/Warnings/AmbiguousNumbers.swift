import Spec

enum AmbiguousNumbers: Warning {
  static let code = "ambiguous-numbers"
  static let meaning = "points taken for decimal points may stand between thousands"

  static func sentences(_ evidence: Evidence) -> [String] {
    let inputs = evidence.columns.filter(\.mayBeThousands).map(\.name)
    return (inputs + evidence.ambiguousTargets).map { name in
      "every decimal number in column \(name.quoted) has three decimals, with whole numbers below 1000 "
        + "beside, so that its points may stand between thousands; then \("thousands".quoted): "
        + "\(".".quoted) belongs into data.columns.\(name)"
    }
  }
}
