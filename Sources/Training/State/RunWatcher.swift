import Engine
import Spec
import System
import Tabular

/// Does between two epochs what whoever watches a run asks for.
final class RunWatcher<S: RunScalar> {
  private let channel: WatchChannel
  private let directory: RunDirectory
  private let resolved: ResolvedConfiguration
  /// With all changes so far.
  private(set) var configuration: Configuration
  private let encoder: Encoder
  private let outputs: Outputs
  private let report: (TrainingEvent) -> Void

  init(
    _ channel: WatchChannel, _ directory: RunDirectory, _ resolved: ResolvedConfiguration,
    _ encoder: Encoder, outputs: Outputs, report: @escaping (TrainingEvent) -> Void
  ) {
    self.channel = channel
    self.directory = directory
    self.resolved = resolved
    configuration = resolved.configuration
    self.encoder = encoder
    self.outputs = outputs
    self.report = report
  }

  /// Looks what was asked for since the epoch before, and does it.
  func look(_ session: Session<S>, _ checkpoints: Checkpoints<S>) {
    guard let requests = channel.requests() else { return }
    if let rate = requests.learningRate { change(session, to: rate, checkpoints) }
    if let path = requests.modelPath { give(session, to: path) }
  }

  /// Trains the next epoch and those after it with another learning rate, where that can be written down.
  private func change(_ session: Session<S>, to rate: Double, _ checkpoints: Checkpoints<S>) {
    let epoch = session.place.epoch + 1
    guard rate != session.place.rates.base(inEpoch: epoch) else { return }
    let change = LearningRateChange(epoch: epoch, learningRate: rate)
    var changed = configuration
    changed.training.learningRateChanges.insert(change)
    let path = directory.file(RunFileName.configuration)
    do throws(Failure) {
      // Before it is trained with, so that a run that is killed now can be gone on with, too.
      try WholeFile.renew(path, with: changed.written.onManyLines, outputs: outputs)
    } catch {
      report(.fault("\(path): cannot be written, so the learning rate stays as it is"))
      return
    }
    configuration = changed
    checkpoints.configuration = changed
    session.change(change)
    report(.note("learning rate \(Decimals.text(rate)) from epoch \(epoch) on"))
  }

  /// Writes the model as it is. Where that fails, the page shows an older one.
  private func give(_ session: Session<S>, to path: String) {
    do throws(Failure) {
      let file = try WholeFile(path: path, outputs: outputs)
      try ModelFile.write(
        session.learner, resolved, encoder: encoder,
        Calibration(stated: resolved.configuration.training), to: file)
      try WholeFile.publish([file], replacing: true)
      channel.answer(modelOf: session.place.epoch)
    } catch {
      return
    }
  }
}
