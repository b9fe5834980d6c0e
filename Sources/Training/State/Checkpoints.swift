import Engine
import Spec
import System

/// When a run's state is written to its checkpoint, or training is to stop.
final class Checkpoints<S: RunScalar> {
  /// Between updates that take less than some microseconds the clock is not looked at each time.
  private static var quickWork: Int { 100_000 }
  private static var quickUpdates: Int { 64 }

  private let section: CheckpointSection?
  private let path: String
  /// That of the run as it is now.
  var configuration: Configuration
  private let files: DataFiles
  private let outputs: Outputs
  /// Whether one is written before the first update, whatever the clock says.
  let beginsWithOne: Bool
  /// The updates between two looks at the clock.
  private let patience: Int
  private var updates = 0
  /// When the last one was written, or training began.
  private var last = Clock.coarse
  /// What the data files hold; nil before the first checkpoint.
  private var data: [DataFile]?

  /// - Parameters:
  ///   - policy: none where the data come from standard input, so that there is no going on.
  ///   - configuration: resolved.
  ///   - data: the data files as they are known from the checkpoint that the run goes on from.
  ///   - beginsWithOne: whether one is written before the first update.
  ///   - work: the additions and multiplications of an update.
  init(
    _ policy: CheckpointPolicy, in directory: RunDirectory, _ configuration: Configuration,
    _ files: DataFiles, known data: [DataFile]?, beginsWithOne: Bool = false, work: Int,
    outputs: Outputs
  ) {
    self.beginsWithOne = beginsWithOne
    section = if case .kept(let section) = policy { section } else { nil }
    path = directory.file(RunFileName.checkpoint)
    self.configuration = configuration
    self.files = files
    self.data = data
    self.outputs = outputs
    patience = work < Self.quickWork ? Self.quickUpdates : 1
  }

  /// Whether a run can go on from a checkpoint.
  var areKept: Bool { section != nil }

  /// Whether training is to stop.
  var isInterrupted: Bool { outputs.interruption.isRequested }
  /// The same, for other threads to ask.
  var interruption: @Sendable () -> Bool {
    { [interruption = outputs.interruption] in interruption.isRequested }
  }

  /// Whether training is to pause between two updates of an epoch.
  func pauses() -> Bool {
    updates &+= 1
    guard updates >= patience else { return false }
    updates = 0
    return isInterrupted || isTimeUp
  }

  /// Whether a checkpoint is due after an epoch.
  func isDue(after epoch: Int) -> Bool {
    if case .every(let epochs) = section?.epochs, epoch % epochs == 0 { return true }
    return isTimeUp
  }

  private var isTimeUp: Bool {
    guard case .every(let seconds) = section?.seconds else { return false }
    return Double(Clock.coarse - last) >= seconds * 1e9
  }

  /// Writes a state, where any are kept.
  func write(_ state: TrainingState<S>, of learner: Learner<S>) throws(Failure) {
    guard areKept else { return }
    let data = if let data { data } else { try files.read() }
    self.data = data
    try CheckpointFile.write(
      state, of: learner, configuration, data: data, to: path, outputs: outputs)
    last = Clock.coarse
  }
}
