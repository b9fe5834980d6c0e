import System
import Training

/// The seconds of the fastest of some runs.
func fastest(of repeats: Int, _ body: () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<repeats {
    let stopwatch = Stopwatch()
    body()
    best = min(best, stopwatch.seconds)
  }
  return best
}

/// The seconds of one run of something short: of runs that together take some milliseconds, the fastest.
func secondsPerRun(_ body: () -> Void) -> Double {
  var count = 1
  while fastest(of: 1, { for _ in 0..<count { body() } }) < 0.002 { count *= 2 }
  return fastest(of: 5) { for _ in 0..<count { body() } } / Double(count)
}
