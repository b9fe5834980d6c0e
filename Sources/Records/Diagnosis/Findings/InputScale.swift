import Spec
import System
import Training

enum InputScale: Ailment {
  static let code = "unscaled-inputs"
  static let meaning =
    "inputs are far larger than about 1, the size that initial weights are made for"
  static let reads = [RunRecord.data]

  static func findings(in records: RunRecords) -> [Finding] {
    let inputs = records.data?.inputs ?? []
    let large = inputs.filter { $0.size > DataLimits.largestInputSize }
    guard let column = large.max(by: { $0.size < $1.size }) else { return [] }
    let others = large.count == 1 ? "" : ", the largest of \(large.count) such inputs,"
    return [
      Finding(
        Self.self,
        "input \(column.name.quoted)\(others) has a root mean square of "
          + "\(Decimals.text(column.size, digits: 3)) (\(Decimals.text(column.least)) to "
          + "\(Decimals.text(column.greatest))), but initial weights are made for inputs of about 1",
        advice: "\"numeric\": \"standard\" in preprocessing")
    ]
  }
}
