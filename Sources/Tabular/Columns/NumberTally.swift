/// Mean, deviation and range of numbers as they come by.
package struct NumberTally {
  package private(set) var count = 0.0
  /// Sums are of differences from the first number, so that a large mean costs no digits.
  private var origin = 0.0
  private var sum = 0.0
  private var squares = 0.0
  package private(set) var least = Double.infinity
  package private(set) var greatest = -Double.infinity

  package init() {}

  package mutating func add(_ value: Double) {
    if count == 0 { origin = value }
    count += 1
    sum += value - origin
    squares += (value - origin) * (value - origin)
    least = min(least, value)
    greatest = max(greatest, value)
  }

  /// NaN where there is no number.
  package var mean: Double { origin + sum / count }

  /// The population's standard deviation.
  package var deviation: Double {
    let mean = sum / count
    return max(0, squares / count - mean * mean).squareRoot()
  }
}
