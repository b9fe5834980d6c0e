/// Turns target cells as read into what a network's outputs are compared with.
struct TargetEncoder<Scalar: TableScalar>: Sendable {
  /// How many targets a row has.
  let count: Int
  /// For each row its class; empty in a regression.
  private let labels: [Int32]
  private let scales: [TargetScale]?

  /// - Parameter labels: for each row its class; empty in a regression.
  init(_ encoder: Encoder, labels: [Int32]) {
    count = encoder.targetCount
    scales = encoder.targetScales
    self.labels = labels
  }

  /// Encodes the cells of a row.
  @inline(__always)
  func encode(
    _ cells: UnsafePointer<Scalar>, row: Int, into targets: UnsafeMutablePointer<Scalar>
  ) {
    if !labels.isEmpty {
      targets.pointee = Scalar(labels[row])
    } else if let scales {
      for (place, scale) in scales.enumerated() {
        targets[place] = Scalar((Double(cells[place]) - scale.shift) / scale.scale)
      }
    } else {
      targets.update(from: cells, count: count)
    }
  }
}
