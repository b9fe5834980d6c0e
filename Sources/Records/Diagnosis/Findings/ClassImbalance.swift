import Spec
import System
import Tabular
import Training

enum ClassImbalance: Ailment {
  static let code = "class-imbalance"
  static let meaning =
    "a class has many times the rows of another, and the smaller one is rarely recognised"
  static let reads = [RunRecord.data]

  private static let leastRecall = 0.5

  static func findings(in records: RunRecords) -> [Finding] {
    let classes = records.data?.classes ?? []
    let data = records.configuration.data
    guard data.classWeight == nil, data.weight == nil,
      let most = classes.max(by: { $0.rows < $1.rows }),
      let fewest = classes.indices.min(by: { classes[$0].rows < classes[$1].rows }),
      classes[fewest].rows > 0
    else { return [] }
    let ratio = Double(most.rows) / Double(classes[fewest].rows)
    let recall = recall(of: fewest, in: records)
    guard ratio >= DataLimits.largestClassRatio, recall ?? 0 < leastRecall else { return [] }
    return [
      Finding(
        Self.self,
        "class \(most.name.quoted) has \(most.rows) training rows, class "
          + "\(classes[fewest].name.quoted) only \(classes[fewest].rows)"
          + (recall.map { ", of which \(Decimals.text(100 * $0, digits: 2)) % are recognised" }
            ?? ""),
        advice: "\"class_weight\": \"balanced\" in data")
    ]
  }

  /// The share of a class's training rows that the trained network gives that class.
  private static func recall(of index: Int, in records: RunRecords) -> Double? {
    guard let counts = records.result?["train"]?.confusion?.counts, counts.indices.contains(index)
    else { return nil }
    let total = counts[index].reduce(0, +)
    return total > 0 ? Double(counts[index][index]) / Double(total) : nil
  }
}
