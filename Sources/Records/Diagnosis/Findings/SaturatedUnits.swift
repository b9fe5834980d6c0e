import Engine
import Spec
import Training

enum SaturatedUnits: Ailment {
  static let code = "saturated-units"
  static let meaning =
    "units are at their limits on most rows, where they hardly learn, while the loss is still high"
  static let reads = [RunRecord.layers]

  private static let largestShare = 0.5
  /// Of the initial loss: below it, saturation is what learning has come to.
  private static let leastLoss = 0.5

  static func findings(in records: RunRecords) -> [Finding] {
    let layers = records.layers ?? []
    let losses = records.trainLoss
    let found = layers.enumerated().compactMap { layer, record -> Finding? in
      // Cross-entropy still moves an output that is saturated where it is wrong.
      if layer == layers.count - 1, records.configuration.loss is CrossEntropy { return nil }
      let entry = record.entries.last { entry in
        guard let share = entry.saturatedUnits, share >= largestShare else { return false }
        return losses.values.indices.contains(entry.epoch)
          && losses.values[entry.epoch] >= leastLoss * losses.start
      }
      guard let entry, let share = entry.saturatedUnits else { return nil }
      return Finding(
        Self.self, epoch: entry.epoch, layer: layer,
        "\(Decimals.text(100 * share, digits: 2)) % of the units of \(records.name(ofLayer: layer)) "
          + "are saturated in epoch \(entry.epoch), with a training loss of "
          + Decimals.text(losses.values[entry.epoch]),
        advice: "scaled inputs, smaller initial weights (the default initializers), relu")
    }
    return Array(found.prefix(1))
  }
}
