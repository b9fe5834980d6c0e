/// A number becomes one input, scaled; behind it one for each piece of its range; and a last one where
/// training rows lack it.
package struct NumberEncoding: Hashable, Sendable {
  /// What stands for a missing number before scaling: the training rows' mean or median.
  package var fill: Double
  /// Whether the last input is there: 1 where the number is missing, else 0.
  package var hasIndicator = false
  package var scaling: NumberScaling
  /// The bounds of the pieces in ascending order, all different: none, or at least three.
  package var bounds: [Double] = []

  package init(
    fill: Double, hasIndicator: Bool = false, scaling: NumberScaling, bounds: [Double] = []
  ) {
    self.fill = fill
    self.hasIndicator = hasIndicator
    self.scaling = scaling
    self.bounds = bounds
  }

  /// How many pieces the range is cut into.
  package var pieceCount: Int { max(0, bounds.count - 1) }

  /// How many inputs the number becomes.
  package var width: Int { 1 + pieceCount + (hasIndicator ? 1 : 0) }

  /// How much of a piece a number has behind it, from 0 to 1: the piecewise linear encoding of
  /// Y. Gorishniy, I. Rubachev and A. Babenko, On Embeddings for Numerical Features in Tabular Deep
  /// Learning, 2022.
  package func share(of piece: Int, below value: Double) -> Double {
    let (low, high) = (bounds[piece], bounds[piece + 1])
    // Halves, since the difference of two numbers may leave the range.
    return min(1, max(0, (value / 2 - low / 2) / (high / 2 - low / 2)))
  }
}
