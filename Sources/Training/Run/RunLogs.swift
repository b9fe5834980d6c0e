import Engine
import Spec
import Tabular

/// The files of a run that are written while it is trained, and its configuration.
final class RunLogs<S: RunScalar> {
  private let curves: RowFile
  /// Nil where steps are not logged.
  private let steps: RowFile?
  /// The first failure of a row of a step, which nobody was there to hear of.
  private var stepFailure: Failure?

  /// - Parameter configuration: resolved, for the given task.
  /// - Throws: `cannotCreate` or `writing`, and then leaves no file.
  init(
    in directory: RunDirectory, _ configuration: Configuration, _ task: Tabular.Task,
    outputs: Outputs
  ) throws(Failure) {
    // The first file that is made claims the folder: of two runs in it one fails here.
    let curves = try RowFile(
      path: directory.file(RunFileName.curves),
      header: CurvesRow.header(task), outputs: outputs)
    var steps: RowFile?
    do {
      if configuration.training.logSteps {
        steps = try RowFile(
          path: directory.file(RunFileName.steps),
          header: "step,epoch,loss,objective,gradient_norm,learning_rate", outputs: outputs)
      }
      try WholeFile.publish([
        WholeFile(
          path: directory.file(RunFileName.configuration), text: configuration.written.onManyLines,
          outputs: outputs)
      ])
    } catch {
      curves.discard()
      steps?.discard()
      throw error
    }
    self.curves = curves
    self.steps = steps
  }

  var logsSteps: Bool { steps != nil }

  /// Writes a row of the curves, and the steps before it.
  func append(_ row: CurvesRow) throws(Failure) {
    try flushSteps()
    try curves.append(row.text(in: S.self), flushing: true)
  }

  /// Adds a row of the steps; a failure is thrown at the epoch's end.
  func append(_ step: StepResult, epoch: Int) {
    guard let steps, stepFailure == nil else { return }
    var row = String(step.step)
    row += ",\(epoch),\(S(step.loss)),\(S(step.objective)),\(S(step.gradientNorm)),"
    row += S(step.learningRate).description
    do {
      try steps.append(row)
    } catch {
      stepFailure = error
    }
  }

  /// Writes the steps that wait.
  func flushSteps() throws(Failure) {
    if let stepFailure { throw stepFailure }
    try steps?.flushNow()
  }
}
