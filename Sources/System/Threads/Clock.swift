import Glibc

/// The clock by which durations are measured and threads wait.
package enum Clock {
  /// In nanoseconds, from some moment in the past.
  package static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// The time since its making.
package struct Stopwatch: Sendable {
  private let start = Clock.now

  package init() {}

  /// In seconds.
  package var seconds: Double { Double(Clock.now - start) / 1e9 }
}
