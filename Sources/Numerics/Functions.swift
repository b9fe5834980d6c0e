/// Functions of a number that have the same bits on every processor and beside every C library. Those of C do not:
/// how they compute depends on the instructions that the processor has.
///
/// They are made of what IEEE 754 defines to the last bit: sums, products, quotients, and products that are added
/// without being rounded before. What would be lost on the way is kept as a second number, so that results are
/// within 0.8 units in the last place of the true value.
package enum Functions {
  /// ln 2 in two parts, the first with so few bits that its product with an exponent is exact.
  private static let ln2 = (high: 0x1.62e42fefap-1, low: 0x1.cf79abc9e3b3ap-40)
  /// 2π in two parts.
  private static let turn = (high: 0x1.921fb54442d18p+2, low: 0x1.1a62633145c07p-52)
  /// So large a number has no fraction: adding it rounds.
  private static let rounder = 0x1.8p52

  /// a + b, and what rounding took from it (D. Knuth, The Art of Computer Programming 2, 4.2.2).
  @inline(__always)
  private static func sum(_ a: Double, _ b: Double) -> (sum: Double, rest: Double) {
    let sum = a + b
    let second = sum - a
    return (sum, (a - (sum - second)) + (b - second))
  }

  /// ln x; −∞ for 0, and no number below.
  package static func logarithm(_ x: Double) -> Double { logarithm(x, 0) }

  /// ln(1 + x), exact near 0.
  package static func logarithmOfOnePlus(_ x: Double) -> Double {
    let (one, rest) = sum(1, x)
    return logarithm(one, rest)
  }

  /// ln(x + rest) for a rest of at most half a unit in the last place of x.
  private static func logarithm(_ x: Double, _ rest: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x < 0 ? .nan : x }
    // x = m 2ⁿ with m from √½ to √2; subnormal numbers are scaled into the normal range first.
    let isSmall = x < .leastNormalMagnitude
    let bits = Int64(bitPattern: (isSmall ? x * 0x1p52 : x).bitPattern)
    let exponent = (bits - Int64(bitPattern: (0.5).squareRoot().bitPattern)) >> 52
    let m = Double(bitPattern: UInt64(bitPattern: bits - exponent << 52))
    let n = Double(isSmall ? exponent - 52 : exponent)
    // 2 artanh s = 2 s + ⅔ s³ + … with s = f / (2 + f) and f = m − 1.
    let (f, fRest) = sum(
      m - 1, Double(sign: .plus, exponent: -Int(exponent), significand: rest))
    let (divisor, divisorRest) = sum(2, f)
    let s = f / divisor
    let lost = f.addingProduct(-s, divisor) + (fRest - s * (divisorRest + fRest))
    let z = s * s
    var series = 2.0 / 23
    series = (2.0 / 21).addingProduct(series, z)
    series = (2.0 / 19).addingProduct(series, z)
    series = (2.0 / 17).addingProduct(series, z)
    series = (2.0 / 15).addingProduct(series, z)
    series = (2.0 / 13).addingProduct(series, z)
    series = (2.0 / 11).addingProduct(series, z)
    series = (2.0 / 9).addingProduct(series, z)
    series = (2.0 / 7).addingProduct(series, z)
    series = (2.0 / 5).addingProduct(series, z)
    series = (2.0 / 3).addingProduct(series, z)
    let (total, totalRest) = sum(n * ln2.high, 2 * s)
    return total + (totalRest + (2 * lost / divisor + (s * z * series + n * ln2.low)))
  }

  /// eˣ; infinite or 0 beyond the range.
  package static func exponential(_ x: Double) -> Double {
    guard x == x else { return x }
    let x = min(max(x, -746), 710)
    // x = n ln 2 + r with |r| ≤ ½ ln 2.
    let n = (x * 1.442695040888963407 + rounder) - rounder
    let (r, rest) = sum(x - n * ln2.high, -n * ln2.low)
    var series = 1.0 / 87178291200
    series = (1.0 / 6227020800).addingProduct(series, r)
    series = (1.0 / 479001600).addingProduct(series, r)
    series = (1.0 / 39916800).addingProduct(series, r)
    series = (1.0 / 3628800).addingProduct(series, r)
    series = (1.0 / 362880).addingProduct(series, r)
    series = (1.0 / 40320).addingProduct(series, r)
    series = (1.0 / 5040).addingProduct(series, r)
    series = (1.0 / 720).addingProduct(series, r)
    series = (1.0 / 120).addingProduct(series, r)
    series = (1.0 / 24).addingProduct(series, r)
    series = (1.0 / 6).addingProduct(series, r)
    series = (1.0 / 2).addingProduct(series, r)
    let (first, firstRest) = sum(1, r)
    let power = first + (firstRest + (rest * first + r * r * series))
    return Double(sign: .plus, exponent: Int(n), significand: power)
  }

  /// baseⁿ, n ≥ 0, by squaring; the nearest number, but for the greatest exponents.
  package static func power(_ base: Double, _ exponent: Int) -> Double {
    typealias Pair = (sum: Double, rest: Double)
    func product(_ a: Pair, _ b: Pair) -> Pair {
      let product = a.sum * b.sum
      guard product.isFinite else { return (product, 0) }
      let lost = (-product).addingProduct(a.sum, b.sum) + (a.sum * b.rest + a.rest * b.sum)
      // What was lost is the smaller, so this is what rounding takes from the sum.
      let sum = product + lost
      return (sum, lost - (sum - product))
    }
    var (result, square): (Pair, Pair) = ((1, 0), (base, 0))
    var rest = exponent
    while true {
      if rest & 1 == 1 { result = product(result, square) }
      rest >>= 1
      if rest <= 0 { return result.sum }
      square = product(square, square)
    }
  }

  /// sin 2πt and cos 2πt for an angle of t turns; no numbers for angles without a fraction of a turn.
  package static func sineAndCosine(turns: Double) -> (sine: Double, cosine: Double) {
    guard turns.magnitude < 0x1p49 else { return (.nan, .nan) }
    // Whole quarters, and a of at most an eighth of a turn in radians.
    let quarters = (4 * turns + rounder) - rounder
    let part = turns - quarters / 4
    let a = part * turn.high
    let aRest = (-a).addingProduct(part, turn.high) + part * turn.low
    let square = a * a
    let squareRest = (-square).addingProduct(a, a)
    var odd = -1.0 / 121645100408832000
    odd = (1.0 / 355687428096000).addingProduct(odd, square)
    odd = (-1.0 / 1307674368000).addingProduct(odd, square)
    odd = (1.0 / 6227020800).addingProduct(odd, square)
    odd = (-1.0 / 39916800).addingProduct(odd, square)
    odd = (1.0 / 362880).addingProduct(odd, square)
    odd = (-1.0 / 5040).addingProduct(odd, square)
    odd = (1.0 / 120).addingProduct(odd, square)
    odd = (-1.0 / 6).addingProduct(odd, square)
    let sine = a + (a * square * odd + (aRest - aRest * square / 2))
    var even = -1.0 / 6402373705728000
    even = (1.0 / 20922789888000).addingProduct(even, square)
    even = (-1.0 / 87178291200).addingProduct(even, square)
    even = (1.0 / 479001600).addingProduct(even, square)
    even = (-1.0 / 3628800).addingProduct(even, square)
    even = (1.0 / 40320).addingProduct(even, square)
    even = (-1.0 / 720).addingProduct(even, square)
    even = (1.0 / 24).addingProduct(even, square)
    let (first, firstRest) = sum(1, -square / 2)
    let cosine =
      first + (firstRest + (square * square * even - (a * aRest + squareRest / 2)))
    switch Int(quarters) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// cos 2πt.
  package static func cosine(turns: Double) -> Double { sineAndCosine(turns: turns).cosine }
}
