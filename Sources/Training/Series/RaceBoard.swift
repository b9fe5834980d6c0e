import System

/// What the threads of a race know of each other.
///
/// Invariant: everything that changes is used under the lock.
final class RaceBoard: @unchecked Sendable {
  private let lock = Lock()
  private let makeRace: @Sendable () throws(Failure) -> RunDirectory
  private let report: @Sendable (RaceEvent) -> Void
  private var waiting: ArraySlice<Int> = []
  private var done = 0
  private var results: [RunResult?]
  private var race: RunDirectory?
  private var divergence: Failure?
  /// What ends the race.
  private var failure: Failure?
  /// Runs of the same data have the same notes.
  private var notes: Set<String> = []

  /// - Parameters:
  ///   - race: the folder of the race, where it is there already.
  ///   - makeRace: makes it.
  init(
    runs: Int, in race: RunDirectory?,
    makeRace: @escaping @Sendable () throws(Failure) -> RunDirectory,
    report: @escaping @Sendable (RaceEvent) -> Void
  ) {
    self.race = race
    self.makeRace = makeRace
    self.report = report
    results = Array(repeating: nil, count: runs)
  }

  /// Lets threads take some runs, by their numbers.
  func begin(_ runs: [Int]) { lock.withLock { waiting = runs[...] } }

  /// The number of a run that no thread has begun; nil at the end, and after a failure.
  func next() -> Int? { lock.withLock { failure == nil ? waiting.popFirst() : nil } }

  /// The path of the race's folder; nil where it is not there yet.
  var path: String? { lock.withLock { race?.path } }

  /// - Throws: What ended the race.
  func check() throws(Failure) {
    try lock.withLock { () throws(Failure) in
      if let failure { throw failure }
    }
  }

  /// The folder of the race. It appears with the first run's, when its data turned out to be usable.
  func makeDirectory() throws(Failure) -> RunDirectory {
    try lock.withLock { () throws(Failure) in
      if let failure { throw failure }
      if let race { return race }
      let directory = try makeRace()
      race = directory
      report(.began(directory: directory.path))
      return directory
    }
  }

  func note(_ text: String) {
    lock.withLock {
      if notes.insert(text).inserted { report(.note(text)) }
    }
  }

  func finish(_ run: Int, _ result: RunResult) {
    lock.withLock {
      done += 1
      results[run] = result
      report(.finished(result, done: done, all: results.count))
    }
  }

  func finish(_ run: Int, _ fault: Failure) {
    lock.withLock {
      guard fault.status == .diverged else {
        failure = failure ?? fault
        return
      }
      done += 1
      divergence = divergence ?? fault
      report(.diverged(fault, done: done, all: results.count))
    }
  }

  func result(of run: Int) -> RunResult? { lock.withLock { results[run] } }

  /// The folder of the race that is over.
  /// - Throws: What ended it, or the first divergence where no run came to its end.
  func directory() throws(Failure) -> RunDirectory {
    try lock.withLock { () throws(Failure) in
      if let failure { throw failure }
      if let divergence, !results.contains(where: { $0 != nil }) { throw divergence }
      guard let race else { preconditionFailure("a race has runs") }
      return race
    }
  }
}
