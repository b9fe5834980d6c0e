package import Engine
package import Spec
package import Tabular

/// What an evaluation on some rows gave.
package struct Metrics: Sendable {
  package enum Details: Sendable {
    case classification(ClassificationMetrics)
    case regression(RegressionMetrics)

    /// The metrics that are one number; nil where it is not defined on these rows.
    package var numbers: [(metric: Metric, value: Double?)] {
      let numbers =
        switch self {
        case .classification(let metrics): metrics.numbers
        case .regression(let metrics): metrics.numbers
        }
      return numbers.map { ($0.metric, $0.value.flatMap { $0.isFinite ? $0 : nil }) }
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
  /// What is to be told where the loss stands beside `log_loss` and is another; nil where it is not.
  package let lossNote: String?

  /// - Parameters:
  ///   - evaluation: in a classification, with the margins.
  ///   - hasBaseline: whether the baseline is asked for.
  ///   - metric: the only one that is asked for, so that others may be left out.
  ///   - threshold: of two classes the second is chosen where its probability is at least that; nil for the model's own
  ///     choice.
  package init<S: RunScalar, T: TableScalar>(
    _ evaluation: Evaluation<S>, on data: Encoded<T>, network: Network, encoder: Encoder,
    hasBaseline: Bool = true, only metric: Metric? = nil, threshold: Double? = nil
  ) {
    rows = data.rows
    loss = evaluation.loss
    lossNote = network.lossBesideLogLoss
    let trainingTargets = hasBaseline ? encoder.trainingTargets : nil
    if let targets = data.fileTargets {
      (details, baseline) = targets.withUnsafeBufferPointer {
        Self.regression(evaluation.decisions, $0, encoder, trainingTargets)
      }
      return
    }
    let classes = encoder.classes?.names ?? []
    (details, baseline) = data.targets.withUnsafeBufferPointer { targets in
      Self.classification(
        Decisions(evaluation.decisions, network: network),
        LogOdds(evaluation.margins, network: network), labels: targets.map { Int($0) }, classes,
        trainingTargets, metric, threshold)
    }
  }

  private static func classification<S: RunScalar>(
    _ decisions: Decisions<S>, _ odds: LogOdds<S>, labels: [Int], _ classes: [String],
    _ trainingTargets: TrainingTargets?, _ metric: Metric?, _ threshold: Double?
  ) -> (details: Details, baseline: Details?) {
    let rows = labels.indices
    let predictions =
      threshold.map { threshold in
        decisions.probabilitiesOfSecond(rows: labels.count).map { $0 >= threshold ? 1 : 0 }
      } ?? rows.map { decisions.chosenClass(row: $0) }
    let probabilities =
      decisions.areProbabilities && metric?.needsProbabilities != false
      ? ProbabilityMetrics(
        predictions: predictions, labels: labels, classes: classes.count,
        logarithms: { odds.logarithmOfProbability(row: $0, class: labels[$0]) },
        probabilities: { decisions.copyProbabilities(row: $0, to: &$1) }) : nil
    let metrics = ClassificationMetrics(
      predictions: predictions, labels: labels, classes: classes, probabilities: probabilities,
      ranksRows: metric?.needsRanking != false
    ) { index in
      rows.map {
        classes.count == 2 ? odds.score(row: $0) : odds.score(row: $0, class: index)
      }
    }
    var baseline: Details?
    if case .counts(let counts) = trainingTargets {
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
    _ outputs: [S], _ targets: UnsafeBufferPointer<Double>, _ encoder: Encoder,
    _ trainingTargets: TrainingTargets?
  ) -> (details: Details, baseline: Details?) {
    let columns = encoder.targetCount
    func metrics(_ prediction: (_ index: Int, _ column: Int) -> Double) -> Details {
      let predictions = targets.indices.map { prediction($0, $0 % columns) }
      return .regression(
        RegressionMetrics(predictions: predictions, targets: targets, columns: columns))
    }
    var baseline: Details?
    if case .means(let means) = trainingTargets { baseline = metrics { means[$1] } }
    return (metrics { encoder.inOwnUnits(Double(outputs[$0]), target: $1) }, baseline)
  }

  /// `loss`, the metrics and the baseline's, in the order in which they are written. Where metrics are null,
  /// `undefined` says why.
  package var members: [(String, JSONValue)] {
    [("loss", .number(loss))] + detailMembers + undefinedMembers + baselineMembers
  }

  /// The metrics that these rows do not define, with the reasons.
  package var undefined: [(metric: Metric, reason: String)] {
    var hasConstantTarget = false
    if case .regression(let metrics) = details { hasConstantTarget = metrics.hasConstantTarget }
    return details.numbers.filter { $0.value == nil }.map { number in
      (
        number.metric,
        number.metric.reasonIfUndefined(rows: rows, hasConstantTarget: hasConstantTarget)
      )
    }
  }

  private var undefinedMembers: [(String, JSONValue)] {
    let reasons = undefined.map { ($0.metric.rawValue, JSONValue.text($0.reason)) }
    return reasons.isEmpty ? [] : [("undefined", .object(reasons))]
  }

  /// What `eval --json` prints.
  package var json: JSONValue { json(with: nil) }

  /// The same with what a threshold gave.
  package func json(with point: ThresholdCurve.Point?) -> JSONValue {
    .object(
      [
        ("rows", .integer(rows)), ("loss", .number(loss)), ("metrics", .object(detailMembers)),
      ] + (point?.members ?? []) + undefinedMembers + baselineMembers)
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
    details.numbers.map { ($0.metric.rawValue, $0.value.map { .number($0) } ?? JSONValue(.null)) }
  }
}
