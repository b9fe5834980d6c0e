/// What the vector functions need to know of a precision's bits.
///
/// The functions below work on eight lanes at once by the same steps in both precisions: a reduction
/// of the range, then a series whose length is chosen by the precision. They are within 2 units in the
/// last place of the true value, the hyperbolic tangent in double precision within 3.
package protocol BitPatternScalar: BinaryFloatingPoint, SIMDScalar, Codable {
  /// 1.5 · 2^(significand bits): a number this large has no fraction, so adding it rounds.
  static var rounder: Self { get }
  /// ln 2 in two parts, the first with so few bits that its product with an exponent is exact.
  static var ln2Parts: (high: Self, low: Self) { get }
  /// e^r − 1 by its Taylor series, as far as counts for |r| ≤ ½ ln 2.
  static func exponentialSeries(_ r: SIMD8<Self>) -> SIMD8<Self>
  /// s/3 + s²/5 + s³/7 + …, as far as counts for 0 ≤ s ≤ 0.03.
  static func logarithmSeries(_ s: SIMD8<Self>) -> SIMD8<Self>
  /// The size beyond which eˣ is infinite or 0, and beyond which tanh x is ±1.
  static var exponentialLimit: Self { get }
  static var tangentLimit: Self { get }
  /// `then` where a < b, else `otherwise`; in each precision by itself, since comparisons of generic
  /// vectors go lane by lane.
  static func whereLess(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, then: SIMD8<Self>, otherwise: SIMD8<Self>
  ) -> SIMD8<Self>
  /// `then` where a > b or a is NaN, else `otherwise`.
  static func whereGreaterOrNaN(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, then: SIMD8<Self>, otherwise: SIMD8<Self>
  ) -> SIMD8<Self>
  /// `then` where a = b, else `otherwise`.
  static func whereEqual(
    _ a: SIMD8<Self>, _ b: SIMD8<Self>, then: SIMD8<Self>, otherwise: SIMD8<Self>
  ) -> SIMD8<Self>
  /// erf(x) / x − 1 as a polynomial in s = x², 0 ≤ s ≤ 1.
  static func errorSeries<N: Number>(_ s: N) -> N
  /// (1 − erf x) e^(x²) as a polynomial in t = (x − 2) / (x + 2), from x = 1 to the limit.
  static func complementSeries<N: Number>(_ t: N) -> N
  /// The size beyond which erf x is ±1.
  static var errorLimit: Double { get }
  /// 2ⁿ for whole n of a normal number's exponents.
  static func powerOfTwo(_ n: SIMD8<Self>) -> SIMD8<Self>
  /// m and n with x = m 2ⁿ and m from √½ to √2, for normal x > 0.
  static func split(_ x: SIMD8<Self>) -> (m: SIMD8<Self>, n: SIMD8<Self>)
}

extension Float: BitPatternScalar {
  package static let rounder: Float = 0x1.8p23
  package static let ln2Parts: (high: Float, low: Float) = (0x1.62e4p-1, 0x1.7f7d1cp-20)
  package static let exponentialLimit: Float = 104
  package static let tangentLimit: Float = 10
  package static let errorLimit: Double = 4

  @inline(__always)
  package static func whereLess(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, then: SIMD8<Float>, otherwise: SIMD8<Float>
  ) -> SIMD8<Float> {
    otherwise.replacing(with: then, where: a .< b)
  }

  @inline(__always)
  package static func whereGreaterOrNaN(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, then: SIMD8<Float>, otherwise: SIMD8<Float>
  ) -> SIMD8<Float> {
    otherwise.replacing(with: then, where: (a .> b) .| (a .!= a))
  }

  @inline(__always)
  package static func whereEqual(
    _ a: SIMD8<Float>, _ b: SIMD8<Float>, then: SIMD8<Float>, otherwise: SIMD8<Float>
  ) -> SIMD8<Float> {
    otherwise.replacing(with: then, where: a .== b)
  }

  @inline(__always)
  package static func powerOfTwo(_ n: SIMD8<Float>) -> SIMD8<Float> {
    let bits = unsafeBitCast(n + rounder, to: SIMD8<Int32>.self)
    return unsafeBitCast((bits &+ 127) &<< 23, to: SIMD8<Float>.self)
  }

