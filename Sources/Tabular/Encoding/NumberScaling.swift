/// How a number is scaled, with what was learnt of the training rows.
package enum NumberScaling: Hashable, Sendable {
  /// (x − shift) / scale, and 0 for a scale of 0.
  case linear(shift: Double, scale: Double)
  /// z / √(1 + (z/3)²) with z = (x − shift) / scale, and 0 for a scale of 0 (D. Holzmüller,
  /// L. Grinsztajn and I. Steinwart, Better by Default, 2024).
  case bent(shift: Double, scale: Double)
  /// The normal distribution's quantile of the share of training rows below x, that share being
  /// interpolated between quantiles of the training rows: at least two, ascending, equally spaced in
  /// rank from the least to the greatest.
  case normal(quantiles: [Double])

  /// The scaled number.
  package func apply(_ value: Double) -> Double {
    switch self {
    case .linear(let shift, let scale): return Self.linear(value, shift, scale)
    case .bent(let shift, let scale):
      let z = Self.linear(value, shift, scale)
      // Far out the square would leave the range.
      guard abs(z) < 1e150 else { return z < 0 ? -3 : 3 }
      return z / (1 + z * z / 9).squareRoot()
    case .normal(let quantiles):
      return NormalDistribution.quantile(Self.share(below: value, in: quantiles))
    }
  }

  /// The number that was scaled, to within rounding: between quantiles, to within their distance. A
  /// constant's is not known from it and is `shift`.
  package func invert(_ scaled: Double) -> Double {
    switch self {
    case .linear(let shift, let scale): return shift + scaled * scale
    case .bent(let shift, let scale):
      let rest = 1 - scaled * scaled / 9
      return rest > 0 ? shift + scaled / rest.squareRoot() * scale : scaled * .infinity
    case .normal(let quantiles):
      let behind = Self.partition(quantiles) { apply($0) >= scaled }
      guard behind > 0, behind < quantiles.count else {
        return quantiles[min(behind, quantiles.count - 1)]
      }
      let (low, high) = (quantiles[behind - 1], quantiles[behind])
      let (from, to) = (apply(low), apply(high))
      return low + (high - low) * (scaled - from) / (to - from)
    }
  }

  private static func linear(_ value: Double, _ shift: Double, _ scale: Double) -> Double {
    scale == 0 ? 0 : (value - shift) / scale
  }

  /// The share of the training rows below a value, which itself counts half.
  private static func share(below value: Double, in quantiles: [Double]) -> Double {
    let last = quantiles.count - 1
    if value <= quantiles[0] { return 0 }
    if value >= quantiles[last] { return 1 }
    let first = partition(quantiles) { $0 >= value }
    if quantiles[first] == value {
      // Several quantiles may be that value: the middle of them counts.
      let behind = partition(quantiles) { $0 > value }
      return Double(first + behind - 1) / Double(2 * last)
    }
    let (low, high) = (quantiles[first - 1], quantiles[first])
    // Halves, since the difference of two numbers may leave the range.
    let part = (value / 2 - low / 2) / (high / 2 - low / 2)
    return (Double(first - 1) + part) / Double(last)
  }

  /// The index of the first of ascending numbers that a condition holds for, as it does for all behind
  /// it.
  private static func partition(_ numbers: [Double], _ holds: (Double) -> Bool) -> Int {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(numbers[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
