import Spec

/// What early stopping waits for, so that training goes on.
package struct StopOutlook: Sendable {
  package let monitor: MonitoredValue
  /// What is to be improved on; nil where there has been no value.
  package let value: Double?
  /// The epochs after which training ends unless the value improves before.
  package let epochs: Int
}

/// What came of early stopping: the epoch whose weights were kept, and why training ended.
package struct EarlyStop: Sendable {
  package let bestEpoch: Int
  package let monitor: MonitoredValue
  /// The monitored value of the best epoch, which is that of the weights that were kept.
  package let value: Double
  /// What more is to be said of the value, such as that it is without the penalty; may be empty.
  package let qualification: String
  /// The epochs without improvement after which training ends.
  package let patience: Int
  /// Whether the value no longer improved; else all epochs were trained.
  package let stoppedEarly: Bool

  static let endingEarly = "early_stopping"

  /// What `metrics.json` says of it.
  var members: [(String, JSONValue)] {
    [
      ("best_epoch", .integer(bestEpoch)),
      ("stopped_by", .text(stoppedEarly ? Self.endingEarly : "epochs")),
    ]
  }
}
