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

  /// Powers of ten, or where there are not three of them with some of their multiples; nil where these are too few or too
  /// many.
  private func logarithmicTicks(_ most: Int) -> [(value: Double, text: String)]? {
    // So that rounding takes no end away.
    let (first, last) = (log10(lower) - 1e-9, log10(upper) + 1e-9)
    let (least, greatest) = (Int(floor(first)), Int(floor(last)))
    func ticks(_ factors: [Int], every step: Int = 1) -> [(value: Double, text: String)] {
      let start = factors == [1] ? Int(ceil(first)) : least
      return stride(from: start, through: greatest, by: step).flatMap { exponent in
        factors.compactMap { factor in
          let value = Double(factor) * pow(10, Double(exponent))
          guard first...last ~= log10(value) else { return nil }
          return (value, Decimals.text(value, digits: 1))
        }
      }
    }
    let powers = greatest - Int(ceil(first)) + 1
    if powers >= Self.leastTicks { return ticks([1], every: (powers - 1) / most + 1) }
    return [[1, 3], [1, 2, 5], [1, 2, 3, 5, 7]].lazy.map { ticks($0) }
      .first { Self.leastTicks...max(Self.leastTicks, most) ~= $0.count }
  }

  /// Fewer do not show that an axis is logarithmic.
  private static let leastTicks = 3
}
