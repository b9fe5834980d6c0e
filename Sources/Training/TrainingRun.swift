import Engine
import Glibc
package import Spec
package import System
package import Tabular

/// Who is asked, before a run trains, what speaks against it.
package protocol TrainingAdviser: Sendable {
  /// Sentences to tell the user.
  func advice<S: RunScalar>(on prepared: PreparedRun<S>, _ data: DataSummary) -> [String]
}

/// A run: from a configuration and its data to a folder with a trained model.
package struct TrainingRun {
  /// Where a run begins.
  enum Start {
    /// In a new folder, which is made when the data are read.
    case new((_ first: (name: String, text: String)) throws(Failure) -> RunDirectory)
    /// Where it was interrupted.
    case checkpoint(InterruptedRun)
  }

  private let checked: Checked<Configuration>
  private let start: Start
  private let threads: Int
  private let room: RowRoom
  private let outputs: Outputs
  private let adviser: (any TrainingAdviser)?
  private let watch: WatchChannel?
  /// The ranks that share the updates; nil where this process is alone.
  private let ranks: TrainingRanks?
  private let report: (TrainingEvent) -> Void

  /// - Parameters:
  ///   - out: The folder for the run; nil for `runs/<name>`.
  ///   - name: The name for that; nil for the configuration's.
  ///   - threads: The most threads that work together.
  ///   - room: How much memory rows may take, and where others go.
  ///   - outputs: Who knows the files that are being written.
  ///   - adviser: Asked before training what speaks against it.
  ///   - watch: Asked before each epoch what is to be changed; nil for nobody.
  ///   - ranks: Those that train together, of which rank 0 alone writes and reports; nil where this process is alone.
  ///   - report: Told what happens.
  /// - Throws: `cannotCreate` where the folder is not empty.
  package init(
    _ checked: Checked<Configuration>, out: String?, name: String? = nil, threads: Int,
    room: RowRoom = .standard, outputs: Outputs, adviser: (any TrainingAdviser)? = nil,
    watch: WatchChannel? = nil, ranks: TrainingRanks? = nil,
    report: @escaping (TrainingEvent) -> Void
  ) throws(Failure) {
    if let out, ranks?.isFirst ?? true { try RunDirectory.checkEmpty(out) }
    self.init(
      checked,
      .new { first throws(Failure) in
        try RunDirectory(
          out: out, name: name ?? checked.value.name, first: first, outputs: outputs)
      }, threads: threads, room: room, outputs: outputs, adviser: adviser, watch: watch,
      ranks: ranks,
      report: report)
  }

  /// Goes on with a run that was interrupted.
  package init(
    resuming run: InterruptedRun, threads: Int, room: RowRoom = .standard, outputs: Outputs,
    watch: WatchChannel? = nil, ranks: TrainingRanks? = nil,
    report: @escaping (TrainingEvent) -> Void
  ) {
    self.init(
      run.configuration, .checkpoint(run), threads: threads, room: room, outputs: outputs,
      watch: watch, ranks: ranks, report: report)
  }

  /// Takes part in a run whose folder is rank 0's.
  package init(
    following checked: Checked<Configuration>, threads: Int, room: RowRoom, outputs: Outputs,
    ranks: TrainingRanks
  ) {
    self.init(
      checked,
      .new { _ throws(Failure) in
        preconditionFailure("rank 0 alone makes the folder of a run")
      }, threads: threads, room: room, outputs: outputs, ranks: ranks, report: { _ in })
  }

  init(
    _ checked: Checked<Configuration>, _ start: Start, threads: Int, room: RowRoom,
    outputs: Outputs, adviser: (any TrainingAdviser)? = nil, watch: WatchChannel? = nil,
    ranks: TrainingRanks? = nil, report: @escaping (TrainingEvent) -> Void
  ) {
    self.ranks = ranks
    self.checked = checked
    self.start = start
    self.threads = threads
    self.room = room
    self.outputs = outputs
    self.adviser = adviser
    self.watch = watch
    self.report = report
  }

  private var configuration: Configuration { checked.value }

  /// Reads the data and trains.
  package func run() throws(Failure) -> TrainingSummary {
    switch configuration.training.precision {
    case .float32: try run(in: Float.self)
    case .float64: try run(in: Double.self)
    }
  }

  /// What training needs.
  private struct Preparation<S: RunScalar> {
    let run: PreparedRun<S>
    let session: Session<S>
    let data: DataSummary
    let files: DataFiles
  }

  private func run<S: RunScalar>(in _: S.Type) throws(Failure) -> TrainingSummary {
    let result = Result { () throws(Failure) in try prepare(in: S.self) }
    guard let ranks else { return try train(try result.get()) }
    let read = try ranks.agree(
      on: result.map {
        (configuration: $0.run.resolved.configuration.written.onOneLine, files: $0.files)
      })
    let preparation = try result.get()
    guard ranks.isFirst else {
      let status = try outputs.interruption.whileActive { () throws(Failure) in
        preparation.session.follow(ranks.exchange)
      }
      ranks.end(Int32(truncatingIfNeeded: status))
    }
    do throws(Failure) {
      let summary = try train(preparation, read)
      Session<S>.dismiss(ranks.exchange, status: 0)
      return summary
    } catch {
      Session<S>.dismiss(ranks.exchange, status: Int(error.status.rawValue))
      throw error
    }
  }

  private func prepare<S: RunScalar>(in _: S.Type) throws(Failure) -> Preparation<S> {
    if ranks != nil, configuration.data.readsStandardInput {
      throw Failure(
        .configuration, at: checked.places["data.train"],
        "standard input reaches one rank alone; expected data in files")
    }
    let files = try DataFiles(of: configuration)
    let prepared = try PreparedRun<S>(
      checked, threads: threads, room: room, judgesColumns: adviser != nil)
    for note in prepared.notes { report(.note(note)) }
    let summary = DataSummary(prepared.splits)
    for advice in adviser?.advice(on: prepared, summary) ?? [] { report(.note(advice)) }
    let learner = try prepared.makeLearner(threads: threads, exchange: exchange(for: prepared))
    try prepared.checkMonitors(learner)
    let session = Session(
      learner, on: prepared.splits.train, prepared.resolved.configuration.training)
    session.prepare()
    return Preparation(run: prepared, session: session, data: summary, files: files)
  }

  /// The ranks, where a batch is more than one piece.
  private func exchange<S: RunScalar>(for prepared: PreparedRun<S>) -> (any Exchange)? {
    guard let ranks else { return nil }
    let network = prepared.resolved.network
    let rows = min(prepared.batchRows, prepared.splits.train.involvedRows)
    let pieces = network.pieces(of: rows)
    let (count, useful) = (ranks.exchange.count, pieces.lanes.count)
    if useful < count {
      let (ending, work) = useful == 1 ? ("", "computes") : ("s", "compute")
      report(
        .note(
          "an update takes \(rows) rows, of whose gradient \(useful) rank\(ending) \(work) a part, so \(count - useful) of "
            + "the \(count) ranks bring\(count - useful == 1 ? "s" : "") nothing"))
    }
    return pieces.isWhole ? nil : ranks.exchange
  }

  /// - Parameter read: what the data files hold, where that is known.
  private func train<S: RunScalar>(
    _ preparation: Preparation<S>, _ read: [DataFile]? = nil
  ) throws(Failure) -> TrainingSummary {
    // A signal from here on waits for the first update, so that there is something to go on with.
    try outputs.interruption.whileActive { () throws(Failure) in
      try train(
        preparation.run, preparation.session, preparation.files, read, preparation.data)
    }
  }

  private func train<S: RunScalar>(
    _ prepared: PreparedRun<S>, _ session: Session<S>, _ files: DataFiles, _ read: [DataFile]?,
    _ data: DataSummary
  ) throws(Failure) -> TrainingSummary {
    let (splits, resolved) = (prepared.splits, prepared.resolved)
    let (learner, training) = (session.learner, resolved.configuration.training)
    let (directory, checkpoint, state) = try begin(resolved, session, data)
    let logs: RunLogs<S>
    do {
      logs = try RunLogs(
        in: directory, training, splits.encoder.task, data, from: state?.contents,
        outputs: outputs)
    } catch {
      directory.remove()
      throw error
    }
    let outline = outline(directory, resolved, splits)
    report(.started(outline))
    noteStandardInput(directory)

    let parameters = learner.network.parameters.reduce(0) { $0 + $1.count }
    let checkpoints = Checkpoints<S>(
      configuration.data.readsStandardInput ? .none : training.checkpoint, in: directory,
      resolved.configuration, files,
      known: checkpoint?.data ?? read, beginsWithOne: ranks != nil,
      work: MachineMemory.saturatedProduct(parameters, learner.batchRows), outputs: outputs)
    let snapshots = Snapshots<S>(
      in: directory, resolved, splits.encoder, from: state?.contents ?? [], outputs: outputs)
    if let state { noteMissing(snapshots, in: directory, before: state, session) }
    let watcher = watch.map {
      RunWatcher<S>(
        $0, directory, resolved, splits.encoder, outputs: outputs, report: report)
    }
    let loop = TrainingLoop(
      session, splits, training, logs, snapshots, checkpoints, directory,
      from: state, watcher: watcher, report: report
    ) { interrupted throws(Failure) in
      let model = try WholeFile(path: directory.file(RunFileName.model), outputs: outputs)
      try ModelFile.write(
        learner, resolved, encoder: splits.encoder, Calibration(stated: training),
        interruption: "epoch \(interrupted.epoch), step \(interrupted.step)", to: model)
      try WholeFile.publish([model], replacing: true)
      outputs.interruption.rest(isResumable: checkpoints.areKept)
    }
    let (earlyStop, calibration, metrics) = try loop.run()
    var summary = TrainingSummary(
      outline: outline, epochs: loop.row.epoch, steps: loop.row.step, seconds: loop.row.seconds,
      earlyStop: earlyStop, splits: metrics)
    do throws(Failure) {
      try logs.close()
      try publish(learner, resolved, splits.encoder, calibration, summary, in: directory)
    } catch {
      guard !directory.isWritable else { throw error }
      let other = try self.other(than: directory, watcher?.configuration ?? resolved.configuration)
      try publish(learner, resolved, splits.encoder, calibration, summary, in: other)
      report(
        .fault(
          "\(directory.path): the folder can no longer be written to; the model is in \(other.path)"
        ))
      summary.outline = self.outline(other, resolved, splits)
    }
    return summary
  }

  /// Makes the folder of the run, or prepares the one that is there.
  private func begin<S: RunScalar>(
    _ resolved: ResolvedConfiguration, _ session: Session<S>, _ data: DataSummary
  ) throws(Failure) -> (RunDirectory, CheckpointFile?, TrainingState<S>?) {
    let text = resolved.configuration.written.onManyLines
    switch start {
    case .new(let makeDirectory):
      return (try makeDirectory((RunFileName.configuration, text)), nil, nil)
    case .checkpoint(let run):
      let state = try run.checkpoint.map { file throws(Failure) in
        try file.check(resolved.configuration, places: checked.places)
        return try file.state(of: session, resolved.configuration.training)
      }
      if let before = run.data, before.json.onOneLine != data.json.onOneLine {
        throw Failure(
          .configuration, at: .file(configuration.data.train.description),
          "its rows are not those of \(run.directory.file(RunFileName.data)), so the run cannot continue with them"
        )
      }
      if state == nil {
        report(.note("\(run.directory.path): there is no checkpoint, so the run starts over"))
      }
      for file in state?.contents ?? [] {
        let path = run.directory.file(file.name)
        // Of snapshots that are gone it is told; the run can do without them.
        if file.name.contains("/"), FileSystem.status(path) == nil { continue }
        try file.content.check(path)
      }
      try run.prepare(configuration: text, keepsFiles: state != nil, outputs: outputs)
      return (run.directory, run.checkpoint, state)
    }
  }

  /// A folder for what a run came to whose own cannot be written to any more.
  private func other(
    than directory: RunDirectory, _ written: Configuration
  ) throws(Failure) -> RunDirectory {
    let first = (RunFileName.configuration, written.written.onManyLines)
    do throws(Failure) {
      return try RunDirectory(
        out: nil, name: configuration.name, first: first, outputs: outputs)
    } catch {
      let folder = getenv("TMPDIR").map { name in
        FilePath.text(UnsafeRawBufferPointer(start: name, count: strlen(name)))
      }
      return try RunDirectory(
        out: FilePath.path("dlrun-\(getpid())", in: folder ?? "/tmp"), name: configuration.name,
        first: first, outputs: outputs)
    }
  }

  private func outline<S: RunScalar>(
    _ directory: RunDirectory, _ resolved: ResolvedConfiguration, _ splits: Splits<S>
  ) -> TrainingOutline {
    TrainingOutline(
      directory: directory.path, task: splits.encoder.task,
      epochs: configuration.training.epochs,
      rows: (splits.train.rows, splits.validation?.rows, splits.test?.rows),
      inputs: resolved.network.inputCount,
      units: resolved.network.built.map { $0.outputs.reduce(1, *) },
      parameters: resolved.network.parameters.reduce(0) { $0 + $1.count })
  }

  /// Tells of snapshots that were made before the checkpoint and are gone.
  private func noteMissing<S: RunScalar>(
    _ snapshots: Snapshots<S>, in directory: RunDirectory, before state: TrainingState<S>,
    _ session: Session<S>
  ) {
    let isOver = state.isEvaluated && !session.isWithinEpoch(state.place)
    let missing = snapshots.missing(upTo: state.place.epoch - (isOver ? 0 : 1))
    guard let first = missing.first else { return }
    let others = missing.count > 1 ? " and \(missing.count - 1) more" : ""
    report(
      .note(
        "\(directory.file(RunFileName.snapshots)): \(RunFileName.snapshot(epoch: first))\(others) is gone and will "
          + "not be made again, because the run continues from a later checkpoint"))
  }

  private func noteStandardInput(_ directory: RunDirectory) {
    guard configuration.data.readsStandardInput else { return }
    report(
      .note(
        "the data come from standard input, so \(directory.file(RunFileName.configuration)) "
          + "cannot repeat the run"))
  }

  /// Writes the model, in the place of one of an interrupted run, and the metrics, by which the run is finished.
  private func publish<S: RunScalar>(
    _ learner: Learner<S>, _ resolved: ResolvedConfiguration, _ encoder: Encoder,
    _ calibration: Calibration, _ summary: TrainingSummary, in directory: RunDirectory
  ) throws(Failure) {
    let model = try WholeFile(path: directory.file(RunFileName.model), outputs: outputs)
    try ModelFile.write(learner, resolved, encoder: encoder, calibration, to: model)
    let metrics = try WholeFile(
      path: directory.file(RunFileName.metrics), text: summary.json.onManyLines, outputs: outputs)
    try WholeFile.publish([model, metrics], replacing: true)
  }
}

extension DataSection {
  /// Whether some rows come from standard input, and so can be read once only.
  var readsStandardInput: Bool {
    edges?.file == "-"
      || [train, validation?.source, test?.source].contains { $0?.isStandardInput == true }
  }
}
