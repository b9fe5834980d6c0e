package import Spec
package import System

/// What a run came to: what its `metrics.json` holds.
package struct RunResult: Sendable {
  /// The metrics of one split.
  package struct Split: Sendable {
    package let name: String
    /// The loss and the metrics that are one number; nil where it is not defined on these rows.
    package let numbers: [(name: String, value: Double?)]
    /// Why metrics are not defined.
    package let undefined: [(metric: String, reason: String)]
  }

  /// The run's folder.
  package let directory: String
  package let seconds: Double
  package let splits: [Split]

  /// Nil where the JSON is not what a run writes.
  package init?(directory: String, json: JSONValue) {
    guard let seconds = json["seconds"]?.double, let members = json.members else { return nil }
    self.directory = directory
    self.seconds = seconds
    splits = members.compactMap { member in
      guard let values = member.value.members else { return nil }
      return Split(
        name: member.key,
        numbers: values.filter { $0.key == "loss" || Metric(rawValue: $0.key) != nil }.map {
          ($0.key, $0.value.double)
        },
        undefined: (member.value["undefined"]?.members ?? []).map {
          ($0.key, $0.value.text ?? "")
        })
    }
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
  /// What the run came to.
  /// - Throws: as for its metrics.
  package func result() throws(Failure) -> RunResult {
    guard let result = RunResult(directory: directory, json: try metrics()) else {
      throw Failure(
        .data, at: .file(file(RunFileName.metrics)), "damaged: not what a run writes")
    }
    return result
  }
}
