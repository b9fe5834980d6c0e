/// What a formula is written in: an activation or a derivative is stated once over `Number` and then runs
/// on vector lanes (`SIMD8`), becomes nodes of the graph (`Symbol`) or writes itself down (`FormulaText`).
package protocol Number {
  /// The number with the given value (on lanes: in each of them, rounded to the lanes' precision).
  init(_ constant: Double)

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  static func / (left: Self, right: Self) -> Self

  /// eˣ.
  static func exponential(_ x: Self) -> Self
  /// The natural logarithm of x, x > 0.
  static func logarithm(_ x: Self) -> Self
  /// ln(1 + x), exact near 0, x > −1.
  static func logarithmOfOnePlus(_ x: Self) -> Self
  /// √x, x ≥ 0.
  static func squareRoot(_ x: Self) -> Self
  /// The hyperbolic tangent of x.
  static func hyperbolicTangent(_ x: Self) -> Self
  /// The error function erf x = 2/√π ∫₀ˣ e^(−t²) dt.
  static func errorFunction(_ x: Self) -> Self
  /// `then` where condition > 0, else `otherwise`.
  static func wherePositive(_ condition: Self, then: Self, otherwise: Self) -> Self
  /// `then` where condition < 0, else `otherwise`: a NaN is not negative.
  static func whereNegative(_ condition: Self, then: Self, otherwise: Self) -> Self
}

extension Number {
  package static prefix func - (x: Self) -> Self { Self(0) - x }
}

extension Number {
  /// |x|.
  @inline(__always)
  package static func absolute(_ x: Self) -> Self {
    whereNegative(x, then: -x, otherwise: x)
  }

  /// −1, 0 or 1.
  @inline(__always)
  package static func sign(_ x: Self) -> Self {
    wherePositive(x, then: Self(1), otherwise: whereNegative(x, then: Self(-1), otherwise: Self(0)))
  }

  /// 1 / (1 + e⁻ˣ).
  @inline(__always)
  package static func sigmoid(_ x: Self) -> Self {
    Self(1) / (Self(1) + exponential(-x))
  }

  /// eˣ − 1 for x ≤ 0, exact near 0: 2 t / (1 − t) with t = tanh ½x.
  @inline(__always)
  package static func exponentialLessOne(nonPositive x: Self) -> Self {
    let t = hyperbolicTangent(Self(0.5) * x)
    return Self(2) * t / (Self(1) - t)
  }
}
