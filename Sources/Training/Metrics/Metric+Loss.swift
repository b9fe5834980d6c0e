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
    var tally = OfLossTally(loss)
    tally?.add(answers, targets)
    return tally?.result
  }

  /// Sums up what only one loss gives.
  struct OfLossTally {
    private let metric: Metric
    /// What a target and the answers about it add.
    private let value: (_ target: Double, _ answers: ArraySlice<Double>) -> Double
    private let width: Int
    /// The targets that the metric is defined for; nil for all.
    private let range: NumberRange?
    /// What the mean is multiplied with.
    private let factor: Double
    private var sum = 0.0
    private var count = 0
    private var isDefined = true

    /// Nil where the loss gives nothing of its own.
    init?(_ loss: any Loss) {
      width = loss.answers.count
      func deviance(
        _ value: @escaping (_ y: Double, _ p: Double) -> Double
      ) -> (Double, ArraySlice<Double>) -> Double {
        { value($0, $1[$1.startIndex]) }
      }
      switch loss {
      case let loss as QuantileLoss:
        metric = .pinballLoss
        value = { target, answers in
          let parts = zip(loss.quantiles, answers).map { level, answer in
            let error = target - answer
            return error >= 0 ? level * error : (level - 1) * error
          }
          return parts.reduce(0, +) / Double(parts.count)
        }
      case is Gaussian:
        metric = .rankedProbabilityScore
        value = { target, answers in
          normalScore(
            of: target, mean: answers[answers.startIndex],
            deviation: answers[answers.startIndex + 1])
        }
      case is Poisson:
        metric = .poissonDeviance
        value = deviance { y, p in (y > 0 ? y * Functions.logarithm(y / p) : 0) - y + p }
      case is Gamma:
        metric = .gammaDeviance
        value = deviance { y, p in Functions.logarithm(p / y) + y / p - 1 }
      case let loss as Tweedie:
        let (first, second) = (1 - loss.power, 2 - loss.power)
        metric = .tweedieDeviance
        value = deviance { y, p in
          power(y, second) / (first * second) - y * power(p, first) / first
            + power(p, second) / second
        }
      default: return nil
      }
      let isDeviance = [.poissonDeviance, .gammaDeviance, .tweedieDeviance].contains(metric)
      range = isDeviance ? type(of: loss).targets : nil
      factor = isDeviance ? 2 : 1
    }

    /// - Parameters:
    ///   - answers: [rows, targets · what is told of each]
    ///   - targets: [rows, targets]
    mutating func add(_ answers: [Double], _ targets: UnsafeBufferPointer<Double>) {
      count += targets.count
      guard isDefined else { return }
      isDefined = targets.allSatisfy { range?.contains($0) ?? true }
      guard isDefined else { return }
      for (place, target) in targets.enumerated() {
        sum += value(target, answers[place * width..<(place + 1) * width])
      }
    }

    var result: (metric: Metric, value: Double?) {
      (metric, isDefined ? factor * (sum / Double(count)) : nil)
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
