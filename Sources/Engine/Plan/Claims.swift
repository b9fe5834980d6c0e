internal import Synchronization

/// Who takes which task of a program: in each run, the first thread that asks.
///
/// Invariant: all threads run the program equally often, and meet between two runs, so that each knows
/// the number of the run by itself.
final class Claims: @unchecked Sendable {
  /// For each task the runs in which it was taken.
  private let taken: UnsafeMutablePointer<Atomic<Int>>
  private let count: Int

  init(count: Int) {
    self.count = count
    taken = .allocate(capacity: max(count, 1))
    for task in 0..<count { (taken + task).initialize(to: Atomic(0)) }
  }

  deinit {
    taken.deinitialize(count: count)
    taken.deallocate()
  }

  /// Whether the caller is the first to ask for the task in the run, counted from 0.
  @inline(__always)
  func take(_ task: Int, run: Int) -> Bool {
    // Looking first costs less than asking for what was taken long ago.
    guard taken[task].load(ordering: .relaxed) == run else { return false }
    return taken[task].compareExchange(expected: run, desired: run &+ 1, ordering: .relaxed)
      .exchanged
  }
}
