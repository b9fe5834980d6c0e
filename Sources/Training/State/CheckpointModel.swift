import Engine
import Spec
package import System
import Tabular

extension FinishedRun {
  /// Writes the model that the last checkpoint of a run has, from whose folder nothing is changed. The run may be going
  /// on.
  /// - Throws: `noInput` or `data` where there is no whole checkpoint, or where the data are not there any more.
  package func writeCheckpointModel(to path: String, outputs: Outputs) throws(Failure) {
    switch try configuration().value.training.precision {
    case .float32: try writeCheckpointModel(in: Float.self, to: path, outputs: outputs)
    case .float64: try writeCheckpointModel(in: Double.self, to: path, outputs: outputs)
    }
  }

  private func writeCheckpointModel<S: RunScalar>(
    in _: S.Type, to path: String, outputs: Outputs
  ) throws(Failure) {
    let checkpoint = try CheckpointFile(path: file(RunFileName.checkpoint))
    let prepared = try PreparedRun<S>(configuration(), threads: 1)
    let training = prepared.resolved.configuration.training
    let learner = try prepared.makeLearner(threads: 1)
    let session = Session(learner, on: prepared.splits.train, training)
    let state = try checkpoint.state(of: session, training)
    session.restore(state.learner, at: state.place)
    let model = try WholeFile(path: path, outputs: outputs)
    try ModelFile.write(
      learner, prepared.resolved, encoder: prepared.splits.encoder, Calibration(stated: training),
      to: model)
    try WholeFile.publish([model], replacing: true)
  }
}
