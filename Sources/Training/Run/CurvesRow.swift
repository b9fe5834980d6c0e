import Tabular

/// A row of `curves.csv`. Losses are without the penalty, objectives with it; scores are accuracies,
/// or root mean squared errors in a regression.
package struct CurvesRow: Sendable {
  package var epoch = 0
  /// The updates so far.
  package var step = 0
  /// Since row 0.
  package var seconds = 0.0
  var learningRate = 0.0
  package var trainLoss = 0.0
  package var trainObjective = 0.0
  /// An evaluation after the epoch, where it is asked for.
  package var trainEvaluationLoss: Double?
  package var validationLoss: Double?
  package var trainScore = 0.0
  package var validationScore: Double?

  static func names(_ task: Tabular.Task) -> [String] {
    ["epoch", "step", "seconds"] + CurvesRow().numbers(task).map(\.name)
  }

  static func header(_ task: Tabular.Task) -> String { names(task).joined(separator: ",") }

  /// The numbers behind epoch, step and seconds by the names of their columns; nil where there is
  /// nothing to report.
  func numbers(_ task: Tabular.Task) -> [(name: String, value: Double?)] {
    let score = task.scoreName
    return [
      ("learning_rate", learningRate), ("train_loss", trainLoss),
      ("train_objective", trainObjective), ("train_eval_loss", trainEvaluationLoss),
      ("validation_loss", validationLoss), ("train_\(score)", trainScore),
      ("validation_\(score)", validationScore),
    ]
  }

  /// The row with its numbers in the shortest form that reads back to the same number of a precision.
  func text<S: RunScalar>(_ task: Tabular.Task, in _: S.Type) -> String {
    "\(epoch),\(step),\(Self.microseconds(seconds))"
      + numbers(task).map { "," + ($0.value.map { S.text($0) } ?? "") }.joined()
  }

  /// Seconds to the microsecond, without zeros at the end.
  private static func microseconds(_ seconds: Double) -> String {
    let count = Int((seconds * 1e6).rounded())
    var digits = String(count % 1_000_000 + 1_000_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return String(count / 1_000_000) + (digits.isEmpty ? "" : "." + digits)
  }
}

extension Tabular.Task {
  /// What the baseline of metrics is.
  package var baselineMeaning: String {
    switch self {
    case .classification: "always the most frequent class of the training rows"
    case .regression: "always the mean of the training rows"
    }
  }

  /// What rows are judged by while a network is trained.
  package var scoreName: String {
    switch self {
    case .classification: "accuracy"
    case .regression: "rmse"
    }
  }
}
