/// How near predictions came to their targets.
package struct RegressionMetrics: Sendable {
  /// The root of the mean square of the errors, over rows and targets.
  package let rootMeanSquaredError: Double
  /// Over rows and targets.
  package let meanAbsoluteError: Double
  /// The coefficient of determination, 1 − Σ (y − p)² / Σ (y − ȳ)², mean over the targets. Nil where there
  /// are fewer than two rows, or a target is the same in all of them.
  package let r2: Double?
  /// 1 − Var(y − p) / Var(y), mean over the targets: r2 without a constant error. Nil where
  /// r2 is.
  package let explainedVariance: Double?
  /// The mean of |y − p| / |y|, over rows and targets; nil where a target is 0.
  package let meanAbsolutePercentageError: Double?
  /// The largest |y − p|.
  package let maximumError: Double
  /// Whether a target is the same in all rows, so that there is no variance to be explained.
  package let hasConstantTarget: Bool

  /// What the loss alone is judged by.
  private let ofLoss: (metric: Metric, value: Double?)?

  /// - Parameters:
  ///   - predictions: [rows, columns]
  ///   - targets: [rows, columns]
  ///   - ofLoss: what the loss alone is judged by.
  package init(
    predictions: [Double], targets: UnsafeBufferPointer<Double>, columns: Int,
    ofLoss: (metric: Metric, value: Double?)? = nil
  ) {
    self.ofLoss = ofLoss
    let rows = Double(predictions.count / columns)
    var (squares, absolutes, shares, maximum) = (0.0, 0.0, 0.0, 0.0)
    var (r2, explained) = (0.0, 0.0)
    var (hasZero, hasConstant) = (false, false)
    for column in 0..<columns {
      var (sum, errors) = (0.0, 0.0)
      var isConstant = true
      for index in stride(from: column, to: predictions.count, by: columns) {
        sum += targets[index]
        errors += predictions[index] - targets[index]
        isConstant = isConstant && targets[index] == targets[column]
      }
      let (mean, meanError) = (sum / rows, errors / rows)
      var (residual, spread, total) = (0.0, 0.0, 0.0)
      for index in stride(from: column, to: predictions.count, by: columns) {
        let target = targets[index]
        let error = predictions[index] - target
        residual += error * error
        spread += (error - meanError) * (error - meanError)
        absolutes += abs(error)
        shares += abs(error) / abs(target)
        hasZero = hasZero || target == 0
        maximum = max(maximum, abs(error))
        total += (target - mean) * (target - mean)
      }
      squares += residual
      hasConstant = hasConstant || isConstant
      r2 += Self.explained(residual, of: total)
      explained += Self.explained(spread, of: total)
    }
    hasConstantTarget = hasConstant
    rootMeanSquaredError = (squares / Double(predictions.count)).squareRoot()
    meanAbsoluteError = absolutes / Double(predictions.count)
    self.r2 = hasConstant ? nil : r2 / Double(columns)
    explainedVariance = hasConstant ? nil : explained / Double(columns)
    meanAbsolutePercentageError = hasZero ? nil : shares / Double(predictions.count)
    maximumError = maximum
  }

  /// The share of a sum of squares that another leaves out; what only rounding keeps from 0 is 0.
  private static func explained(_ rest: Double, of total: Double) -> Double {
    let share = 1 - rest / total
    return abs(share) < 1e-12 ? 0 : share
  }

  /// The metrics; nil where one is not defined on these rows.
  var numbers: [(metric: Metric, value: Double?)] {
    [
      (.rootMeanSquaredError, rootMeanSquaredError), (.meanAbsoluteError, meanAbsoluteError),
      (.r2, r2), (.explainedVariance, explainedVariance),
      (.meanAbsolutePercentageError, meanAbsolutePercentageError), (.maximumError, maximumError),
    ] + (ofLoss.map { [$0] } ?? [])
  }
}