  @inline(__always)
  package static func exponentialSeries(_ r: SIMD8<Float>) -> SIMD8<Float> {
    // 1/2! + r/3! + …, by few steps that wait for one another (Estrin 1960).
    @inline(__always)
    func line(_ a: Float, _ b: Float) -> SIMD8<Float> {
      var sum = SIMD8(repeating: a)
      sum.addProduct(r, SIMD8(repeating: b))
      return sum
    }
    let square = r * r
    var (sum, middle) = (line(1 / 2, 1 / 6), line(1 / 24, 1 / 120))
    middle.addProduct(square, line(1 / 720, 1 / 5040))
    sum.addProduct(square, middle)
    var series = r
    series.addProduct(square, sum)
    return series
  }

  @inline(__always)
  package static func logarithmSeries(_ s: SIMD8<Float>) -> SIMD8<Float> {
    var sum = SIMD8<Float>(repeating: 1 / 11)
    sum = sum * s + 1 / 9
    sum = sum * s + 1 / 7
    sum = sum * s + 1 / 5
    sum = sum * s + 1 / 3
    return sum * s
  }

  @inline(__always)
  package static func errorSeries<N: Number>(_ s: N) -> N {
    var sum = N(7.875875063e-5)
    sum = sum * s - N(8.016864287e-4)
    sum = sum * s + N(0.005189087423)
    sum = sum * s - N(0.02685421201)
    sum = sum * s + N(0.1128359472)
    sum = sum * s - N(0.3761262667)
    return sum * s + N(0.1283791658)
  }

  @inline(__always)
  package static func complementSeries<N: Number>(_ t: N) -> N {
    var sum = N(-8.379754387e-4)
    sum = sum * t + N(0.006811140131)
    sum = sum * t + N(0.003732371759)
    sum = sum * t - N(0.07896830613)
    sum = sum * t + N(0.2416582015)
    sum = sum * t - N(0.4271859898)
    return sum * t + N(0.2553956763)
  }

  @inline(__always)
  package static func split(_ x: SIMD8<Float>) -> (m: SIMD8<Float>, n: SIMD8<Float>) {
    let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
    let root = Int32(bitPattern: Float(0.5).squareRoot().bitPattern)
    // The exponent of x / √½, rounded down.
    let exponent = (bits &- root) &>> 23
    let n = unsafeBitCast(
      exponent &+ SIMD8(repeating: Int32(bitPattern: rounder.bitPattern)), to: SIMD8<Float>.self)
    return (unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self), n - rounder)
  }
}

extension Double: BitPatternScalar {
  package static let rounder: Double = 0x1.8p52
  package static let ln2Parts: (high: Double, low: Double) = (
    0x1.62e42fefap-1, 0x1.cf79abc9e3b3ap-40
  )
  package static let exponentialLimit: Double = 746
  package static let tangentLimit: Double = 20
  package static let errorLimit: Double = 6

  @inline(__always)
  package static func whereLess(
    _ a: SIMD8<Double>, _ b: SIMD8<Double>, then: SIMD8<Double>, otherwise: SIMD8<Double>
  ) -> SIMD8<Double> {
    otherwise.replacing(with: then, where: a .< b)
  }

  @inline(__always)
  package static func whereGreaterOrNaN(
    _ a: SIMD8<Double>, _ b: SIMD8<Double>, then: SIMD8<Double>, otherwise: SIMD8<Double>
  ) -> SIMD8<Double> {
    otherwise.replacing(with: then, where: (a .> b) .| (a .!= a))
  }

  @inline(__always)
  package static func whereEqual(
    _ a: SIMD8<Double>, _ b: SIMD8<Double>, then: SIMD8<Double>, otherwise: SIMD8<Double>
  ) -> SIMD8<Double> {
    otherwise.replacing(with: then, where: a .== b)
  }

  @inline(__always)
  package static func powerOfTwo(_ n: SIMD8<Double>) -> SIMD8<Double> {
    let bits = unsafeBitCast(n + rounder, to: SIMD8<Int64>.self)
    return unsafeBitCast((bits &+ 1023) &<< 52, to: SIMD8<Double>.self)
  }

