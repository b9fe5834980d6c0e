package import System

/// What a race tells while it goes on.
package enum RaceEvent: Sendable {
  /// A sentence for the user.
  case note(String)
  /// A run is done, `done` of `all`.
  case finished(TrainingSummary, done: Int, all: Int)
  /// A run diverged; its curves stay.
  case diverged(Failure, done: Int, all: Int)
}
