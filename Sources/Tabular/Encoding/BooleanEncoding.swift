/// A boolean becomes one input, 1 for true and 0 for false; and a second one behind it where training
/// rows lack it.
package struct BooleanEncoding: Hashable, Sendable {
  /// What stands for a missing boolean: the share of true among the training rows that have one.
  package var fill: Double
  /// Whether the second input is there: 1 where the boolean is missing, else 0.
  package var hasIndicator = false
}