  @inline(__always)
  package static func exponentialSeries(_ r: SIMD8<Double>) -> SIMD8<Double> {
    // Operation by operation as in exported C, which must not need fused ones.
    var sum = SIMD8<Double>(repeating: 1 / 6227020800)
    sum = sum * r + 1 / 479001600
    sum = sum * r + 1 / 39916800
    sum = sum * r + 1 / 3628800
    sum = sum * r + 1 / 362880
    sum = sum * r + 1 / 40320
    sum = sum * r + 1 / 5040
    sum = sum * r + 1 / 720
    sum = sum * r + 1 / 120
    sum = sum * r + 1 / 24
    sum = sum * r + 1 / 6
    sum = sum * r + 1 / 2
    return r + r * r * sum
  }

  @inline(__always)
  package static func logarithmSeries(_ s: SIMD8<Double>) -> SIMD8<Double> {
    var sum = SIMD8<Double>(repeating: 1 / 23)
    sum = sum * s + 1 / 21
    sum = sum * s + 1 / 19
    sum = sum * s + 1 / 17
    sum = sum * s + 1 / 15
    sum = sum * s + 1 / 13
    sum = sum * s + 1 / 11
    sum = sum * s + 1 / 9
    sum = sum * s + 1 / 7
    sum = sum * s + 1 / 5
    sum = sum * s + 1 / 3
    return sum * s
  }

  @inline(__always)
  package static func errorSeries<N: Number>(_ s: N) -> N {
    var sum = N(5.9571761477489114e-11)
    sum = sum * s - N(1.13728488567916737e-9)
    sum = sum * s + N(1.46597752740474358e-8)
    sum = sum * s - N(1.6350312701054695e-7)
    sum = sum * s + N(1.6461000484121368e-6)
    sum = sum * s - N(1.49255952668311816e-5)
    sum = sum * s + N(1.20553311116427109e-4)
    sum = sum * s - N(8.54832698083378991e-4)
    sum = sum * s + N(0.00522397762481801447)
    sum = sum * s - N(0.0268661706450767932)
    sum = sum * s + N(0.112837916709548787)
    sum = sum * s - N(0.376126389031837481)
    return sum * s + N(0.128379167095512574)
  }

  @inline(__always)
  package static func complementSeries<N: Number>(_ t: N) -> N {
    var sum = N(-2.22812957637235017e-7)
    sum = sum * t + N(4.14630218326848772e-6)
    sum = sum * t + N(1.85942738742940198e-6)
    sum = sum * t - N(1.41663390691171082e-5)
    sum = sum * t - N(2.76407278219128536e-5)
    sum = sum * t + N(2.75603527566783132e-5)
    sum = sum * t + N(1.74364772572567369e-4)
    sum = sum * t + N(4.35526535981788277e-5)
    sum = sum * t - N(9.81977111474071531e-4)
    sum = sum * t - N(8.47143122941533342e-4)
    sum = sum * t + N(0.00699746173920057474)
    sum = sum * t + N(0.00373289240165644815)
    sum = sum * t - N(0.0789785810157126937)
    sum = sum * t + N(0.241658194242487627)
    sum = sum * t - N(0.427185847413958492)
    return sum * t + N(0.255395676310505716)
  }

  @inline(__always)
  package static func split(_ x: SIMD8<Double>) -> (m: SIMD8<Double>, n: SIMD8<Double>) {
    let bits = unsafeBitCast(x, to: SIMD8<Int64>.self)
    let root = Int64(bitPattern: (0.5).squareRoot().bitPattern)
    let exponent = (bits &- root) &>> 52
    let n = unsafeBitCast(
      exponent &+ SIMD8(repeating: Int64(bitPattern: rounder.bitPattern)), to: SIMD8<Double>.self)
    return (unsafeBitCast(bits &- (exponent &<< 52), to: SIMD8<Double>.self), n - rounder)
  }
}

extension BitPatternScalar {
  /// k x = n ln 2 + r with |r| ≤ ½ ln 2: returns n and e^r − 1.
  /// - Parameter k: 1 or 2.
  @inline(__always)
  private static func reduced(
    _ x: SIMD8<Self>, times k: Self = 1
  ) -> (n: SIMD8<Self>, series: SIMD8<Self>) {
    // Not by k x, which would have to be waited for.
    let n = (x * (k * Self(1.442695040888963407)) + rounder) - rounder
    var r = k * x
    // The product is exact, so that this is the difference of k x and it.
    r.addProduct(-n, SIMD8(repeating: ln2Parts.high))
    r -= n * ln2Parts.low
    return (n, exponentialSeries(r))
  }

