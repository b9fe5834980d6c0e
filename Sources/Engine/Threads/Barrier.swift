internal import Glibc
internal import Synchronization

/// A meeting point for a fixed number of threads. Waiting spins briefly, since the others are usually
/// a microsecond away; then it lets other threads have the processor, and after a while it sleeps.
final class Barrier: Sendable {
  /// Rounds of spinning, some 5 µs, and of yielding, at least 100 µs: to be woken takes as long.
  private static let spins = 2_000
  private static let yields = 300

  private let count: Int
  private let arrived = Atomic<Int>(0)
  private let generation = Atomic<Int>(0)
  private let sleepers = Condition()

  init(count: Int) { self.count = count }

  /// Returns when all threads have called this.
  func wait() {
    let current = generation.load(ordering: .relaxed)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      sleepers.signal { generation.store(current &+ 1, ordering: .releasing) }
      return
    }
    for _ in 0..<Self.spins {
      if generation.load(ordering: .acquiring) != current { return }
    }
    for _ in 0..<Self.yields {
      if generation.load(ordering: .acquiring) != current { return }
      sched_yield()
    }
    sleepers.wait { generation.load(ordering: .acquiring) != current }
  }
}
