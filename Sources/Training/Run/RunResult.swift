package import Spec
package import System
package import Tabular

/// What a run came to: what its `metrics.json` holds.
package struct RunResult: Sendable {
  /// The metrics of one split.
  package struct Split: Sendable {
    package let name: String
    /// The loss and the metrics that are one number; nil where it is not defined on these rows.
    package let numbers: [(name: String, value: Double?)]
    /// The metrics of always answering with the most frequent class of the training rows, or with their mean; none
    /// where the model does not know them.
    package let baseline: [(name: String, value: Double?)]
    /// Why metrics are not defined.
    package let undefined: [(metric: String, reason: String)]
    /// How many of the targets intervals hold, or sets of classes of the rows' classes; nil where there are none.
    package let coverage: (level: Double, share: Double)?
    /// How good the probabilities would be without the model's temperature; nil where it has none.
    package let uncalibrated: (logLoss: Double, calibrationError: Double)?
    /// Of a classification.
    package let confusion: Confusion?
    /// All of that as the file has it.
    package let json: JSONValue

    package var task: Tabular.Task { confusion == nil ? .regression : .classification }

    /// The loss or a metric; nil where it is not there or not defined.
    package subscript(name: String) -> Double? {
      numbers.first { $0.name == name }?.value
    }
  }

  /// How often rows of one class were taken for another.
  package struct Confusion: Sendable {
    package let classes: [String]
    /// A row for each true class with the count of each predicted one.
    package let counts: [[Int]]
  }

  /// The run's folder.
  package let directory: String
  /// Those that were trained.
  package let epochs: Int
  package let steps: Int
  package let seconds: Double
  /// The epoch whose weights early stopping kept; nil where these are the last.
  package let bestEpoch: Int?
  /// Whether a monitored value no longer improved.
  package let stoppedEarly: Bool
  package let splits: [Split]

  /// Nil where the JSON is not what a run writes.
  package init?(directory: String, json: JSONValue) {
    guard let epochs = json["epochs"]?.count, let steps = json["steps"]?.count,
      let seconds = json["seconds"]?.double
    else { return nil }
    self.directory = directory
    self.epochs = epochs
    self.steps = steps
    self.seconds = seconds
    bestEpoch = json["best_epoch"]?.count
    stoppedEarly = json["stopped_by"]?.text == EarlyStop.endingEarly
    var splits: [Split] = []
    for member in json.members ?? [] where member.value.members != nil {
      guard let split = Split(member.key, member.value) else { return nil }
      splits.append(split)
    }
    self.splits = splits
  }

  /// The metrics of a split; nil where there are none of that name.
  package subscript(split: String) -> Split? { splits.first { $0.name == split } }
}

extension RunResult.Split {
  /// Nil where the JSON is not what a run writes.
  init?(_ name: String, _ json: JSONValue) {
    self.name = name
    self.json = json
    numbers = (json.members ?? []).filter { $0.key == "loss" || Metric(rawValue: $0.key) != nil }
      .map { ($0.key, $0.value.double) }
    baseline = (json["baseline"]?.members ?? []).map { ($0.key, $0.value.double) }
    undefined = (json["undefined"]?.members ?? []).map { ($0.key, $0.value.text ?? "") }
    coverage = json["interval"]?.double.flatMap { level in
      json["coverage"]?.double.map { (level, $0) }
    }
    uncalibrated = json["uncalibrated"].flatMap { json in
      json[Metric.logLoss.rawValue]?.double.flatMap { logLoss in
        json[Metric.calibrationError.rawValue]?.double.map { (logLoss, $0) }
      }
    }
    guard let matrix = json["confusion_matrix"] else {
      confusion = nil
      return
    }
    let classes = (json["classes"]?.list ?? []).compactMap(\.text)
    let counts = (matrix.list ?? []).map { ($0.list ?? []).compactMap(\.count) }
    guard counts.count == classes.count, counts.allSatisfy({ $0.count == classes.count }) else {
      return nil
    }
    confusion = RunResult.Confusion(classes: classes, counts: counts)
  }
}

extension Metrics {
  /// The same as a run's folder keeps them.
  package func split(_ name: String) -> RunResult.Split {
    guard let split = RunResult.Split(name, .object(members)) else {
      preconditionFailure("a run writes what it can read")
    }
    return split
  }
}

extension TrainingSummary {
  package var result: RunResult {
    guard let result = RunResult(directory: outline.directory, json: json) else {
      preconditionFailure("a run writes what it can read")
    }
    return result
  }
}

extension FinishedRun {
  /// What the run came to; nil where it did not come to its end.
  /// - Throws: `data` where its metrics are damaged.
  package func result() throws(Failure) -> RunResult? {
    try read(RunFileName.metrics) { RunResult(directory: directory, json: $0) }
  }
}