  /// x between ± the limit, or not a number.
  @inline(__always)
  private static func clamped(_ x: SIMD8<Self>, to limit: Self) -> SIMD8<Self> {
    let limit = SIMD8(repeating: limit)
    let below = whereLess(limit, x, then: limit, otherwise: x)
    return whereLess(below, -limit, then: -limit, otherwise: below)
  }

  /// eˣ; infinite or 0 beyond the range.
  @inline(__always)
  package static func exponential(_ x: SIMD8<Self>) -> SIMD8<Self> {
    let clamped = clamped(x, to: exponentialLimit)
    let (n, series) = reduced(clamped)
    // In two steps, since 2ⁿ alone may be out of range where the result is not.
    let half = (n * 0.5 + rounder) - rounder
    return (series + 1) * powerOfTwo(half) * powerOfTwo(n - half)
  }

  /// tanh x = (e^2x − 1) / (e^2x + 1), with e^2x − 1 exact near 0.
  @inline(__always)
  package static func hyperbolicTangent(_ x: SIMD8<Self>) -> SIMD8<Self> {
    let clamped = clamped(x, to: tangentLimit)
    let (n, series) = reduced(clamped, times: 2)
    let power = powerOfTwo(n)
    var excess = power - 1
    // The product is exact.
    excess.addProduct(power, series)
    return excess / (excess + 2)
  }

  /// erf x: up to 1 by its own polynomial, beyond that by that of the complement. The polynomials
  /// interpolate at Chebyshev's points, to below half a unit in the last place of erf in this precision, whatever
  /// the numbers are that the formula runs on.
  @inline(__always)
  package static func errorFunction<N: Number>(_ x: N) -> N {
    let limit = N(errorLimit)
    let absolute = N.absolute(x)
    let size = N.wherePositive(absolute - limit, then: limit, otherwise: absolute)
    let square = size * size
    let near = size + size * errorSeries(square)
    let far =
      N(1) - N.exponential(-square) * complementSeries((size - N(2)) / (size + N(2)))
    let value = N.whereNegative(size - N(1), then: near, otherwise: far)
    return N.whereNegative(x, then: -value, otherwise: value)
  }

  /// ln x: with x = m 2ⁿ, n ln 2 + 2 artanh((m − 1) / (m + 1)).
  @inline(__always)
  package static func logarithm(_ x: SIMD8<Self>) -> SIMD8<Self> {
    let tiny = SIMD8(repeating: Self.leastNormalMagnitude)
    let scale = SIMD8(repeating: Self.ulpOfOne)
    // Subnormal numbers are scaled into the normal range first.
    let normal = whereLess(x, tiny, then: x / scale, otherwise: x)
    let (m, exponent) = split(normal)
    let shift = SIMD8(repeating: Self(Self.significandBitCount))
    let n = whereLess(x, tiny, then: exponent - shift, otherwise: exponent)
    let f = m - 1
    let s = f / (f + 2)
    let sum = logarithmSeries(s * s)
    // 2 s (1 + sum) as f − s (f − 2 sum), in which f is exact.
    let series = f - s * (f - 2 * sum)
    let result = n * ln2Parts.high + (series + n * ln2Parts.low)
    let zero = SIMD8<Self>(repeating: 0)
    let infinity = SIMD8(repeating: Self.infinity)
    let atZero = whereLess(x, zero, then: SIMD8(repeating: .nan), otherwise: -infinity)
    let finite = whereLess(zero, x, then: result, otherwise: atZero)
    return whereLess(x, infinity, then: finite, otherwise: x)
  }

  /// ln(1 + x): with u = 1 + x rounded, ln u and a correction for what was rounded off.
  @inline(__always)
  package static func logarithmOfOnePlus(_ x: SIMD8<Self>) -> SIMD8<Self> {
    let u = x + 1
    let zero = SIMD8<Self>(repeating: 0)
    let lost = whereLess(zero, u, then: (x - (u - 1)) / u, otherwise: zero)
    // An infinite or undefined x is its own result.
    return whereLess(
      u, SIMD8(repeating: .infinity), then: logarithm(u) + lost, otherwise: x)
  }
}
