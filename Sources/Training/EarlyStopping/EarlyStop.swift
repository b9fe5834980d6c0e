import Spec

/// What came of early stopping: the epoch whose weights were kept, and why training ended.
package struct EarlyStop: Sendable {
  package let bestEpoch: Int
  package let monitor: MonitoredValue
  /// The monitored value of the best epoch.
  package let value: Double
  /// Whether the value no longer improved; else all epochs were trained.
  package let stoppedEarly: Bool

  /// What `metrics.json` says of it.
  var members: [(String, JSONValue)] {
    [
      ("best_epoch", .integer(bestEpoch)),
      ("stopped_by", .text(stoppedEarly ? "early_stopping" : "epochs")),
    ]
  }
}
