import Engine
import Synchronization
import System
import Tabular

/// The epochs of a run, with what is told of each.
final class TrainingLoop<S: RunScalar> {
  /// Additions and multiplications of an update from which on the progress within an epoch is told.
  private static var reportedWork: Int { 100_000 }

  private let session: Session<S>
  private let splits: Splits<S>
  private let section: TrainingSection
  private let logs: RunLogs<S>
  private let snapshots: Snapshots<S>
  private let checkpoints: Checkpoints<S>
  private let directory: RunDirectory
  private let report: (TrainingEvent) -> Void
  /// Nil where nobody watches.
  private let watcher: RunWatcher<S>?
  /// Nil where training goes on for all epochs.
  private var best: BestEpoch<S>?
  /// What the last epoch gave.
  private var epoch = MonitoredEpoch()
  private var watch = Stopwatch()
  private var toldOfFolder = false
  private var sharingNote = SharingNote()
  private let interrupt: (Interrupted) throws(Failure) -> Never
  /// Whether the epoch that was trained last, or the network before the first, has its row of the curves.
  private var isEvaluated = false
  /// Whether the rows of its layers are written.
  private var hasLayers = false
  /// Of training rows that are not in memory those that layers are looked at with.
  private var sampleOfLayers: Encoded<S>?
  /// The last row of the curves.
  var row: CurvesRow { epoch.row }

  private var learner: Learner<S> { session.learner }

  private var answering: AnswerGraph { AnswerGraph(splits.encoder, learner.network, S.precision) }

  /// - Parameters:
  ///   - state: what to go on from; nil for the beginning.
  ///   - watcher: asked before each epoch what is to be changed; nil for nobody.
  ///   - interrupt: called where training is to stop, when everything is in order and the network is the one that
  ///     is to be kept; it never comes back.
  init(
    _ session: Session<S>, _ splits: Splits<S>, _ section: TrainingSection, _ logs: RunLogs<S>,
    _ snapshots: Snapshots<S>, _ checkpoints: Checkpoints<S>, _ directory: RunDirectory,
    from state: TrainingState<S>?, watcher: RunWatcher<S>?,
    report: @escaping (TrainingEvent) -> Void,
    interrupt: @escaping (Interrupted) throws(Failure) -> Never
  ) {
    self.session = session
    self.splits = splits
    self.section = section
    self.logs = logs
    self.snapshots = snapshots
    self.checkpoints = checkpoints
    self.directory = directory
    self.watcher = watcher
    self.report = report
    self.interrupt = interrupt
    best = BestEpoch(section.earlyStopping)
    epoch.row.learningRate = session.rate
    if let state {
      session.restore(state.learner, at: state.place)
      best = state.best
      epoch.row = state.row
      watch = Stopwatch(from: state.row.seconds)
      isEvaluated = state.isEvaluated
      hasLayers = !isEvaluated
    }
  }

  /// Evaluates the network before the first update and trains it.
  /// - Returns: what came of early stopping, where it is asked for, what was found on validation rows, and the final
  ///   metrics of each split that there is.
  /// - Throws: `diverged`, or `writing`.
  func run() throws(Failure) -> (EarlyStop?, Calibration, [(name: String, metrics: Metrics)]) {
    if !isEvaluated { try finishEpoch() }
    // A rank that is killed ends all of them, without a checkpoint of its own.
    if checkpoints.beginsWithOne { try writeCheckpoint() }
    while session.isWithinEpoch || session.place.epoch < section.epochs && best?.isOver != true {
      if !session.isWithinEpoch { watcher?.look(session, checkpoints) }
      try train()
      try finishEpoch()
    }
    if let exchange = learner.exchange,
      let summary = SharingNote.summary(learner.sharingCosts, ranks: exchange.count)
    {
      report(.note(summary))
    }
    return try finish()
  }

  /// Evaluates the network after an epoch, or before the first, and writes down what is to be.
  private func finishEpoch() throws(Failure) {
    let isFirst = session.place.epoch == 0
    // Before everything that takes time, as gradients are not kept for later.
    if !hasLayers { try logLayers() }
    hasLayers = true
    if isFirst {
      let initial = try evaluateTraining()
      epoch.row.trainLoss = initial.loss
      epoch.row.trainObjective = initial.objective + learner.penalty()
      epoch.row.trainScore = initial.score
      epoch.row.trainEvaluationLoss = section.evaluatesTrainingRows ? initial.loss : nil
    } else {
      take(session.result)
      if section.evaluatesTrainingRows {
        epoch.row.trainEvaluationLoss = try evaluateTraining().loss
      }
    }
    try evaluateValidation()
    epoch.row.seconds = isFirst ? 0 : watch.seconds
    try logs.append(row)
    try checkLosses()
    try whileWritable { () throws(Failure) in try snapshots.take(row.epoch, of: learner) }
    if isFirst { watch = Stopwatch() } else { session.observe(epoch) }
    best?.observe(epoch, of: learner)
    report(.epoch(row, best?.outlook(after: row.epoch)))
    isEvaluated = true
    hasLayers = false
    if checkpoints.isInterrupted {
      try stop()
    } else if !isFirst, checkpoints.isDue(after: row.epoch) {
      try writeCheckpoint()
    }
  }

