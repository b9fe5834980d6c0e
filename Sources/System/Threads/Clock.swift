import Glibc

/// The clock by which durations are measured and threads wait.
package enum Clock {
  /// In nanoseconds, from some moment in the past.
  package static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// In nanoseconds, exact to some milliseconds, and quicker told.
  package static var coarse: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}

/// The time since its making, or from a number of seconds on.
package struct Stopwatch: Sendable {
  private let start: Int

  /// - Parameter seconds: those that it shows at first.
  package init(from seconds: Double = 0) { start = Clock.now - Int(seconds * 1e9) }

  /// In seconds.
  package var seconds: Double { Double(Clock.now - start) / 1e9 }
}
