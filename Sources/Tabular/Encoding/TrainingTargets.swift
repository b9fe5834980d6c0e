/// What the targets of the training rows are on the whole, by which a row can be answered without a look
/// at it.
package enum TrainingTargets: Hashable, Sendable {
  /// How many rows each class has.
  case counts([Int])
  /// The mean of each target.
  case means([Double])
}
