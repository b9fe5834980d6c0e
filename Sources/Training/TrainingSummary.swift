import Spec

/// What a run came to.
package struct TrainingSummary: Sendable {
  package internal(set) var outline: TrainingOutline
  package let epochs: Int
  package let steps: Int
  package let seconds: Double
  /// What came of early stopping; nil where it was not asked for.
  package let earlyStop: EarlyStop?
  /// The final metrics of the splits that there are: train, validation, test.
  package let splits: [(name: String, metrics: Metrics)]

  /// What `metrics.json` holds.
  var json: JSONValue {
    .object(
      [
        ("epochs", .integer(epochs)), ("steps", .integer(steps)), ("seconds", .number(seconds)),
      ] + (earlyStop?.members ?? []) + splits.map { ($0.name, .object($0.metrics.members)) })
  }
}
