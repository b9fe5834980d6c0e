import Engine
package import Spec
import Tabular

/// What an evaluation on some rows gave.
package struct Metrics: Sendable {
  package enum Details: Sendable {
    case classification(ClassificationMetrics)
    case regression(RegressionMetrics)

    /// The metrics that are one number; nil where it is not defined on these rows.
    package var numbers: [(name: String, value: Double?)] {
      switch self {
      case .classification(let metrics): metrics.numbers
      case .regression(let metrics): metrics.numbers
      }
    }
  }

  package let rows: Int
  /// The mean loss, without the penalty.
  package let loss: Double
  package let details: Details
  /// What answers would give that know the training rows' targets alone: always the class that most of
  /// them have, with the classes' shares as probabilities, or always the mean. Nil where a model does
  /// not know them.
  package let baseline: Details?

  init<S: RunScalar>(
    _ evaluation: Evaluation<S>, on data: Encoded<S>, network: Network, encoder: Encoder
  ) {
    rows = data.rows
    loss = evaluation.loss
    if let targets = data.fileTargets {
      (details, baseline) = targets.withUnsafeBufferPointer {
        Self.regression(evaluation.decisions, $0, encoder)
      }
      return
    }
    let classes = encoder.classes?.names ?? []
    (details, baseline) = data.targets.withUnsafeBufferPointer { targets in
      let decisions = Decisions(evaluation.decisions, network: network)
      return Self.classification(decisions, labels: targets.map { Int($0) }, classes, encoder)
    }
  }

  private static func classification<S: RunScalar>(
    _ decisions: Decisions<S>, labels: [Int], _ classes: [String], _ encoder: Encoder
  ) -> (details: Details, baseline: Details?) {
    let rows = labels.indices
    let predictions = rows.map { decisions.chosenClass(row: $0) }
    let probabilities =
      decisions.areProbabilities
      ? ProbabilityMetrics(predictions: predictions, labels: labels, classes: classes.count) {
        decisions.copyProbabilities(row: $0, to: &$1)
      } : nil
    let metrics = ClassificationMetrics(
      predictions: predictions, labels: labels, classes: classes, probabilities: probabilities
    ) { index in
      rows.map {
        classes.count == 2 ? decisions.score(row: $0) : decisions.score(row: $0, class: index)
      }
    }
    var baseline: Details?
    if case .counts(let counts) = encoder.trainingTargets {
      let total = S(counts.reduce(0, +))
      let shares = counts.map { S($0) / total }
      let majority = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
      let answers = Array(repeating: majority, count: rows.count)
      baseline = .classification(
        ClassificationMetrics(
          predictions: answers, labels: labels, classes: classes,
          probabilities: probabilities.map { _ in
            ProbabilityMetrics(predictions: answers, labels: labels, classes: classes.count) {
              $1 = shares
            }
          }
        ) { _ in Array(repeating: 0, count: rows.count) })
    }
    return (.classification(metrics), baseline)
  }

  /// The metrics in the targets' own units, beside the numbers of the file.
  private static func regression<S: RunScalar>(
    _ outputs: [S], _ targets: UnsafeBufferPointer<Double>, _ encoder: Encoder
  ) -> (details: Details, baseline: Details?) {
    let columns = encoder.targetCount
    func metrics(_ prediction: (_ index: Int, _ column: Int) -> Double) -> Details {
      let predictions = targets.indices.map { prediction($0, $0 % columns) }
      return .regression(
        RegressionMetrics(predictions: predictions, targets: targets, columns: columns))
    }
    var baseline: Details?
    if case .means(let means) = encoder.trainingTargets { baseline = metrics { means[$1] } }
    return (metrics { encoder.inOwnUnits(Double(outputs[$0]), target: $1) }, baseline)
  }

  /// `loss`, the metrics and the baseline's, in the order in which they are written.
  package var members: [(String, JSONValue)] {
    [("loss", .number(loss))] + detailMembers + baselineMembers
  }

  /// What `eval --json` prints.
  package var json: JSONValue {
    .object(
      [
        ("rows", .integer(rows)), ("loss", .number(loss)), ("metrics", .object(detailMembers)),
      ] + baselineMembers)
  }

  private var detailMembers: [(String, JSONValue)] {
    let numbers = Self.members(details)
    if case .classification(let metrics) = details { return numbers + metrics.tables }
    return numbers
  }

  private var baselineMembers: [(String, JSONValue)] {
    baseline.map { [("baseline", .object(Self.members($0)))] } ?? []
  }

  private static func members(_ details: Details) -> [(String, JSONValue)] {
    details.numbers.map { ($0.name, $0.value.map { .number($0) } ?? JSONValue(.null)) }
  }
}
