internal import Glibc
internal import System

/// Notices when the calling thread wants a processor and has none.
struct LostTime {
  /// Nanoseconds between two looks, and those among them that a thread may be without a processor: what
  /// the system does for itself is over sooner, and another process that computes takes longer.
  private static let interval = 1_000_000
  private static let most = 500_000

  private var start = Clock.now
  private var usage = Usage()

  /// What the system says of the calling thread.
  private struct Usage {
    /// Nanoseconds on a processor.
    let time: Int
    /// How often a processor was taken from it, or given away to another thread, while it had work.
    let interruptions: Int

    init() {
      var usage = rusage()
      // Of the calling thread: a GNU extension, whose name Swift's headers leave out.
      getrusage(__rusage_who_t(1), &usage)
      let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
      let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
      time = (seconds * 1_000_000 + microseconds) * 1000
      interruptions = usage.ru_nivcsw
    }
  }

  /// Forgets what was, as after sleep, which is no loss.
  mutating func restart() { self = LostTime() }

  /// The nanoseconds that the thread has lost since the last look, where that is long enough ago to tell.
  mutating func lost(now: Int) -> Int {
    let passed = now - start
    guard passed >= Self.interval else { return 0 }
    let before = usage
    restart()
    let lost = passed - (usage.time - before.time)
    let isLost = lost > Self.most + passed / 10 && usage.interruptions > before.interruptions
    return isLost ? lost : 0
  }
}
