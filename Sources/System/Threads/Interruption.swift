import Glibc
internal import Synchronization

/// A request that training stop where it can go on later. Each training run looks for it between two updates,
/// puts its files in order and waits; whoever made the request ends the process when all wait.
package final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  /// The training runs that are under way and do not wait.
  private let active = Atomic<Int>(0)
  /// The training runs that wait and can go on later, and those that cannot.
  private let resumable = Atomic<Int>(0)
  private let lost = Atomic<Int>(0)
  /// The training runs that came to their end after the request.
  private let finished = Atomic<Int>(0)

  package init() {}

  package var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Asks all training runs to stop.
  package func request() { requested.store(true, ordering: .sequentiallyConsistent) }

  /// Whether no training run has anything left to put in order.
  package var isAtRest: Bool { active.load(ordering: .sequentiallyConsistent) == 0 }

  /// Whether a training run waits that can go on later.
  package var isResumable: Bool { resumable.load(ordering: .sequentiallyConsistent) > 0 }

  /// Whether a training run waits that cannot.
  package var isLost: Bool { lost.load(ordering: .sequentiallyConsistent) > 0 }

  /// Whether a training run came to its end all the same.
  package var isOvertaken: Bool { finished.load(ordering: .sequentiallyConsistent) > 0 }

  /// Runs a training, for which the end of the process waits.
  package func whileActive<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    active.add(1, ordering: .sequentiallyConsistent)
    defer { active.subtract(1, ordering: .sequentiallyConsistent) }
    let result = try body()
    if isRequested { finished.add(1, ordering: .sequentiallyConsistent) }
    return result
  }

  /// Waits for the end of the process.
  /// - Parameter isResumable: whether the training can go on later.
  package func rest(isResumable: Bool) -> Never {
    if isResumable {
      resumable.add(1, ordering: .sequentiallyConsistent)
    } else {
      lost.add(1, ordering: .sequentiallyConsistent)
    }
    active.subtract(1, ordering: .sequentiallyConsistent)
    while true { pause() }
  }
}
