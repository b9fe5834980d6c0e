package import Engine
import Spec
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
  case pinballLoss = "pinball_loss"
  case rankedProbabilityScore = "crps"
  case poissonDeviance = "poisson_deviance"
  case gammaDeviance = "gamma_deviance"
  case tweedieDeviance = "tweedie_deviance"

  /// What it judges.
  package var task: Tabular.Task {
    switch self {
    case .accuracy, .macroPrecision, .macroRecall, .macroF1, .areaUnderCurve, .averagePrecision,
      .logLoss, .calibrationError:
      .classification
    case .rootMeanSquaredError, .meanAbsoluteError, .r2, .explainedVariance,
      .meanAbsolutePercentageError, .maximumError, .pinballLoss, .rankedProbabilityScore,
      .poissonDeviance, .gammaDeviance, .tweedieDeviance:
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
      .meanAbsolutePercentageError, .maximumError, .pinballLoss, .rankedProbabilityScore,
      .poissonDeviance, .gammaDeviance, .tweedieDeviance:
      false
    }
  }

  /// The value of a metric, or of the loss, for people: of a share, what only rounding keeps from 0 is 0.
  package static func text(_ value: Double, of name: String) -> String {
    switch Metric(rawValue: name) {
    case .accuracy, .macroPrecision, .macroRecall, .macroF1, .areaUnderCurve, .averagePrecision,
      .calibrationError, .r2, .explainedVariance:
      Decimals.text(value, beside: 1)
    default: Decimals.text(value)
    }
  }

  /// Whether answers of a network are judged by it.
  package func judges(_ network: Network) -> Bool {
    switch self {
    case .logLoss, .calibrationError: network.givesProbabilities
    case .pinballLoss: network.loss is QuantileLoss
    case .rankedProbabilityScore: network.loss is Gaussian
    case .poissonDeviance: network.loss is Poisson
    case .gammaDeviance: network.loss is Gamma
    case .tweedieDeviance: network.loss is Tweedie
    default: (task == .classification) == (network.classes != nil)
    }
  }

  /// Whether it judges the probabilities of classes.
  package var needsProbabilities: Bool { self == .logLoss || self == .calibrationError }

  /// Whether it judges the order into which rows are put.
  package var needsRanking: Bool { self == .areaUnderCurve || self == .averagePrecision }

  /// Whether there are rows on which it has no value, whatever is answered.
  var mayBeUndefined: Bool {
    switch self {
    case .areaUnderCurve, .averagePrecision, .r2, .explainedVariance, .meanAbsolutePercentageError,
      .gammaDeviance:
      true
    default: false
    }
  }

  /// Why the metric has no value on some rows.
  /// - Parameter hasConstantTarget: whether a target of a regression is the same in all of them.
  package func reasonIfUndefined(rows: Int, hasConstantTarget: Bool) -> String {
    switch self {
    case .areaUnderCurve, .averagePrecision: "a class has no rows"
    case .logLoss: "the class of a row has probability 0"
    case .r2 where rows < 2, .explainedVariance where rows < 2: "there are fewer than two rows"
    case .r2 where hasConstantTarget, .explainedVariance where hasConstantTarget:
      "a target is the same in all rows"
    case .meanAbsolutePercentageError: "a target is 0"
    case .gammaDeviance: "a target is not above 0"
    case .poissonDeviance, .tweedieDeviance: "a target is below 0"
    default: "it is beyond the range of numbers"
    }
  }
}
