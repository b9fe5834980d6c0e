import Engine
import Spec
import System
import Tabular
import Training

enum UnscaledInputs: Warning {
  static let code = "unscaled-inputs"
  static let meaning =
    "inputs are far larger than about 1, the size that initial weights are made for"

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    let large = evidence.columns.compactMap { column in column.size.map { (column, $0) } }
      .filter { $0.1 > DataLimits.largestInputSize }
    guard let (column, size) = large.max(by: { $0.1 < $1.1 }) else { return [] }
    let others = large.count == 1 ? "" : ", the largest of \(large.count) such columns,"
    let range = column.report.range.map {
      " (\(column.report.spelled($0.lowerBound)) to \(column.report.spelled($0.upperBound)))"
    }
    let activation = evidence.network.layers[0].outputActivation
    var isFlat = false
    if case .onBothSides = type(of: activation).flatness { isFlat = true }
    return [
      "column \(column.name.quoted)\(others) reaches the network with a root mean square of "
        + "\(Decimals.text(size, digits: 3))\(range ?? ""), but initial weights are made for inputs of about 1"
        + (isFlat ? ", and \(type(of: activation).name) would start where it is flat" : "")
        + "; \"numeric\": \"standard\" in preprocessing scales it"
    ]
  }
}
