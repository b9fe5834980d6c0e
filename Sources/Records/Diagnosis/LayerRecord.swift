import Training

/// What `layers.csv` says of a layer, from before the first update on. Where the run diverged, the last
/// entry is that of its last good state.
package struct LayerRecord: Sendable {
  package struct Entry: Sendable {
    package let epoch: Int
    package let weightNorm: Double?
    package let gradientNorm: Double?
    package let updateRatio: Double?
    package let deadUnits: Double?
    package let saturatedUnits: Double?
  }

  package private(set) var entries: [Entry] = []

  /// - Parameter count: the layers of the network.
  static func records(in table: NumberTable, count: Int) -> [LayerRecord] {
    var records = Array(repeating: LayerRecord(), count: count)
    func column(_ name: String) -> [Double?] {
      table[name] ?? Array(repeating: nil, count: table.count)
    }
    let (epochs, layers, weights) = (column("epoch"), column("layer"), column("weight_norm"))
    let (gradients, ratios) = (column("gradient_norm"), column("update_ratio"))
    let (dead, saturated) = (column("dead_units"), column("saturated_units"))
    for row in 0..<table.count {
      guard let epoch = epochs[row].flatMap({ Int(exactly: $0) }),
        let layer = layers[row].flatMap({ Int(exactly: $0) }), records.indices.contains(layer)
      else { continue }
      records[layer].entries.append(
        Entry(
          epoch: epoch, weightNorm: weights[row], gradientNorm: gradients[row],
          updateRatio: ratios[row], deadUnits: dead[row], saturatedUnits: saturated[row]))
    }
    return records
  }
}