  /// Puts the best epoch's weights back, where early stopping is asked for, calibrates the network, and evaluates all
  /// rows.
  private func finish() throws(Failure) -> (
    EarlyStop?, Calibration, [(name: String, metrics: Metrics)]
  ) {
    // Who goes on with more epochs goes on from the last one.
    let last = best.map { _ in session.state }
    let earlyStop = best?.restore(to: learner, qualification: qualification)
    let rows = [
      ("train", splits.train), ("validation", splits.validation), ("test", splits.test),
    ]
    func evaluate(
      _ name: String, _ data: Encoded<S>,
      found: (Range<Int>, Evaluation<S>) -> Void
    ) throws(Failure) -> Evaluation<S> {
      let evaluation = data.evaluate(
        by: learner, areWeighted: false, ranking: true, stops: checkpoints.interruption,
        found: found)
      guard let evaluation else {
        if let last { learner.restore(last) }
        learner.calibrate(by: nil)
        try stop()
      }
      guard evaluation.loss.isFinite else {
        throw try divergence(row.step, "the \(name) rows' loss is not finite", nonFinite(in: data))
      }
      return evaluation
    }
    let calibration = try Calibration(
      section, learner, splits.encoder, on: splits.validation,
      report: { report(.note($0)) }
    ) { data, found throws(Failure) in
      _ = try evaluate("validation", data, found: found)
    }
    let answering = AnswerGraph(
      splits.encoder, learner.network, S.precision, threshold: calibration.threshold)
    var results: [(name: String, metrics: Metrics)] = []
    for (name, data) in rows {
      guard let data else { continue }
      // On validation rows intervals hold as many as they were made to.
      let conformity = name == "validation" ? nil : calibration.conformity
      var tally = MetricsTally(
        answering, intervals: conformity?.usual(answering), keepingIn: data.file)
      let evaluation = try evaluate(name, data) { tally.add($1, data.truth(of: $0)) }
      results.append((name, Metrics(tally, loss: evaluation.loss)))
    }
    return (earlyStop, calibration, results)
  }

  // MARK: Going on later

  /// Where training was when it was interrupted.
  struct Interrupted {
    let epoch: Int
    let step: Int
  }

  private func writeCheckpoint() throws(Failure) {
    guard checkpoints.areKept else { return }
    var row = row
    row.seconds = watch.seconds
    let state = TrainingState(
      learner: session.state, place: session.place, row: row, best: best,
      isEvaluated: isEvaluated, contents: try logs.synchronize() + snapshots.contents)
    try whileWritable { () throws(Failure) in try checkpoints.write(state, of: learner) }
  }

  /// Writes what a run can do without; where its folder cannot be written to any more, training goes on all
  /// the same.
  private func whileWritable(_ write: () throws(Failure) -> Void) throws(Failure) {
    do throws(Failure) {
      try write()
    } catch {
      guard !directory.isWritable else { throw error }
      guard !toldOfFolder else { return }
      toldOfFolder = true
      report(
        .fault(
          "\(directory.path): the folder can no longer be written to; training continues, and its model will be saved in "
            + "another"))
    }
  }

  /// Puts everything in order for the end of the process: a checkpoint, and the best weights so far.
  private func stop() throws(Failure) -> Never {
    if checkpoints.areKept { try writeCheckpoint() } else { _ = try logs.synchronize() }
    let interrupted = Interrupted(epoch: session.place.epoch, step: learner.step)
    _ = best?.restore(to: learner, qualification: qualification)
    try interrupt(interrupted)
  }

  /// What distinguishes the loss that early stopping goes by from others of the same rows.
  private var qualification: String {
    let monitor = section.earlyStopping.watched
    guard monitor.metric == nil else { return "" }
    var parts: [String] = []
    if monitor.part == .training, splits.train.weights != nil { parts.append("with row weights") }
    if !(learner.network.regularizer is NoRegularizer) { parts.append("without the penalty") }
    return parts.joined(separator: ", ")
  }

  /// Evaluates the training rows, with their metrics where these are monitored.
  private func evaluateTraining() throws(Failure) -> Evaluation<S> {
    let evaluation: Evaluation<S>
    (evaluation, epoch.training) = try evaluate(splits.train, .training)
    return evaluation
  }

  /// Evaluates rows, with their metrics where these are monitored. Training may be stopped meanwhile.
  private func evaluate(
    _ data: Encoded<S>, _ part: MonitoredValue.Part
  ) throws(Failure) -> (evaluation: Evaluation<S>, metrics: Metrics?) {
    let hasMetrics = section.monitors.contains { $0.value.part == part && $0.value.metric != nil }
    var tally =
      hasMetrics ? MetricsTally(answering, hasBaseline: false, keepingIn: data.file) : nil
    let evaluation = data.evaluate(
      by: learner, ranking: hasMetrics, stops: checkpoints.interruption
    ) { tally?.add($1, data.truth(of: $0)) }
    guard let evaluation else { try stop() }
    return (evaluation, tally.map { Metrics($0, loss: evaluation.loss) })
  }

