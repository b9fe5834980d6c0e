import Glibc
import Training

/// The mean of differences between pairs, with the interval that holds the true mean with a confidence
/// of 95 %, were the differences drawn from a normal distribution: mean ± t · s / √n, with s the
/// standard deviation of the n differences and t the 0.975 quantile of Student's distribution with
/// n − 1 degrees of freedom (Student, The probable error of a mean, Biometrika 6, 1908).
package struct PairedDifference: Sendable {
  /// The number of pairs.
  package let count: Int
  package let mean: Double
  package let lower: Double
  package let upper: Double

  /// Nil where there are fewer than two differences.
  package init?(_ differences: [Double]) {
    guard differences.count > 1 else { return nil }
    let statistic = SeriesSummary.Statistic("", differences)
    guard let mean = statistic.mean, let deviation = statistic.deviation else { return nil }
    count = differences.count
    self.mean = mean
    let half = Self.quantile(freedom: count - 1) * deviation / Double(count).squareRoot()
    lower = mean - half
    upper = mean + half
  }

  /// Whether the interval leaves out 0.
  package var isClear: Bool { lower > 0 || upper < 0 }

  /// The t for which |t| is not exceeded with a probability of 0.95, by halving the angle's range.
  package static func quantile(freedom: Int) -> Double {
    var (low, high) = (0.0, Double.pi / 2)
    while true {
      let angle = (low + high) / 2
      guard angle > low, angle < high else { return Double(freedom).squareRoot() * tan(angle) }
      if probability(angle, freedom: freedom) < 0.95 { low = angle } else { high = angle }
    }
  }

  /// The probability of −t … t, with t = √ν tan(angle) and ν the degrees of freedom: a finite sum
  /// (M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 1964, 26.7.3 and 26.7.4).
  private static func probability(_ angle: Double, freedom: Int) -> Double {
    let isOdd = freedom % 2 == 1
    let square = cos(angle) * cos(angle)
    var term = isOdd ? cos(angle) : 1
    var sum = 0.0
    for power in stride(from: isOdd ? 1 : 0, through: freedom - 2, by: 2) {
      sum += term
      term *= square * Double(power + 1) / Double(power + 2)
    }
    return isOdd ? 2 / .pi * (angle + sin(angle) * sum) : sin(angle) * sum
  }
}
