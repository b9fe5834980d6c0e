import Spec

/// How near predictions came to their targets.
package struct RegressionMetrics: Sendable {
  /// The root of the mean square of the errors, over rows and targets.
  package let rootMeanSquaredError: Double
  /// Over rows and targets.
  package let meanAbsoluteError: Double
  /// The coefficient of determination, 1 − Σ (y − p)² / Σ (y − ȳ)², mean over the targets. For a
  /// constant target it is 1 where the predictions are exact and 0 elsewhere, as in scikit-learn.
  package let r2: Double

  /// - Parameters:
  ///   - predictions: [rows, columns]
  ///   - targets: [rows, columns]
  package init<S: RunScalar>(predictions: [S], targets: UnsafeBufferPointer<S>, columns: Int) {
    let rows = Double(predictions.count / columns)
    var squares = 0.0
    var absolutes = 0.0
    var r2 = 0.0
    for column in 0..<columns {
      var sum = 0.0
      var isConstant = true
      for index in stride(from: column, to: predictions.count, by: columns) {
        sum += Double(targets[index])
        isConstant = isConstant && targets[index] == targets[column]
      }
      let mean = sum / rows
      var residual = 0.0
      var total = 0.0
      for index in stride(from: column, to: predictions.count, by: columns) {
        let target = Double(targets[index])
        let error = Double(predictions[index]) - target
        residual += error * error
        absolutes += abs(error)
        total += (target - mean) * (target - mean)
      }
      squares += residual
      r2 += isConstant ? (residual == 0 ? 1 : 0) : 1 - residual / total
    }
    rootMeanSquaredError = (squares / Double(predictions.count)).squareRoot()
    meanAbsoluteError = absolutes / Double(predictions.count)
    self.r2 = r2 / Double(columns)
  }

  var members: [(String, JSONValue)] {
    [
      ("rmse", .number(rootMeanSquaredError)), ("mae", .number(meanAbsoluteError)),
      ("r2", .number(r2)),
    ]
  }
}
