import Engine
package import Spec
import Tabular

/// A run: from a configuration and its data to a folder with a trained model.
package struct TrainingRun {
  private let configuration: Configuration
  private let places: Places
  private let makeDirectory: () throws(Failure) -> RunDirectory
  private let threads: Int
  private let outputs: Outputs
  private let report: (TrainingEvent) -> Void

  /// - Parameters:
  ///   - out: The folder for the run; nil for `runs/<name>`.
  ///   - threads: The most threads that work together.
  ///   - outputs: Who knows the files that are being written.
  ///   - report: Told what happens.
  /// - Throws: `cannotCreate` where the folder is not empty.
  package init(
    _ checked: Checked<Configuration>, out: String?, threads: Int, outputs: Outputs,
    report: @escaping (TrainingEvent) -> Void
  ) throws(Failure) {
    if let out { try RunDirectory.checkEmpty(out) }
    self.init(checked, threads: threads, outputs: outputs, report: report) {
      () throws(Failure) in try RunDirectory(out: out, name: checked.value.name)
    }
  }

  /// - Parameter makeDirectory: Makes the folder for the run, when the data are read.
  init(
    _ checked: Checked<Configuration>, threads: Int, outputs: Outputs,
    report: @escaping (TrainingEvent) -> Void,
    makeDirectory: @escaping () throws(Failure) -> RunDirectory
  ) {
    configuration = checked.value
    places = checked.places
    self.makeDirectory = makeDirectory
    self.threads = threads
    self.outputs = outputs
    self.report = report
  }

  /// Reads the data and trains.
  package func run() throws(Failure) -> TrainingSummary {
    switch configuration.training.precision {
    case .float32: try run(in: Float.self)
    case .float64: try run(in: Double.self)
    }
  }

  private func run<S: RunScalar>(in _: S.Type) throws(Failure) -> TrainingSummary {
    let splits: Splits<S> = try loadSplits(
      configuration.data, configuration.preprocessing, seed: UInt64(configuration.training.seed),
      threads: threads, places: places)
    for note in splits.notes { report(.note(note)) }
    let resolved = try ResolvedConfiguration(
      configuration, encoder: splits.encoder, places: places)
    try checkTargets(splits.train, for: resolved.network.loss)
    let learner = try makeLearner(resolved, splits)

    let directory = try makeDirectory()
    let logs: RunLogs<S>
    do {
      logs = try RunLogs(
        in: directory, resolved.configuration, splits.encoder.task, outputs: outputs)
    } catch {
      directory.remove()
      throw error
    }
    let outline = outline(directory, resolved, splits)
    report(.started(outline))
    noteStandardInput(directory)

    let loop = TrainingLoop(
      learner, splits, resolved.configuration.training, logs, directory, report: report)
    let earlyStop = try loop.run()
    let summary = TrainingSummary(
      outline: outline, epochs: loop.row.epoch, steps: loop.row.step, seconds: loop.row.seconds,
      earlyStop: earlyStop, splits: try loop.finalMetrics())
    try publish(learner, resolved, splits.encoder, summary, in: directory)
    return summary
  }

  /// Refuses targets that the loss is not defined for.
  private func checkTargets<S: RunScalar>(
    _ data: Encoded<S>, for loss: any Loss
  ) throws(Failure) {
    let least = type(of: loss).leastTarget
    let found = data.targets.withUnsafeBufferPointer { targets in
      targets.first { Double($0) < least }
    }
    guard let found else { return }
    throw Failure(
      .data, at: .file(configuration.data.train),
      "a target is \(found), but the loss \(type(of: loss).name.quoted) wants targets of at least "
        + "\(least)")
  }

  private func makeLearner<S: RunScalar>(
    _ resolved: ResolvedConfiguration, _ splits: Splits<S>
  ) throws(Failure) -> Learner<S> {
    let rows = splits.train.rows
    guard rows <= Int(Int32.max) else {
      throw Failure(
        .data, at: .file(configuration.data.train), "\(rows) rows, at most \(Int32.max) are allowed"
      )
    }
    let batchRows =
      switch configuration.training.descent {
      case .batch: rows
      case .stochastic: 1
      case .miniBatch: min(configuration.training.batchSize, rows)
      }
    let data = [splits.train, splits.validation, splits.test].compactMap { $0 }
    // The best epoch's parameters, and those of a better one that takes its place.
    let kept = configuration.training.earlyStopping.patience == nil ? 0 : 2
    try MemoryEstimate(
      of: S.self, resolved.network, slots: type(of: configuration.optimizer).slotCount + kept,
      trainingRows: batchRows, largestSplit: data.map(\.rows).max() ?? 0
    ).check(data: data.reduce(0) { $0 + $1.size }, places: places)

    var weights: WeightsFile?
    if let path = configuration.model.initialWeights {
      weights = try WeightsFile(SafetensorsFile(path: path), of: resolved.network) { messages in
        let place = places["model.initial_weights"]
        return Failure(.configuration, messages.map { Diagnostic(place, "\(path): \($0)") })
      }
    }
    let learner = Learner<S>(
      resolved.network, optimizer: configuration.optimizer,
      seed: UInt64(configuration.training.seed), batchRows: batchRows, threads: threads,
      logsNorm: configuration.training.logSteps,
      clipping: GradientClipping(
        norm: configuration.training.clipNorm, value: configuration.training.clipValue))
    try weights?.load(into: learner)
    return learner
  }

  private func outline<S: RunScalar>(
    _ directory: RunDirectory, _ resolved: ResolvedConfiguration, _ splits: Splits<S>
  ) -> TrainingOutline {
    TrainingOutline(
      directory: directory.path, task: splits.encoder.task,
      epochs: configuration.training.epochs,
      rows: (splits.train.rows, splits.validation?.rows, splits.test?.rows),
      inputs: resolved.network.inputs, units: resolved.network.layers.map(\.units),
      parameters: resolved.network.parameters.reduce(0) { $0 + $1.count })
  }

  private func noteStandardInput(_ directory: RunDirectory) {
    guard configuration.data.readsStandardInput else { return }
    report(
      .note(
        "the data come from standard input, so \(directory.file(RunFileName.configuration)) "
          + "cannot repeat the run"))
  }

  /// Writes the model and the metrics; both appear at once.
  private func publish<S: RunScalar>(
    _ learner: Learner<S>, _ resolved: ResolvedConfiguration, _ encoder: Encoder,
    _ summary: TrainingSummary, in directory: RunDirectory
  ) throws(Failure) {
    let model = try WholeFile(path: directory.file(RunFileName.model), outputs: outputs)
    try ModelFile.write(learner, resolved, encoder: encoder, to: model)
    let metrics = try WholeFile(
      path: directory.file(RunFileName.metrics), text: summary.json.onManyLines, outputs: outputs)
    try WholeFile.publish([model, metrics])
  }
}

extension DataSection {
  /// Whether some rows come from standard input, and so can be read once only.
  var readsStandardInput: Bool { train == "-" || [validation, test].contains(.file("-")) }
}