  /// The updates of an epoch, or those that are left of it.
  private func train() throws(Failure) {
    let epoch = session.isWithinEpoch ? session.place.epoch : session.place.epoch + 1
    let (logs, report) = (logs, report)
    let steps = session.stepsPerEpoch
    let parameters = learner.network.parameters.reduce(0) { $0 + $1.count }
    let reports =
      MachineMemory.saturatedProduct(parameters, learner.batchRows) >= Self.reportedWork
      && steps > 1
    var onStep: ((StepResult) -> Void)?
    if logs.logsSteps || reports {
      onStep = { step in
        logs.append(step, epoch: epoch)
        if reports {
          let done = step.step - (epoch - 1) * steps
          report(.progress(epoch: epoch, share: Double(done) / Double(steps)))
        }
      }
    }
    self.epoch.row.epoch = epoch
    isEvaluated = true
    while true {
      let result = session.advance(
        onStep: onStep,
        pauses: { [self, checkpoints] in
          judgeSharing()
          return checkpoints.pauses()
        },
        stops: { [checkpoints] in checkpoints.isInterrupted })
      if let step = result.divergedAt {
        let nonFinite = session.firstNonFinite(of: result)
        try logs.flushSteps()
        throw try divergence(step, "the loss or a weight is no longer finite", nonFinite)
      }
      guard session.isWithinEpoch else {
        judgeSharing()
        isEvaluated = false
        return
      }
      if checkpoints.isInterrupted { try stop() }
      try writeCheckpoint()
    }
  }

  /// Warns where ranks only cost time.
  private func judgeSharing() {
    guard let exchange = learner.exchange,
      let warning = sharingNote.judge(learner.sharingCosts, ranks: exchange.count)
    else { return }
    report(.note(warning))
  }

  /// Takes what an epoch of training gave.
  private func take(_ result: EpochResult) {
    epoch.row.epoch = session.place.epoch
    epoch.row.step = learner.step
    epoch.row.learningRate = session.rate
    epoch.row.trainLoss = result.loss
    epoch.row.trainObjective = result.objective
    epoch.row.trainScore = result.score
  }

  private func evaluateValidation() throws(Failure) {
    guard let validation = splits.validation else { return }
    let evaluation: Evaluation<S>
    (evaluation, epoch.validation) = try evaluate(validation, .validation)
    epoch.row.validationLoss = evaluation.loss
    epoch.row.validationScore = evaluation.score
  }

  /// Ends training where a loss of the row is not finite.
  private func checkLosses() throws(Failure) {
    let losses = [
      ("the loss", row.trainLoss, splits.train),
      ("the objective", row.trainObjective, splits.train),
      ("the training rows' loss", row.trainEvaluationLoss, splits.train),
      ("the validation rows' loss", row.validationLoss, splits.validation),
    ]
    for (name, loss, rows) in losses where loss?.isFinite == false {
      throw try divergence(row.step, "\(name) is not finite", nonFinite(in: rows))
    }
  }

  /// Writes the rows of the layers, where they are asked for.
  private func logLayers() throws(Failure) {
    guard section.logLayers else { return }
    if !splits.train.areInMemory, sampleOfLayers == nil {
      sampleOfLayers = try splits.train.spread(most: LayerStatistics.mostRows)
    }
    let layers = (sampleOfLayers ?? splits.train).withRows { learner.layerStatistics(on: $0) }
    try logs.append(layers, epoch: row.epoch, step: learner.step)
  }

  /// The first value that is not finite in the evaluation of rows, whose loss is not.
  private func nonFinite(in data: Encoded<S>?) -> NonFiniteValue? {
    guard let data, !data.areInMemory else {
      return data?.withRows { learner.firstNonFinite(on: $0) }
    }
    // The part whose loss is not finite has it.
    let stopped = Mutex(false)
    var faulty: Range<Int>?
    let stops = { @Sendable in stopped.withLock { $0 } }
    _ = data.evaluate(by: learner, stops: stops) { rows, part in
      guard faulty == nil, !part.decisions.allSatisfy(\.isFinite) else { return }
      faulty = rows
      stopped.withLock { $0 = true }
    }
    let rows = faulty.flatMap { try? data.picking(Array($0)) }
    return rows.flatMap { $0.withRows { learner.firstNonFinite(on: $0) } }
      ?? NonFiniteValue(.loss)
  }

  /// What is told of a divergence; the run's records keep it, too.
  /// - Throws: `writing`, where they cannot.
  private func divergence(
    _ step: Int, _ reason: String, _ value: NonFiniteValue?
  ) throws(Failure) -> Failure {
    if row.step != step { try logLayers() }
    try logs.publish(Divergence(epoch: row.epoch, step: step, value: value))
    let place = value.map { ", first \($0)" } ?? ""
    return Failure(
      .diverged, at: .file(directory.path),
      "training diverged in epoch \(row.epoch) at step \(step): \(reason)\(place); "
        + (step == 0
          ? "this was so before the first update: check the scale of the data and the initial weights"
          : "the learning rate is \(S(session.place.rates.rate(step: step))), a lower one may help")
    )
  }
}
