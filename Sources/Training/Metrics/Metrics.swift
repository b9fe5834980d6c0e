package import Engine
import Numerics
package import Spec
package import Tabular

/// What an evaluation on some rows gave.
package struct Metrics: Sendable {
  package enum Details: Sendable {
    case classification(ClassificationMetrics)
    case regression(RegressionMetrics)

    package var task: Tabular.Task {
      switch self {
      case .classification: .classification
      case .regression: .regression
      }
    }

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
  /// How many of the targets intervals hold, or sets of classes of the rows' classes; nil where there are none.
  package let coverage: (level: Double, share: Double)?
  /// By what the last layer's weighted sums are divided; nil for 1.
  package let temperature: Double?
  /// How good the probabilities would be without the network's temperature; nil where it has none.
  package let uncalibrated: ProbabilityMetrics?

  /// - Parameters:
  ///   - evaluation: in a classification, with the margins.
  ///   - data: the rows, which are in memory.
  ///   - answering: how answers follow from what the evaluation gave.
  ///   - hasBaseline: whether the baseline is asked for.
  ///   - metric: the only one that is asked for, so that others may be left out.
  ///   - intervals: whose coverage is asked for.
  package init<S: RunScalar, T: TableScalar>(
    _ evaluation: Evaluation<S>, on data: Encoded<T>, by answering: AnswerGraph,
    hasBaseline: Bool = true, only metric: Metric? = nil, intervals: AnswerIntervals? = nil
  ) {
    var tally = MetricsTally(
      answering, hasBaseline: hasBaseline, only: metric, intervals: intervals)
    tally.add(evaluation, data.truth(of: 0..<data.rows))
    self.init(tally, loss: evaluation.loss)
  }

  /// - Parameter loss: the mean over the rows.
  init(_ tally: MetricsTally, loss: Double) {
    let network = tally.answering.network
    self.loss = loss
    rows = tally.rows
    lossNote = network.lossBesideLogLoss
    temperature = network.temperature
    coverage = tally.coverage
    (details, baseline) = (tally.details, tally.baseline)
    uncalibrated = tally.uncalibrated
  }

  /// `loss`, the metrics and the baseline's, in the order in which they are written. Where metrics are null,
  /// `undefined` says why.
  package var members: [(String, JSONValue)] {
    [("loss", .number(loss))] + detailMembers + calibrationMembers + undefinedMembers
      + baselineMembers
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

  /// Rows, loss and the metrics that are one number.
  var numberMembers: [(String, JSONValue)] {
    [
      ("rows", .integer(rows)), ("loss", .number(loss)),
      ("metrics", .object(Self.members(details))),
    ] + undefinedMembers
  }

  /// What `eval --json` prints.
  package var json: JSONValue { .object(members(with: nil)) }

  /// The same with what a threshold gave.
  func members(with point: ThresholdCurve.Point?) -> [(String, JSONValue)] {
    [
      ("rows", .integer(rows)), ("loss", .number(loss)), ("metrics", .object(detailMembers)),
    ] + (point?.members ?? []) + calibrationMembers + undefinedMembers + baselineMembers
  }

  private var calibrationMembers: [(String, JSONValue)] {
    let coverage = coverage.map {
      [("interval", JSONValue.number($0.level)), ("coverage", .number($0.share))]
    }
    let uncalibrated = uncalibrated.map {
      [
        ("temperature", temperature.map { .number($0) } ?? JSONValue(.null)),
        (
          "uncalibrated",
          JSONValue.object([
            (Metric.logLoss.rawValue, .number($0.logLoss)),
            (Metric.calibrationError.rawValue, .number($0.calibrationError)),
          ])
        ),
      ]
    }
    return (coverage ?? []) + (uncalibrated ?? [])
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
