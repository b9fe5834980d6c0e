internal import Synchronization

/// A meeting point for a fixed number of threads. Waiting spins briefly, since the others are usually
/// a microsecond away, and then sleeps.
final class Barrier: Sendable {
  /// Rounds of spinning before a thread sleeps, some 20 µs.
  private static let spins = 10_000

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
    sleepers.wait { generation.load(ordering: .acquiring) != current }
  }
}
