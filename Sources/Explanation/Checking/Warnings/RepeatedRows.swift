import System
import Tabular

enum RepeatedRows: Warning {
  static let code = "repeated-rows"
  static let meaning =
    "held-out rows are also among the training rows, so their metrics are too good"

  /// More repeated rows than both are no chance.
  private static let mostRows = 1
  private static let mostShare = 0.01

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable, !repeatsAreNatural(evidence) else { return [] }
    return evidence.splits.dropFirst().compactMap { split in
      guard split.repeated > mostRows, Double(split.repeated) > mostShare * Double(split.rows)
      else { return nil }
      return
        "\(split.repeated) of the \(split.rows) \(split.name) rows are also among the training rows, "
        + "target included; keep each row in one split"
    }
  }

  /// Whether columns have so few values that rows must repeat one another.
  private static func repeatsAreNatural(_ evidence: Evidence) -> Bool {
    let values = evidence.columns.map { max(1, $0.distinct + ($0.missing > 0 ? 1 : 0)) }
    let combinations = values.reduce(1) { MachineMemory.saturatedProduct($0, $1) }
    return combinations <= evidence.trainingRows
  }
}
