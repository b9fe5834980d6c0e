import Engine
import Spec
import System
import Tabular

/// The files of a run that are written while it is trained.
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

  /// Begins the files, or goes on with those that are there.
  /// - Parameters:
  ///   - training: resolved.
  ///   - data: what the training rows are like.
  ///   - contents: the names of files to go on with, and what of each is to stay; nil for new ones.
  /// - Throws: `cannotCreate` or `writing`, and then leaves no new file.
  init(
    in directory: RunDirectory, _ training: TrainingSection, _ task: Tabular.Task,
    _ data: DataSummary, from contents: [(name: String, content: FileContent)]?, outputs: Outputs
  ) throws(Failure) {
    var made: [RowFile] = []
    func open(_ name: String, _ header: String) throws(Failure) -> RowFile {
      let path = directory.file(name)
      if let file = contents?.first(where: { $0.name == name }) {
        return try RowFile(path: path, cutTo: file.content, outputs: outputs)
      }
      let file = try RowFile(path: path, header: header, outputs: outputs)
      made.append(file)
      return file
    }
    do {
      curves = try open(RunFileName.curves, CurvesRow.header(task))
      steps =
        training.logSteps
        ? try open(RunFileName.steps, "step,epoch,loss,objective,gradient_norm,learning_rate") : nil
      layers = training.logLayers ? try open(RunFileName.layers, LayersRow.header) : nil
      events =
        training.tensorboard ? try EventFile(in: directory, from: contents, outputs: outputs) : nil
      if contents == nil, let events { made.append(events.file) }
      try WholeFile.renew(
        directory.file(RunFileName.data), with: data.json.onManyLines, outputs: outputs)
    } catch {
      for file in made { file.discard() }
      throw error
    }
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
    try WholeFile.publish(
      [
        WholeFile(
          path: directory.file(RunFileName.divergence), text: divergence.json.onManyLines,
          outputs: outputs)
      ], replacing: true)
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

  /// Brings all rows to the disk.
  /// - Returns: the names of the files and what is in them.
  /// - Throws: `writing`.
  func synchronize() throws(Failure) -> [(name: String, content: FileContent)] {
    if let stepFailure { throw stepFailure }
    var contents: [(name: String, content: FileContent)] = []
    for file in files { contents.append((FilePath.lastPart(file.path), try file.synchronize())) }
    return contents
  }

  /// Writes what is left; nothing is added after that.
  /// - Throws: `writing`.
  func close() throws(Failure) {
    if let stepFailure { throw stepFailure }
    for file in files { try file.close() }
  }

  private var files: [RowFile] { [curves, steps, layers, events?.file].compactMap(\.self) }
}

extension TrainingSection {
  /// Whether these are the files that grow in a run's folder, each once.
  func areGrowing(_ names: [String]) -> Bool {
    let events = names.filter { $0.hasPrefix(EventFile.namePrefix) && !$0.utf8.contains(0x2F) }
    let tables =
      [RunFileName.curves] + (logSteps ? [RunFileName.steps] : [])
      + (logLayers ? [RunFileName.layers] : [])
    return events.count == (tensorboard ? 1 : 0) && names.sorted() == (tables + events).sorted()
  }
}
