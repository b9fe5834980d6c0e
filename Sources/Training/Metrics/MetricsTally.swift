import Engine
import Numerics
import System
import Tabular

/// What is known of rows that answers are compared with.
enum Truth {
  /// The numbers of their classes.
  case labels([Int])
  /// In the file's units, [rows, targets].
  case targets([Double])

  /// What is known of some of so many rows.
  func picking(_ rows: [Int], of count: Int) -> Truth {
    switch self {
    case .labels(let labels): return .labels(rows.map { labels[$0] })
    case .targets(let targets):
      let columns = targets.count / max(1, count)
      return .targets(rows.flatMap { targets[$0 * columns..<($0 + 1) * columns] })
    }
  }

  /// The same with further rows.
  func appending(_ other: Truth) -> Truth {
    switch (self, other) {
    case (.labels(let labels), .labels(let others)): .labels(labels + others)
    case (.targets(let targets), .targets(let others)): .targets(targets + others)
    default: preconditionFailure("all rows are of one task")
    }
  }
}

/// Sums over rows, in their order, of what metrics follow from: the same whether the rows come at once or part by
/// part.
struct MetricsTally {
  let answering: AnswerGraph
  private let metric: Metric?
  private let intervals: AnswerIntervals?
  private let trainingTargets: TrainingTargets?
  private(set) var rows = 0
  /// The targets in their intervals, or the rows whose class is in the set.
  private var held = 0

  // Of a classification.
  /// [true class][predicted class]
  private var matrix: [[Int]]
  private var probabilities: ProbabilityTally?
  /// By the probabilities without the network's temperature.
  private var raw: ProbabilityTally?
  /// Of two classes the second's, of more each one's; empty where they are not wanted.
  private var rankings: [Ranking] = []

  // Of a regression.
  private var errors: RegressionTally
  private var ofLoss: Metric.OfLossTally?
  /// Of always answering with the training rows' means.
  private var errorsOfMeans: RegressionTally
  private var ofLossOfMeans: Metric.OfLossTally?

  /// - Parameters:
  ///   - answering: how answers follow from what an evaluation gives.
  ///   - hasBaseline: whether the baseline is asked for.
  ///   - metric: the only one that is asked for, so that others may be left out.
  ///   - intervals: whose coverage is asked for.
  ///   - file: where the ranks of many rows go; nil for memory.
  init(
    _ answering: AnswerGraph, hasBaseline: Bool = true, only metric: Metric? = nil,
    intervals: AnswerIntervals? = nil, keepingIn file: ScratchFile? = nil
  ) {
    let (network, encoder) = (answering.network, answering.encoder)
    self.answering = answering
    self.metric = metric
    self.intervals = intervals
    trainingTargets = hasBaseline ? encoder.trainingTargets : nil
    let classes = encoder.classes?.count ?? 0
    matrix = Array(repeating: Array(repeating: 0, count: classes), count: classes)
    if network.givesProbabilities, metric?.needsProbabilities != false {
      probabilities = ProbabilityTally()
      if network.temperature != nil { raw = ProbabilityTally() }
    }
    if classes > 0, metric?.needsRanking != false {
      rankings = Array(
        repeating: Ranking(keepingIn: file), count: classes == 2 ? 1 : classes)
    }
    errors = RegressionTally(columns: classes > 0 ? 0 : encoder.targetCount)
    errorsOfMeans = errors
    ofLoss = Metric.OfLossTally(network.loss)
    if network.loss.answers.count == 1 { ofLossOfMeans = ofLoss }
  }

  /// Adds what an evaluation gave; in a classification, with the margins where more is asked for than classes.
  mutating func add<S: RunScalar>(_ evaluation: Evaluation<S>, _ truth: Truth) {
    let answers = AnsweredRows(evaluation.decisions, by: answering)
    switch truth {
    case .targets(let targets): targets.withUnsafeBufferPointer { add(answers, $0) }
    case .labels(let labels): add(answers, evaluation.margins, labels)
    }
  }

  private mutating func add(_ answers: AnsweredRows, _ targets: UnsafeBufferPointer<Double>) {
    let loss = answering.network.loss
    let (told, judged) = (loss.answers.count, loss.judgedAnswer)
    rows += targets.count / max(1, errors.columns.count)
    errors.add(targets) { answers.numbers[$0 * told + judged] }
    ofLoss?.add(answers.numbers, targets)
    if case .means(let means) = trainingTargets {
      errorsOfMeans.add(targets) { means[$0 % means.count] }
      ofLossOfMeans?.add(targets.indices.map { means[$0 % means.count] }, targets)
    }
    if let intervals { held += intervals.held(answers, targets, columns: errors.columns.count) }
  }

