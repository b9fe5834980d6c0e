/// How a layer stands at the end of an epoch.
package struct LayerStatistics: Sendable {
  /// ‖W‖, the Euclidean norm of the layer's weights; biases are left out here and below.
  package var weightNorm = 0.0
  /// The Euclidean norm of the objective's gradient by W in the last update, after clipping; nil before
  /// there was one.
  package var gradientNorm: Double?
  /// ‖ΔW‖ / ‖W‖, with ΔW the last update and W the weights before it.
  package var updateRatio: Double?
  /// The share of units whose slope is nearly 0 on all sampled rows; nil where the activation does not
  /// level off below alone.
  package var deadUnits: Double?
  /// The share of units whose slope is nearly 0 on most sampled rows; nil where the activation does not
  /// level off on both sides.
  package var saturatedUnits: Double?

  package init() {}
}
