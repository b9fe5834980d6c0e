import Glibc

/// The time since its making.
package struct Stopwatch: Sendable {
  private let start = Self.now

  package init() {}

  /// In seconds.
  package var seconds: Double { Double(Self.now - start) / 1e9 }

  /// In nanoseconds, from some moment in the past.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
