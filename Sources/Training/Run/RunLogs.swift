import Engine
import Spec
import System
import Tabular

/// The files of a run that are written while it is trained, and its configuration.
final class RunLogs<S: RunScalar> {
  private let curves: RowFile
  /// Nil where steps are not logged, and so on.
  private let steps: RowFile?
  private let layers: RowFile?
  private let events: EventFile?
  private let directory: RunDirectory
  private let task: Tabular.Task
  private let outputs: Outputs
  /// The first failure of a row of a step, which nobody was there to hear of.
  private var stepFailure: Failure?

  /// - Parameters:
  ///   - configuration: resolved, for the given task.
  ///   - data: what the training rows are like.
  /// - Throws: `cannotCreate` or `writing`, and then leaves no file.
  init(
    in directory: RunDirectory, _ configuration: Configuration, _ task: Tabular.Task,
    _ data: DataSummary, outputs: Outputs
  ) throws(Failure) {
    // The first file that is made claims the folder: of two runs in it one fails here.
    let curves = try RowFile(
      path: directory.file(RunFileName.curves),
      header: CurvesRow.header(task), outputs: outputs)
    var steps: RowFile?
    var layers: RowFile?
    var events: EventFile?
    do {
      if configuration.training.logSteps {
        steps = try RowFile(
          path: directory.file(RunFileName.steps),
          header: "step,epoch,loss,objective,gradient_norm,learning_rate", outputs: outputs)
      }
      if configuration.training.logLayers {
        layers = try RowFile(
          path: directory.file(RunFileName.layers), header: LayersRow.header, outputs: outputs)
      }
      if configuration.training.tensorboard {
        events = try EventFile(in: directory, outputs: outputs)
      }
      let texts = [
        (RunFileName.configuration, configuration.written), (RunFileName.data, data.json),
      ]
      var files: [WholeFile] = []
      for (name, json) in texts {
        files.append(
          try WholeFile(path: directory.file(name), text: json.onManyLines, outputs: outputs))
      }
      try WholeFile.publish(files)
    } catch {
      curves.discard()
      steps?.discard()
      layers?.discard()
      events?.discard()
      throw error
    }
    self.curves = curves
    self.steps = steps
    self.layers = layers
    self.events = events
    self.directory = directory
    self.task = task
    self.outputs = outputs
  }

  var logsSteps: Bool { steps != nil }

  /// Writes a row of the curves, and the steps before it.
  func append(_ row: CurvesRow) throws(Failure) {
    try flushSteps()
    try curves.append(row.text(task, in: S.self), flushing: true)
    try events?.append(
      row.numbers(task).map { ("epoch/" + $0.name, $0.value) }, step: row.epoch, flushing: true)
  }

  /// Writes the rows of the layers at the end of an epoch.
  func append(_ statistics: [LayerStatistics], epoch: Int, step: Int) throws(Failure) {
    for (layer, statistics) in statistics.enumerated() {
      let row = LayersRow(epoch: epoch, step: step, layer: layer, statistics: statistics)
      try layers?.append(row.text(in: S.self))
      try events?.append(
        row.numbers.map { ("layer_\(layer)/" + $0.name, $0.value) }, step: epoch, flushing: false)
    }
    try layers?.flushNow()
    try events?.flushNow()
  }

  /// Writes where training diverged.
  func publish(_ divergence: Divergence) throws(Failure) {
    try WholeFile.publish([
      WholeFile(
        path: directory.file(RunFileName.divergence), text: divergence.json.onManyLines,
        outputs: outputs)
    ])
  }

  /// Adds a row of the steps; a failure is thrown at the epoch's end.
  func append(_ step: StepResult, epoch: Int) {
    guard let steps, stepFailure == nil else { return }
    var row = String(step.step)
    row += ",\(epoch)"
    for number in [step.loss, step.objective, step.gradientNorm, step.learningRate] {
      row += "," + S.text(number)
    }
    do {
      try steps.append(row)
      try events?.append(
        [
          ("step/loss", step.loss), ("step/objective", step.objective),
          ("step/gradient_norm", step.gradientNorm), ("step/learning_rate", step.learningRate),
        ], step: step.step, flushing: false)
    } catch {
      stepFailure = error
    }
  }

  /// Writes the steps that wait.
  func flushSteps() throws(Failure) {
    if let stepFailure { throw stepFailure }
    try steps?.flushNow()
    try events?.flushNow()
  }
}
