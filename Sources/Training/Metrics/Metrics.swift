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
    _ evaluation: Evaluation<S>, on data: Encoded<S>, network: Network, encoder: Encoder
  ) {
    rows = data.rows
    loss = evaluation.loss
    details = data.targets.withUnsafeBufferPointer { targets in
      guard let classes = encoder.classes else {
        return .regression(
          Self.regression(evaluation.decisions, targets, network.outputs, encoder.targetScales))
      }
      let decisions = Decisions(evaluation.decisions, network: network)
      return .classification(
        ClassificationMetrics(
          predictions: (0..<data.rows).map { decisions.chosenClass(row: $0) },
          labels: targets.map { Int($0) },
          scores: classes.count == 2 ? (0..<data.rows).map { decisions.score(row: $0) } : [],
          classes: classes.names))
    }
  }

  /// The metrics in the targets' own units.
  private static func regression<S: RunScalar>(
    _ predictions: [S], _ targets: UnsafeBufferPointer<S>, _ columns: Int, _ scales: [TargetScale]?
  ) -> RegressionMetrics {
    guard let scales else {
      return RegressionMetrics(predictions: predictions, targets: targets, columns: columns)
    }
    func unscaled(_ values: some Sequence<S>) -> [Double] {
      values.enumerated().map { index, value in
        scales[index % columns].unscaled(Double(value))
      }
    }
    return unscaled(targets).withUnsafeBufferPointer {
      RegressionMetrics(predictions: unscaled(predictions), targets: $0, columns: columns)
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
