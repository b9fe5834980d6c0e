import Engine
import Spec
package import System
import Tabular

/// The evaluation of a finished run on held-out rows.
package struct EvaluationRun {
  private let finished: FinishedRun
  private let threads: Int
  private let report: (String) -> Void

  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - threads: The most threads that work together.
  ///   - report: Told what the user should know.
  package init(_ directory: String, threads: Int, report: @escaping (String) -> Void) {
    finished = FinishedRun(directory)
    self.threads = threads
    self.report = report
  }

  /// How the second of two classes is chosen.
  package enum Threshold: Sendable {
    /// As the model does.
    case own
    /// From a probability on.
    case fixed(Double)
    /// From the probability on that is best on these rows.
    case best(ThresholdCurve.Objective)
  }

  /// What an evaluation by thresholds gave.
  package struct Judgement {
    package let metrics: Metrics
    /// Of the threshold that was asked for; nil for the model's own choice.
    package let point: ThresholdCurve.Point?
    /// Nil where no threshold was asked for.
    package let curve: ThresholdCurve?
  }

  /// Evaluates the run.
  /// - Parameters:
  ///   - path: A CSV file, or `-` for standard input; nil for the run's own test rows.
  ///   - edges: The file of the edges, where its rows are the nodes of a graph.
  package func run(on path: String?, edges: String? = nil) throws(Failure) -> Metrics {
    try run(on: path, edges: edges, .own, hasCurve: false, costs: nil).metrics
  }

  /// The same by a threshold.
  /// - Parameters:
  ///   - hasCurve: whether the curve is asked for, whatever the threshold.
  ///   - costs: of what is taken for the wrong class.
  /// - Throws: `usage` where the model is not one of two classes with probabilities.
  package func run(
    on path: String?, edges: String? = nil, _ threshold: Threshold, hasCurve: Bool,
    costs: ThresholdCurve.Costs?
  ) throws(Failure) -> Judgement {
    let model = try finished.model()
    if let note = model.interruptionNote(of: finished.directory) { report(note) }
    try model.checkEdges(edges, data: path)
    let isPlain = if case .own = threshold { !hasCurve && costs == nil } else { false }
    guard isPlain || model.encoder.classes?.count == 2 && model.network.givesProbabilities else {
      throw Failure(
        .usage, at: .file(finished.directory),
        "a threshold is for a model of two classes that gives probabilities")
    }
    return switch model.precision {
    case .float32: try run(model, on: path, edges, threshold, isPlain, costs, in: Float.self)
    case .float64: try run(model, on: path, edges, threshold, isPlain, costs, in: Double.self)
    }
  }

  private func run<S: RunScalar>(
    _ model: ModelFile, on path: String?, _ edges: String?, _ threshold: Threshold,
    _ isPlain: Bool, _ costs: ThresholdCurve.Costs?, in _: S.Type
  ) throws(Failure) -> Judgement {
    let data: Encoded<S>
    if let path {
      data = try load(
        path, with: model.encoder, delimiter: model.delimiter, threads: threads, edges: edges,
        least: model.network.needs)
    } else {
      data = try testRows(model)
    }
    if let sentence = data.leftOut.sentence { report("\(path ?? directory): \(sentence)") }
    for sentence in data.unseen { report(sentence) }
    let learner: Learner<S> = try model.makeLearner(threads: threads, on: data.nodes?.edges)
    try MemoryEstimate(
      of: S.self, learner.network, slots: 0, trainingRows: 1, largestSplit: data.rows
    )
    .check(places: Places())
    let evaluation = data.withRows { learner.evaluate($0, ranking: true) }
    guard evaluation.loss.isFinite else {
      throw Failure(
        .data, at: .file(path ?? directory),
        "the loss on these rows is not finite in \(S.precisionName): their numbers are too large for "
          + "the model")
    }
    var (curve, point): (ThresholdCurve?, ThresholdCurve.Point?) = (nil, nil)
    if !isPlain {
      let made = ThresholdCurve(
        probabilities: Decisions(evaluation.decisions, network: model.network)
          .probabilitiesOfSecond(rows: data.rows),
        isPositive: data.targets.withUnsafeBufferPointer { $0.map { $0 == 1 } },
        costs: costs)
      curve = made
      switch threshold {
      case .own: point = costs == nil ? nil : made.point(at: 0.5)
      case .fixed(let value): point = made.point(at: value)
      case .best(let objective): point = made.best(by: objective)
      }
    }
    let metrics = Metrics(
      evaluation, on: data, network: model.network, encoder: model.encoder,
      threshold: point?.threshold)
    return Judgement(metrics: metrics, point: point, curve: curve)
  }

  private var directory: String { finished.directory }

  /// The rows that the run held back for its test.
  private func testRows<S: RunScalar>(_ model: ModelFile) throws(Failure) -> Encoded<S> {
    let checked = try finished.configuration()
    let configuration = checked.value
    let noRows = Failure(
      .usage, at: .file(directory), "the run has no test rows; expected --data FILE.csv")
    let test = configuration.data.test
    guard test != nil || configuration.data.split.column != nil else { throw noRows }
    if test == .file("-") || test?.isOfTrain != false && configuration.data.readsStandardInput {
      throw Failure(
        .usage, at: .file(directory),
        "the run's test rows came from standard input; expected --data FILE.csv")
    }
    if case .file(let path) = test {
      return try load(
        path, with: model.encoder, delimiter: model.delimiter, threads: threads,
        least: model.network.needs)
    }
    let splits: Splits<S>
    do {
      splits = try loadSplits(
        configuration.data, configuration.preprocessing, seed: UInt64(configuration.training.seed),
        threads: threads, places: checked.places)
    } catch {
      // The configuration fitted the data when the run was trained.
      throw Failure(error.status == .noInput ? .noInput : .data, error.diagnostics)
    }
    if test == nil, splits.encoder == model.encoder, splits.test == nil { throw noRows }
    guard splits.encoder == model.encoder, let rows = splits.test else {
      throw Failure(
        .data, at: .file(configuration.data.train),
        "not the rows of which the run held some back for its test; expected --data FILE.csv")
    }
    return rows
  }
}
