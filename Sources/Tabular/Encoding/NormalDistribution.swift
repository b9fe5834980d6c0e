import Numerics

/// The normal distribution with mean 0 and deviation 1.
package enum NormalDistribution {
  /// Shares nearer to 0 or 1 than this are taken for this, so that every quantile is finite: ±5.2.
  package static let leastShare = 1e-7

  /// The number below which a share of the distribution lies, with 16 digits for the shares that
  /// occur (M. Wichura, Algorithm AS 241, 1988).
  static func quantile(_ share: Double) -> Double {
    let share = min(max(share, leastShare), 1 - leastShare)
    let distance = share - 0.5
    if abs(distance) <= 0.425 {
      let r = 0.180625 - distance * distance
      return distance * polynomial(centre.numerator, r) / polynomial(centre.denominator, r)
    }
    // At most √(−ln 10⁻⁷), which is below 5, where the last of the algorithm's three parts begins.
    let r = (-Functions.logarithm(distance < 0 ? share : 1 - share)).squareRoot() - 1.6
    let size = polynomial(tail.numerator, r) / polynomial(tail.denominator, r)
    return distance < 0 ? -size : size
  }

  /// Coefficients from the highest power down.
  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }

  /// The quotient of polynomials in 0.180625 − (share − ½)² by which share − ½ is multiplied up to a distance of 0.425.
  package static let centre = (
    numerator: [
      2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
      4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
      1.3314166789178437745e2, 3.3871328727963666080,
    ],
    denominator: [
      5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
      2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
      4.2313330701600911252e1, 1,
    ]
  )

  /// That in √(−ln share) − 1.6 further out.
  package static let tail = (
    numerator: [
      7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
      1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550,
      4.63033784615654529590, 1.42343711074968357734,
    ],
    denominator: [
      1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
      1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940,
      2.05319162663775882187, 1,
    ]
  )
}
