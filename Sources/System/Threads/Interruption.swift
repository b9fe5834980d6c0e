import Glibc
internal import Synchronization

/// The wish that trainings stop where they can go on later. Each of them looks for it between two updates, puts
/// its files in order and rests; whoever wished for it ends the process when all rest.
package final class Interruption: Sendable {
  private let requested = Atomic<Bool>(false)
  /// The trainings that are under way and do not rest.
  private let active = Atomic<Int>(0)
  private let resumable = Atomic<Int>(0)
  /// The trainings that came to their end after the wish.
  private let finished = Atomic<Int>(0)

  package init() {}

  package var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Wishes that trainings stop.
  package func request() { requested.store(true, ordering: .sequentiallyConsistent) }

  /// Whether no training is under way that has something to put in order.
  package var isAtRest: Bool { active.load(ordering: .sequentiallyConsistent) == 0 }

  /// Whether a training rests that can go on later.
  package var isResumable: Bool { resumable.load(ordering: .sequentiallyConsistent) > 0 }

  /// Whether a training came to its end all the same.
  package var isOvertaken: Bool { finished.load(ordering: .sequentiallyConsistent) > 0 }

  /// Trains; a training that is not in here when the process is to end is not waited for.
  package func whileActive<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    active.add(1, ordering: .sequentiallyConsistent)
    defer { active.subtract(1, ordering: .sequentiallyConsistent) }
    let result = try body()
    if isRequested { finished.add(1, ordering: .sequentiallyConsistent) }
    return result
  }

  /// Does nothing until the process ends.
  /// - Parameter isResumable: whether the training can go on later.
  package func rest(isResumable: Bool) -> Never {
    if isResumable { resumable.add(1, ordering: .sequentiallyConsistent) }
    active.subtract(1, ordering: .sequentiallyConsistent)
    while true { pause() }
  }
}
