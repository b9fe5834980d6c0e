internal import Glibc
internal import Synchronization
internal import System

/// A number that only grows, and for which threads wait. Waiting spins briefly, since what is waited for
/// is usually a microsecond away; then it gives the turn away to whoever else wants the processor, and
/// soon it sleeps.
final class Tally: Sendable {
  /// Rounds of spinning, some microseconds.
  private static let spins = 2_000
  /// Nanoseconds after which a waiting thread sleeps: to be woken takes about as long.
  private static let patience = 100_000

  private let number = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  /// What threads sleep on until the number is large enough.
  private let monitor = Monitor()

  var value: Int { number.load(ordering: .acquiring) }

  /// Adds, and wakes those who sleep.
  func add(_ amount: Int) {
    // In one order with the sleepers' own look, so that either they see the sum, or this sees them.
    number.add(amount, ordering: .sequentiallyConsistent)
    guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
    monitor.lock()
    monitor.signalAll()
    monitor.unlock()
  }

  /// Waits without sleeping.
  /// - Returns: whether the number has become large enough.
  func waitBriefly(for least: Int) -> Bool {
    for _ in 0..<Self.spins where value >= least { return true }
    let end = Clock.now + Self.patience
    while Clock.now < end {
      if value >= least { return true }
      sched_yield()
    }
    return value >= least
  }

  /// Sleeps until the number is large enough.
  func sleep(for least: Int) {
    sleepers.add(1, ordering: .sequentiallyConsistent)
    monitor.lock()
    while number.load(ordering: .sequentiallyConsistent) < least { monitor.wait() }
    monitor.unlock()
    sleepers.subtract(1, ordering: .relaxed)
  }
}
