import Spec
import System
import Tabular

/// A value of each epoch that training can go by.
package struct MonitoredValue: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// What it is a value of.
  enum Part: String, Sendable {
    /// The training rows as they were trained on, so that each was judged by the weights of its time.
    case trained = "train"
    /// The training rows evaluated after the epoch.
    case training = "train_eval"
    case validation
  }

  let part: Part
  /// Nil for the loss.
  let metric: Metric?

  package static let trainLoss = Self(.trained, nil)
  package static let validationLoss = Self(.validation, nil)

  package static let allCases: [MonitoredValue] = {
    let metrics = Metric.allCases.map(Optional.some)
    return [trainLoss, Self(.training, nil), validationLoss]
      + metrics.map { Self(.validation, $0) } + metrics.map { Self(.training, $0) }
  }()

  init(_ part: Part, _ metric: Metric?) {
    self.part = part
    self.metric = metric
  }

  package init?(rawValue: String) {
    guard let value = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = value
  }

  package var rawValue: String { "\(part.rawValue)_\(metric?.rawValue ?? "loss")" }

  /// The declaration of a key that chooses one.
  static func field<Root: Declared>(
    _ key: String, _ property: any WritableKeyPath<Root, MonitoredValue> & Sendable,
    _ trainLoss: String
  ) -> Field<Root> {
    Field(
      key, property, .choice,
      """
      the value that should improve: a loss, or a metric of eval, on the validation rows or on the \
      training rows evaluated after each epoch (train_eval_…); \(trainLoss)
      """)
  }

  package var isBetterHigh: Bool { metric?.isBetterHigh == true }

  /// Whether a value is better than the best one so far by more than a change; any is where there is
  /// none yet.
  func improves(_ value: Double, on best: Double?, by change: Double) -> Bool {
    guard let best else { return true }
    return isBetterHigh ? value > best + change : value < best - change
  }

  /// Why the value cannot be monitored, and what would help; nil where it can.
  /// - Parameter task: nil where it is not known yet.
  func objection(task: Tabular.Task?, hasValidation: Bool) -> String? {
    if part == .validation, !hasValidation {
      return "\(rawValue.quoted) needs validation rows: expected data.validation, such as 0.2, or "
        + "the monitor \(Self.trainLoss.rawValue.quoted)"
    }
    guard let metric, let task, metric.task != task else { return nil }
    let expected = "\(part.rawValue)_\(task.scoreName)".quoted
    return switch task {
    case .regression: "a regression has no \(metric.rawValue), expected \(expected)"
    case .classification: "a classification has no \(metric.rawValue), expected \(expected)"
    }
  }
}
