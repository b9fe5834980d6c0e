import Glibc

/// The time since its making, or from a number of seconds on.
package struct Stopwatch: Sendable {
  private let start: Int

  /// - Parameter seconds: those that it shows at first.
  package init(from seconds: Double = 0) { start = Self.now - Int(seconds * 1e9) }

  /// In seconds.
  package var seconds: Double { Double(Self.now - start) / 1e9 }

  /// In nanoseconds, from some moment in the past.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