  private mutating func add<S: RunScalar>(
    _ answers: AnsweredRows, _ margins: [S], _ labels: [Int]
  ) {
    let (network, classes) = (answering.network, matrix.count)
    rows += labels.count
    for (label, prediction) in zip(labels, answers.labels) { matrix[label][prediction] += 1 }
    if let intervals {
      held += labels.enumerated().count {
        intervals.holds(answers.probabilities[$0.offset * classes + $0.element])
      }
    }
    guard !margins.isEmpty else { return }
    let odds = LogOdds(margins, network: network)
    if probabilities != nil {
      for (row, label) in labels.enumerated() {
        let prediction = answers.labels[row]
        probabilities?.add(
          isRight: prediction == label,
          confidence: answers.probabilities[row * classes + prediction],
          logarithm: odds.logarithmOfProbability(row: row, class: label))
      }
    }
    for index in rankings.indices {
      for (row, label) in labels.enumerated() {
        rankings[index].add(
          classes == 2
            ? RankedRow(score: odds.score(row: row), isPositive: label == 1)
            : RankedRow(score: odds.score(row: row, class: index), isPositive: label == index))
      }
    }
    guard raw != nil, let temperature = network.temperature else { return }
    let rawOdds = LogOdds(margins.map { Double($0) * temperature }, network: network)
    for (row, label) in labels.enumerated() {
      let prediction = answers.labels[row]
      raw?.add(
        isRight: prediction == label,
        confidence: Functions.exponential(
          rawOdds.logarithmOfProbability(row: row, class: prediction)),
        logarithm: rawOdds.logarithmOfProbability(row: row, class: label))
    }
  }

  // MARK: What follows

  var coverage: (level: Double, share: Double)? {
    intervals.map { ($0.level, Double(held) / Double(rows * max(1, errors.columns.count))) }
  }

  var uncalibrated: ProbabilityMetrics? {
    raw.flatMap { $0.rows > 0 ? ProbabilityMetrics($0) : nil }
  }

  var details: Metrics.Details {
    guard let classes = answering.encoder.classes?.names else {
      return .regression(RegressionMetrics(errors, ofLoss: ofLoss?.result))
    }
    return .classification(
      ClassificationMetrics(
        matrix, classes: classes, probabilities: knownProbabilities,
        areas: { index in
          rankings.isEmpty
            ? nil : RankingAreas(rankings[classes.count == 2 ? 0 : index], keepsSteps: false)
        }))
  }

  private var knownProbabilities: ProbabilityMetrics? {
    probabilities.flatMap { $0.rows > 0 ? ProbabilityMetrics($0) : nil }
  }

  var baseline: Metrics.Details? {
    switch trainingTargets {
    case nil: return nil
    case .means:
      return .regression(RegressionMetrics(errorsOfMeans, ofLoss: ofLossOfMeans?.result))
    case .counts(let counts):
      let total = Double(counts.reduce(0, +))
      let majority = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
      let supports = matrix.map { $0.reduce(0, +) }
      let answers = supports.map { support in
        matrix.indices.map { $0 == majority ? support : 0 }
      }
      var tally: ProbabilityTally?
      if knownProbabilities != nil {
        var sums = ProbabilityTally()
        for (label, support) in supports.enumerated() where support > 0 {
          let logarithm = ProbabilityMetrics.logarithm(of: Double(counts[label]) / total)
          sums.add(
            rows: support, areRight: label == majority,
            confidence: Double(counts[majority]) / total,
            logarithm: logarithm)
        }
        tally = sums
      }
      return .classification(
        ClassificationMetrics(
          answers, classes: answering.encoder.classes?.names ?? [],
          probabilities: tally.map { ProbabilityMetrics($0) },
          areas: { index in
            RankingAreas(positives: supports[index], negatives: rows - supports[index])
          }))
    }
  }
}

extension Encoded {
  /// What answers about some rows are compared with.
  func truth(of range: Range<Int>) -> Truth {
    guard let fileTargets else {
      var labels = [Scalar](repeating: 0, count: range.count)
      labels.withUnsafeMutableBufferPointer { labels in
        if let start = labels.baseAddress { targets.copy(range, to: start) }
      }
      return .labels(labels.map { Int($0) })
    }
    return .targets(
      [Double](unsafeUninitializedCapacity: range.count * fileTargets.columns) { numbers, count in
        if let start = numbers.baseAddress { fileTargets.copy(range, to: start) }
        count = range.count * fileTargets.columns
      })
  }
}
