import Engine
package import Spec
package import System
package import Tabular

/// The evaluation of a finished run on held-out rows.
package struct EvaluationRun {
  private let finished: FinishedRun
  private let threads: Int
  private let room: RowRoom
  private let report: (String) -> Void

  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - threads: The most threads that work together.
  ///   - report: Told what the user should know.
  ///   - room: How much memory rows may take, and where others go.
  package init(
    _ directory: String, threads: Int, room: RowRoom = .standard, report: @escaping (String) -> Void
  ) {
    finished = FinishedRun(directory)
    self.threads = threads
    self.room = room
    self.report = report
  }

  /// What an evaluation gave.
  package struct Judgement {
    package let metrics: Metrics
    /// Of the threshold that was asked for; nil for the model's own choice.
    package let point: ThresholdCurve.Point?
    /// Nil where no threshold was asked for.
    package let curve: ThresholdCurve?
    /// The metrics of the rows of each value of the column that was asked for.
    package let groups: [(value: String, metrics: Metrics)]
    /// Nil where none was asked for.
    let column: String?

    /// What `eval --json` prints.
    package var json: JSONValue {
      let by = column.map { column in
        [
          (
            "by",
            JSONValue.object([
              ("column", .text(column)),
              (
                "groups",
                .list(
                  groups.map { value, metrics in
                    .object([("value", .text(value))] + metrics.numberMembers)
                  })
              ),
            ])
          )
        ]
      }
      return .object(metrics.members(with: point) + (by ?? []))
    }
  }

  /// Evaluates the run.
  /// - Parameters:
  ///   - path: A CSV file, or `-` for standard input; nil for the run's own test rows.
  ///   - edges: The file of the edges, where its rows are the nodes of a graph.
  /// - Throws: `usage` where the model is not one of two classes with probabilities, and a threshold is asked for.
  package func run(
    on path: String?, edges: String? = nil, _ options: EvaluationOptions = EvaluationOptions()
  ) throws(Failure) -> Judgement {
    let model = try finished.model()
    if let note = model.interruptionNote(of: finished.directory) { report(note) }
    try model.checkEdges(edges, data: path)
    guard
      !options.asksForThreshold
        || model.encoder.classes?.count == 2 && model.network.givesProbabilities
    else {
      throw Failure(
        .usage, at: .file(finished.directory),
        "a threshold needs a model of two classes that gives probabilities")
    }
    if options.column != nil, let steps = model.encoder.steps {
      throw Failure(
        .configuration, at: .file(finished.directory),
        "the model predicts \(steps.noun)s of rows, which no single column can group; expected no --by"
      )
    }
    return switch model.precision {
    case .float32: try run(model, on: path, edges, options, in: Float.self)
    case .float64: try run(model, on: path, edges, options, in: Double.self)
    }
  }

  private func run<S: RunScalar>(
    _ model: ModelFile, on path: String?, _ edges: String?, _ options: EvaluationOptions,
    in _: S.Type
  ) throws(Failure) -> Judgement {
    let data: Encoded<S>
    if let path {
      data = try load(
        DataSource(path), with: model.encoder, delimiter: model.delimiter, threads: threads,
        edges: edges, least: model.network.needs, by: options.column, room: room)
    } else {
      data = try testRows(model, by: options.column)
    }
    if let sentence = data.leftOut.sentence { report("\(path ?? directory): \(sentence)") }
    for sentence in data.unseen { report(sentence) }
    try data.checkTargets(of: model.network, in: path ?? directory)
    let learner: Learner<S> = try model.makeLearner(threads: threads, on: data.nodes?.edges)
    try MemoryEstimate(
      of: S.self, learner.network, slots: 0, trainingRows: 1, largestSplit: data.rowsAtOnce
    )
    .check(places: Places())
    // Thresholds and groups look at the answers about all rows at once.
    let isTallied =
      !options.asksForThreshold && options.column == nil
      && model.calibration.threshold == nil
    if isTallied {
      return Judgement(
        metrics: try tallied(data, learner, model, options, path), point: nil, curve: nil,
        groups: [], column: nil)
    }
    let evaluation = data.evaluateEach(
      by: learner, ranking: true, keepsLosses: options.column != nil)
    try check(evaluation, path)
    var answering = AnswerGraph(model)
    let intervals = try intervals(model, options, answering)
    var (curve, point): (ThresholdCurve?, ThresholdCurve.Point?) = (nil, nil)
    if options.asksForThreshold || model.calibration.threshold != nil {
      let made = ThresholdCurve(
        AnsweredRows(evaluation.decisions, by: answering),
        labels: data.labels, S.self,
        costs: options.costs)
      curve = made
      switch options.threshold {
      case .own:
        point =
          options.costs == nil && model.calibration.threshold == nil
          ? nil : made.point(at: model.calibration.threshold ?? 0.5)
      case .fixed(let value): point = made.point(at: value)
      case .best(let objective):
        point = made.best(by: objective)
        guard point != nil else {
          let name = model.encoder.classes?.names[1] ?? ""
          throw Failure(
            .data, at: .file(path ?? directory),
            "no row is of the class \(name.quoted), so there is no best threshold by \(objective.rawValue)"
          )
        }
      }
    }
    if let point {
      answering = AnswerGraph(
        model.encoder, model.network, model.precision, threshold: point.threshold)
    }
    let metrics = Metrics(evaluation, on: data, by: answering, intervals: intervals)
    let truth = data.groups == nil ? nil : data.truth(of: 0..<data.rows)
    let groups = (data.groups?.sorted ?? []).map { value, rows in
      var tally = MetricsTally(answering, hasBaseline: false)
      let picks = evaluation.picking(rows)
      if let truth { tally.add(picks, truth.picking(rows, of: data.rows)) }
      return (value, Metrics(tally, loss: picks.loss))
    }
    return Judgement(
      metrics: metrics, point: point, curve: curve, groups: groups, column: options.column)
  }

  /// Judges rows part by part.
  private func tallied<S: RunScalar>(
    _ data: Encoded<S>, _ learner: Learner<S>, _ model: ModelFile, _ options: EvaluationOptions,
    _ path: String?
  ) throws(Failure) -> Metrics {
    let answering = AnswerGraph(model)
    var tally = MetricsTally(
      answering, intervals: try intervals(model, options, answering), keepingIn: data.file)
    let evaluation = data.evaluate(
      by: learner, ranking: true,
      found: { rows, part in
        tally.add(part, data.truth(of: rows))
      })
    guard let evaluation else {
      preconditionFailure("an evaluation that nobody stops comes to its end")
    }
    try check(evaluation, path)
    return Metrics(tally, loss: evaluation.loss)
  }

  private func check<S: RunScalar>(_ evaluation: Evaluation<S>, _ path: String?) throws(Failure) {
    guard evaluation.loss.isFinite else {
      throw Failure(
        .data, at: .file(path ?? directory),
        "the loss on these rows is not finite in \(S.precisionName): their numbers are too large for "
          + "the model")
    }
  }

  private func intervals(
    _ model: ModelFile, _ options: EvaluationOptions, _ answering: AnswerGraph
  ) throws(Failure) -> AnswerIntervals? {
    if let level = options.level {
      return try AnswerIntervals(model, level: level, answering, of: directory)
    }
    return model.calibration.conformity?.usual(answering)
  }

  private var directory: String { finished.directory }

  /// The rows that the run held back for its test.
  private func testRows<S: RunScalar>(
    _ model: ModelFile, by column: String?
  ) throws(Failure) -> Encoded<S> {
    let checked = try finished.configuration()
    let configuration = checked.value
    let noRows = Failure(
      .usage, at: .file(directory), "the run has no test rows; expected --data FILE.csv")
    let test = configuration.data.test
    guard test != nil || configuration.data.split.column != nil else { throw noRows }
    if test?.source?.isStandardInput == true
      || test?.isOfTrain != false && configuration.data.readsStandardInput
    {
      throw Failure(
        .usage, at: .file(directory),
        "the run's test rows came from standard input; expected --data FILE.csv")
    }
    if let source = test?.source {
      return try load(
        source, with: model.encoder, delimiter: model.delimiter, threads: threads,
        least: model.network.needs, by: column, room: room)
    }
    let splits: Splits<S>
    do {
      splits = try loadSplits(
        configuration.data, configuration.preprocessing, seed: UInt64(configuration.training.seed),
        threads: threads, places: checked.places, room: room)
    } catch {
      // The configuration fitted the data when the run was trained.
      throw Failure(error.status == .noInput ? .noInput : .data, error.diagnostics)
    }
    if test == nil, splits.encoder == model.encoder, splits.test == nil { throw noRows }
    guard try finished.isTrained(on: splits, model), var rows = splits.test else {
      throw Failure(
        .data, at: .file(configuration.data.train.description),
        "not the rows from which the run took its test rows; expected --data FILE.csv")
    }
    if let column {
      // Once more, since only what the model needs was kept of the cells.
      let all: Encoded<S> = try load(
        configuration.data.train, with: model.encoder, delimiter: model.delimiter,
        threads: threads, edges: configuration.data.edges?.file, least: model.network.needs,
        by: column)
      rows.groups = all.groups?.picking(splits.testRows)
    }
    return rows
  }
}

/// How a finished run is evaluated.
package struct EvaluationOptions: Sendable {
  /// How the second of two classes is chosen.
  package enum Threshold: Sendable {
    /// As the model does.
    case own
    /// From a probability on.
    case fixed(Double)
    /// From the probability on that is best on these rows.
    case best(ThresholdCurve.Objective)
  }

  package var threshold = Threshold.own
  /// Whether the curve is asked for, whatever the threshold.
  package var hasCurve = false
  /// Of what is taken for the wrong class.
  package var costs: ThresholdCurve.Costs?
  /// That of the intervals whose coverage is told; nil for the usual one, where the model has intervals.
  package var level: Double?
  /// The column for each value of which the metrics are asked for.
  package var column: String?

  package init() {}

  var asksForThreshold: Bool {
    if case .own = threshold { hasCurve || costs != nil } else { true }
  }
}
