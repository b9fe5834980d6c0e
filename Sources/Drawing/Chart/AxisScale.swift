import Glibc
import Spec

/// Where values are along an axis.
package struct AxisScale: Sendable {
  /// The values at the ends.
  package let lower: Double
  package let upper: Double
  private let isLogarithmic: Bool

  /// The scale from the least to the greatest value; what has no place on the axis is left out.
  /// - Returns: Nil where nothing has a place.
  package init?(_ values: some Sequence<Double>, isLogarithmic: Bool = false) {
    var (lower, upper) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (!isLogarithmic || value > 0) {
      lower = min(lower, value)
      upper = max(upper, value)
    }
    guard lower <= upper else { return nil }
    if lower == upper {
      // A single value is in the middle.
      let half = lower == 0 ? 1 : max(abs(lower) / 2, .leastNormalMagnitude)
      let greatest = Double.greatestFiniteMagnitude
      (lower, upper) = (max(lower - half, -greatest), min(upper + half, greatest))
      // So small a value has no logarithm below its own half.
      if isLogarithmic { lower = max(lower, abs(upper) / 4) }
    }
    self.lower = lower
    self.upper = upper
    self.isLogarithmic = isLogarithmic
  }

  /// The share of the axis that is below a value; nil where the value has no place on the axis.
  package func share(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    // Halves, so that no difference overflows.
    func height(_ value: Double) -> Double { isLogarithmic ? log10(value) : value / 2 }
    let whole = height(upper) - height(lower)
    // Ends so near to 0 that they have no halves are one place.
    return whole > 0 ? (height(value) - height(lower)) / whole : 0.5
  }

  /// Round values on the axis with their texts, in rising order.
  /// - Parameter most: How many there may be, at least 2.
  package func ticks(atMost most: Int) -> [(value: Double, text: String)] {
    isLogarithmic ? logarithmicTicks(most) ?? linearTicks(most) : linearTicks(most)
  }

  private func linearTicks(_ most: Int) -> [(value: Double, text: String)] {
    let rough = upper / Double(most) - lower / Double(most)
    guard rough.isFinite, rough > 0 else { return [] }
    var power = pow(10, floor(log10(rough)))
    if power == 0 { power = rough }
    let step = [1, 2, 5, 10, 20, 50].map { $0 * power }.first { step in
      floor(upper / step) - ceil(lower / step) + 1 <= Double(most)
    }
    guard let step else { return [] }
    let (first, last) = (ceil(lower / step), floor(upper / step))
    guard first <= last, abs(first) < 1e15, abs(last) < 1e15 else { return [] }
    // As many digits as tell the greatest value from its neighbour.
    let digits = Int(log10(max(abs(first), abs(last), 1))) + 2
    return (Int(first)...Int(last)).map { number in
      let value = Double(number) * step
      return (value, Decimals.text(value, digits: digits))
    }
  }

  /// Powers of ten; nil where there are not two of them.
  private func logarithmicTicks(_ most: Int) -> [(value: Double, text: String)]? {
    let (first, last) = (Int(ceil(log10(lower) - 1e-9)), Int(floor(log10(upper) + 1e-9)))
    guard last > first else { return nil }
    let step = (last - first) / most + 1
    return stride(from: first, through: last, by: step).map { exponent in
      let value = pow(10, Double(exponent))
      return (value, Decimals.text(value, digits: 1))
    }
  }
}
