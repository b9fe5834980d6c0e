package import System

/// What a race tells while it goes on.
package enum RaceEvent: Sendable {
  /// The folder of the race is there.
  case began(directory: String)
  /// A sentence for the user.
  case note(String)
  /// A run is done, `done` of `all`.
  case finished(RunResult, done: Int, all: Int)
  /// A run diverged; its curves stay.
  case diverged(Failure, done: Int, all: Int)
}
