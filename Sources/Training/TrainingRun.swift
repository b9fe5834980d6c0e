import Engine
package import Spec
package import System
import Tabular

/// A run: from a configuration and its data to a folder with a trained model.
package struct TrainingRun {
  private let checked: Checked<Configuration>
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
    self.checked = checked
    self.makeDirectory = makeDirectory
    self.threads = threads
    self.outputs = outputs
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

  private func run<S: RunScalar>(in _: S.Type) throws(Failure) -> TrainingSummary {
    let prepared = try PreparedRun<S>(checked, threads: threads)
    let (splits, resolved) = (prepared.splits, prepared.resolved)
    for note in prepared.notes { report(.note(note)) }
    let learner = try prepared.makeLearner(threads: threads)
    try prepared.checkMonitors(learner)

    let directory = try makeDirectory()
    let logs: RunLogs<S>
    do {
      logs = try RunLogs(
        in: directory, resolved.configuration, splits.encoder.task, DataSummary(splits),
        outputs: outputs)
    } catch {
      directory.remove()
      throw error
    }
    let outline = outline(directory, resolved, splits)
    report(.started(outline))
    noteStandardInput(directory)

    let loop = TrainingLoop(
      learner, splits, resolved.configuration.training, logs,
      Snapshots(in: directory, resolved, splits.encoder, outputs: outputs), directory,
      report: report)
    let earlyStop = try loop.run()
    let summary = TrainingSummary(
      outline: outline, epochs: loop.row.epoch, steps: loop.row.step, seconds: loop.row.seconds,
      earlyStop: earlyStop, splits: try loop.finalMetrics())
    try publish(learner, resolved, splits.encoder, summary, in: directory)
    return summary
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
  var readsStandardInput: Bool {
    [train, edges?.file].contains("-") || [validation, test].contains(.file("-"))
  }
}
