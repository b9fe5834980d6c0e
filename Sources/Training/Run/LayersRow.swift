import Engine

/// A row of `layers.csv`: a layer at the end of an epoch, or before the first.
struct LayersRow {
  static let header =
    "epoch,step,layer,weight_norm,gradient_norm,update_ratio,dead_units,saturated_units"

  let epoch: Int
  let step: Int
  /// From 0, as in the names of the model's tensors.
  let layer: Int
  let statistics: LayerStatistics

  /// The numbers by the names of their columns; nil where there is nothing to report.
  var numbers: [(name: String, value: Double?)] {
    [
      ("weight_norm", statistics.weightNorm), ("gradient_norm", statistics.gradientNorm),
      ("update_ratio", statistics.updateRatio), ("dead_units", statistics.deadUnits),
      ("saturated_units", statistics.saturatedUnits),
    ]
  }

  /// The row with its numbers in the shortest form that reads back to the same number of a precision.
  func text<S: RunScalar>(in _: S.Type) -> String {
    "\(epoch),\(step),\(layer)"
      + numbers.map { "," + ($0.value.map { S($0).description } ?? "") }.joined()
  }
}
