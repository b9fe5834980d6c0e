import Engine
package import Spec
import Tabular

/// What an evaluation on some rows gave.
package struct Metrics: Sendable {
  package enum Details: Sendable {
    case classification(ClassificationMetrics)
    case regression(RegressionMetrics)
  }

  package let rows: Int
  /// The mean loss, without the penalty.
  package let loss: Double
  package let details: Details

  init<S: RunScalar>(
    _ evaluation: Evaluation<S>, on data: Encoded<S>, network: Network, classes: ClassList?
  ) {
    rows = data.rows
    loss = evaluation.loss
    details = data.targets.withUnsafeBufferPointer { targets in
      guard let classes else {
        return .regression(
          RegressionMetrics(
            predictions: evaluation.decisions, targets: targets, columns: network.outputs))
      }
      let decisions = Decisions(evaluation, network: network)
      return .classification(
        ClassificationMetrics(
          predictions: (0..<data.rows).map { decisions.chosenClass(row: $0) },
          labels: targets.map { Int($0) },
          scores: classes.count == 2 ? (0..<data.rows).map { decisions.score(row: $0) } : [],
          classes: classes.names))
    }
  }

  /// `loss` and the metrics, in the order in which they are written.
  package var members: [(String, JSONValue)] { [("loss", .number(loss))] + detailMembers }

  /// What `eval --json` prints.
  package var json: JSONValue {
    .object([
      ("rows", .integer(rows)), ("loss", .number(loss)), ("metrics", .object(detailMembers)),
    ])
  }

  private var detailMembers: [(String, JSONValue)] {
    switch details {
    case .classification(let metrics): metrics.members
    case .regression(let metrics): metrics.members
    }
  }
}
