package import Tabular

/// A figure by which answers on some rows are judged, named as `eval` names it.
package enum Metric: String, CaseIterable, Sendable {
  case accuracy
  case macroPrecision = "precision_macro"
  case macroRecall = "recall_macro"
  case macroF1 = "f1_macro"
  case areaUnderCurve = "roc_auc"
  case averagePrecision = "average_precision"
  case logLoss = "log_loss"
  case calibrationError = "calibration_error"
  case rootMeanSquaredError = "rmse"
  case meanAbsoluteError = "mae"
  case r2
  case explainedVariance = "explained_variance"
  case meanAbsolutePercentageError = "mape"
  case maximumError = "max_error"

  /// What it judges.
  package var task: Tabular.Task {
    switch self {
    case .accuracy, .macroPrecision, .macroRecall, .macroF1, .areaUnderCurve, .averagePrecision,
      .logLoss, .calibrationError:
      .classification
    case .rootMeanSquaredError, .meanAbsoluteError, .r2, .explainedVariance,
      .meanAbsolutePercentageError, .maximumError:
      .regression
    }
  }

  /// Whether a higher value is a better one.
  package var isBetterHigh: Bool {
    switch self {
    case .accuracy, .macroPrecision, .macroRecall, .macroF1, .areaUnderCurve, .averagePrecision,
      .r2,
      .explainedVariance:
      true
    case .logLoss, .calibrationError, .rootMeanSquaredError, .meanAbsoluteError,
      .meanAbsolutePercentageError, .maximumError:
      false
    }
  }

  /// Whether it judges the probabilities of classes.
  package var needsProbabilities: Bool { self == .logLoss || self == .calibrationError }

  /// Whether it judges the order into which rows are put.
  package var needsRanking: Bool { self == .areaUnderCurve || self == .averagePrecision }

  /// Whether there are rows on which it has no value, whatever is answered.
  var mayBeUndefined: Bool {
    switch self {
    case .areaUnderCurve, .averagePrecision, .r2, .explainedVariance, .meanAbsolutePercentageError:
      true
    default: false
    }
  }

  /// Why the metric has no value on some rows.
  /// - Parameter hasConstantTarget: whether a target of a regression is the same in all of them.
  package func reasonIfUndefined(rows: Int, hasConstantTarget: Bool) -> String {
    switch self {
    case .areaUnderCurve, .averagePrecision: "a class has no rows"
    case .logLoss: "a row's class has the probability 0"
    case .r2 where rows < 2, .explainedVariance where rows < 2: "there are fewer than two rows"
    case .r2 where hasConstantTarget, .explainedVariance where hasConstantTarget:
      "a target is the same in all rows"
    case .meanAbsolutePercentageError: "a target is 0"
    default: "it is beyond the range of numbers"
    }
  }
}
