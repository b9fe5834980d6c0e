/// What an epoch gave: means over its rows as they were trained on.
package struct EpochResult: Sendable {
  package var loss = 0.0
  package var objective = 0.0
  /// The accuracy, or the root mean squared error.
  package var score = 0.0
  /// The updates made in the epoch.
  package var updates = 0
  /// The update, counted over the run, at which the loss or a parameter was no longer finite.
  package var divergedAt: Int?
}
