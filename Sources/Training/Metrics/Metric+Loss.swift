package import Engine
import Numerics
import Spec

extension Metric {
  /// What answers are judged by that only one loss gives; nil where there is nothing. Its value is nil where it is not
  /// defined for the targets.
  /// - Parameters:
  ///   - answers: in the targets' own units, [rows, targets · what is told of each]
  ///   - targets: [rows, targets]
  package static func ofLoss(
    _ loss: any Loss, _ answers: [Double], _ targets: UnsafeBufferPointer<Double>
  ) -> (metric: Metric, value: Double?)? {
    func mean(_ value: (_ target: Double, _ answer: Int) -> Double) -> Double {
      let width = loss.answers.count
      return targets.enumerated().reduce(0) { $0 + value($1.element, $1.offset * width) }
        / Double(targets.count)
    }
    func deviance(_ value: (_ y: Double, _ p: Double) -> Double) -> Double? {
      let range = type(of: loss).targets
      guard targets.allSatisfy({ range.contains($0) }) else { return nil }
      return 2 * mean { value($0, answers[$1]) }
    }
    switch loss {
    case let loss as QuantileLoss:
      let value = mean { target, first in
        let parts = loss.quantiles.enumerated().map { number, level in
          let error = target - answers[first + number]
          return error >= 0 ? level * error : (level - 1) * error
        }
        return parts.reduce(0, +) / Double(parts.count)
      }
      return (.pinballLoss, value)
    case is Gaussian:
      return (
        .rankedProbabilityScore,
        mean { normalScore(of: $0, mean: answers[$1], deviation: answers[$1 + 1]) }
      )
    case is Poisson:
      return (
        .poissonDeviance,
        deviance { y, p in (y > 0 ? y * Functions.logarithm(y / p) : 0) - y + p }
      )
    case is Gamma:
      return (.gammaDeviance, deviance { y, p in Functions.logarithm(p / y) + y / p - 1 })
    case let loss as Tweedie:
      let (first, second) = (1 - loss.power, 2 - loss.power)
      return (
        .tweedieDeviance,
        deviance { y, p in
          power(y, second) / (first * second) - y * power(p, first) / first
            + power(p, second) / second
        }
      )
    default: return nil
    }
  }

  /// A number of at least 0 to a power.
  private static func power(_ base: Double, _ exponent: Double) -> Double {
    base == 0 ? 0 : Functions.exponential(exponent * Functions.logarithm(base))
  }

  /// The continuous ranked probability score of a normal distribution, σ (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π) with
  /// z = (y − μ)/σ: as the absolute error, in the target's unit (T. Gneiting and A. Raftery, Strictly Proper Scoring Rules,
  /// Prediction, and Estimation, 2007).
  private static func normalScore(of y: Double, mean: Double, deviation: Double) -> Double {
    let z = (y - mean) / deviation
    let density = Functions.exponential(-z * z / 2) / (2 * Double.pi).squareRoot()
    // 2 Φ(z) − 1 is erf(z/√2).
    let spread = Double.errorFunction(SIMD8(repeating: z / 2.0.squareRoot()))[0]
    return deviation * (z * spread + 2 * density - 1 / Double.pi.squareRoot())
  }
}
