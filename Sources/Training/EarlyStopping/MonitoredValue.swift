import Spec
import Tabular

/// A value of each epoch that training can go by, named as its column in `curves.csv`.
package enum MonitoredValue: String, CaseIterable, Sendable {
  case trainLoss = "train_loss"
  case validationLoss = "validation_loss"
  case validationAccuracy = "validation_accuracy"
  case validationRMSE = "validation_rmse"

  /// The declaration of a key that chooses one.
  static func field<Root: Declared>(
    _ key: String, _ property: any WritableKeyPath<Root, MonitoredValue> & Sendable
  ) -> Field<Root> {
    Field(key, property, .choice, "the value that is to improve, a column of curves.csv")
  }

  /// The value of an epoch.
  func value(in row: CurvesRow) -> Double? {
    switch self {
    case .trainLoss: row.trainLoss
    case .validationLoss: row.validationLoss
    case .validationAccuracy, .validationRMSE: row.validationScore
    }
  }

  /// Whether a value is better than the best one so far by more than a change; any is where there is
  /// none yet.
  func improves(_ value: Double, on best: Double?, by change: Double) -> Bool {
    guard let best else { return true }
    return self == .validationAccuracy ? value > best + change : value < best - change
  }

  /// Why the value cannot be monitored, and what would help; nil where it can.
  /// - Parameter task: nil where it is not known yet.
  func objection(task: Tabular.Task?, hasValidation: Bool) -> String? {
    if self != .trainLoss, !hasValidation {
      return "\(rawValue.quoted) needs validation rows: expected data.validation, such as 0.2, or "
        + "the monitor \(Self.trainLoss.rawValue.quoted)"
    }
    switch (self, task) {
    case (.validationAccuracy, .regression):
      return "a regression has no accuracy, expected \(Self.validationRMSE.rawValue.quoted)"
    case (.validationRMSE, .classification):
      return
        "a classification has no rmse, expected \(Self.validationAccuracy.rawValue.quoted)"
    default: return nil
    }
  }
}
