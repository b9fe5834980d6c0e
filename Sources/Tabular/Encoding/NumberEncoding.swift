/// A number becomes one input, scaled; and a second one behind it where training rows lack it.
package struct NumberEncoding: Hashable, Sendable {
  /// What stands for a missing number before scaling: the training rows' mean or median.
  package var fill: Double
  /// Whether the second input is there: 1 where the number is missing, else 0.
  package var hasIndicator = false
  package var scaling: NumberScaling
}
