import Spec

enum DeadUnits: Ailment {
  static let code = "dead-units"
  static let meaning = "units are inactive on all sampled rows, so they learn from none"
  static let reads = [RunRecord.layers]

  private static let largestShare = 0.5

  static func findings(in records: RunRecords) -> [Finding] {
    let shares = (records.layers ?? []).map { $0.entries.last?.deadUnits ?? 0 }
    guard let layers = records.layers, let share = shares.max(), share >= largestShare,
      let layer = shares.firstIndex(of: share)
    else { return [] }
    let first = layers[layer].entries.first { ($0.deadUnits ?? 0) >= largestShare }?.epoch
    let others = shares.count { $0 >= largestShare } - 1
    return [
      Finding(
        Self.self, epoch: first, layer: layer,
        "\(Decimals.text(100 * share, digits: 2)) % of the units of "
          + "\(records.name(ofLayer: layer)) are dead at the end, many of them since epoch "
          + "\(first ?? 0)"
          + (others > 0 ? ", as are many in \(others) other layer\(others == 1 ? "" : "s")" : ""),
        advice: "a lower learning rate, scaled inputs, leaky_relu or elu")
    ]
  }
}
