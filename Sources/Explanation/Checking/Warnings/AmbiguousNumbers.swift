import Spec
import System

enum AmbiguousNumbers: Warning {
  static let code = "ambiguous-numbers"
  static let meaning = "points read as decimal points may separate thousands"

  static func sentences(_ evidence: Evidence) -> [String] {
    let inputs = evidence.columns.filter(\.mayBeThousands).map(\.name)
    return (inputs + evidence.ambiguousTargets).map { name in
      "every decimal number in column \(name.quoted) has three decimals, and its whole numbers are all "
        + "below 1000, so its points may separate thousands; if so, add \("thousands".quoted): "
        + "\(".".quoted) to data.columns.\(name.asKey)"
    }
  }
}
