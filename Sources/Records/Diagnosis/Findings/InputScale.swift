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
    let sizes = inputs.map { ($0.mean * $0.mean + $0.deviation * $0.deviation).squareRoot() }
    let large = zip(inputs, sizes).filter { $1 > DataLimits.largestInputSize }
    guard let (column, size) = large.max(by: { $0.1 < $1.1 }) else { return [] }
    let others = large.count == 1 ? "" : ", the largest of \(large.count) such inputs,"
    return [
      Finding(
        Self.self,
        "input \(column.name.quoted)\(others) has a root mean square of "
          + "\(Decimals.text(size, digits: 3)) (\(Decimals.text(column.least)) to "
          + "\(Decimals.text(column.greatest))), but initial weights are made for inputs of about 1",
        advice: "\"numeric\": \"standard\" in preprocessing")
    ]
  }
}
