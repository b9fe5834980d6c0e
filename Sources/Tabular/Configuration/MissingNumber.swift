/// What stands for a number that is missing.
package enum MissingNumber: String, CaseIterable, Sendable {
  /// The training rows' mean.
  case mean
  /// The training rows' median.
  case median
  /// Nothing: such a row is a fault.
  case error
}
