import Engine
import Spec
import System
import Tabular
import Training

enum UnscaledInputs: SevereWarning {
  static let code = "unscaled-inputs"
  static let meaning =
    "inputs are far larger than about 1, the size that initial weights are made for"

  static func sentences(_ essentials: Essentials) -> [String] {
    guard essentials.isCountable else { return [] }
    let large = essentials.numbers.filter { $0.size > DataLimits.largestInputSize }
    guard let column = large.max(by: { $0.size < $1.size }) else { return [] }
    let others = large.count == 1 ? "" : ", the largest of \(large.count) such columns,"
    let range = column.range.map { " (\($0))" } ?? ""
    let activation = essentials.network.layers[0].outputActivation
    var isFlat = false
    if case .onBothSides = type(of: activation).flatness { isFlat = true }
    return [
      "column \(column.name.quoted)\(others) reaches the network with a root mean square of "
        + "\(Decimals.text(column.size, digits: 3))\(range), but initial weights are made for inputs of about 1"
        + (isFlat ? ", and \(type(of: activation).name) would start where it is flat" : "")
        + "; \"numeric\": \"standard\" in preprocessing scales it"
    ]
  }
}
