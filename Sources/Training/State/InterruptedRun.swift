import Glibc
package import Spec
package import System

/// A run that is to go on in its folder.
package struct InterruptedRun {
  /// The keys that may be other than those of the run.
  private static let changeable = ["training.epochs", "training.checkpoint"]

  let directory: RunDirectory
  /// Nil where the run begins anew.
  let checkpoint: CheckpointFile?
  /// With what overrides it.
  let configuration: Checked<Configuration>
  /// What the run came to, where there is nothing left to do.
  package let result: RunResult?
  /// What the training rows were like in a run that came to its end and has no checkpoint to check them by; else nil.
  let data: DataSummary?

  /// Opens a run's folder and looks at what it needs to go on.
  /// - Parameter overrides: `KEY=VALUE` texts.
  /// - Throws: `noInput` where there is no run, `cannotCreate` where another process trains in it, `data` where its
  ///   checkpoint is damaged, `configuration` where it cannot go on by the overrides or with the data as they are.
  package init(_ path: String, overrides: [String]) throws(Failure) {
    let (run, written, read) = try Self.read(path, overrides: overrides)
    configuration = read
    directory = try RunDirectory(existing: path, first: RunFileName.configuration)
    let (old, new) = (written.value.training.epochs, configuration.value.training.epochs)
    let before = try run.result()
    result = new == old ? before : nil
    guard result == nil else {
      checkpoint = nil
      data = nil
      return
    }
    if configuration.value.data.readsStandardInput {
      throw Failure(
        .configuration, at: .file(path),
        "the run read its data from standard input, so it cannot be resumed")
    }
    checkpoint =
      run.has(RunFileName.checkpoint)
      ? try CheckpointFile(path: run.file(RunFileName.checkpoint)) : nil
    data = before != nil && checkpoint == nil ? try run.data() : nil
    let place = configuration.places["training.epochs"]
    if before != nil, new < old {
      throw Failure(
        .configuration, at: place,
        "the run has completed its \(old) epochs, expected a larger number")
    }
    guard let checkpoint else { return }
    if new < checkpoint.epoch {
      throw Failure(
        .configuration, at: place,
        "the run is already in epoch \(checkpoint.epoch), expected at least as many")
    }
    let schedule = configuration.value.training.schedule
    if new != checkpoint.epochs, schedule.dependsOnEpochs {
      throw Failure(
        .configuration, at: place,
        "the schedule \(type(of: schedule).name.quoted) ends with the last epoch, so with another "
          + "number of epochs all rates so far would have been different; expected the \(checkpoint.epochs) epochs of the run"
      )
    }
    try checkpoint.data.check(for: configuration.value)
  }

  /// The configuration of a run that another rank goes on with.
  package static func configuration(
    _ path: String, overrides: [String]
  ) throws(Failure) -> Checked<Configuration> {
    try read(path, overrides: overrides).configuration
  }

  private static func read(_ path: String, overrides: [String]) throws(Failure) -> (
    run: FinishedRun, written: Checked<Configuration>, configuration: Checked<Configuration>
  ) {
    _ = try checked(overrides)
    let run = FinishedRun(path)
    let written = try run.configuration()
    let configuration =
      overrides.isEmpty
      ? written
      : try Configuration.read(
        file: run.file(RunFileName.configuration), overrides: overrides, mayBePipe: false)
    return (run, written, configuration)
  }

  /// Whether a key may be other than that of the run.
  static func isChangeable(_ key: String) -> Bool {
    changeable.contains { key == $0 || key.hasPrefix($0 + ".") }
  }

  /// The overrides of a run that is to go on.
  /// - Throws: `configuration` where they make it another one than that with which it began.
  static func checked(_ texts: [String]) throws(Failure) -> [Override] {
    var overrides: [Override] = []
    for text in texts {
      overrides.append(try Override(text))
      let key = (Override.sides(of: text)?.path.keys ?? []).joined(separator: ".")
      guard isChangeable(key) else {
        throw Failure(
          .configuration, at: .override(text),
          "a run continues with the configuration that it began with; only "
            + "\(changeable.map(\.quoted).joined(separator: " and ")) can change")
      }
    }
    return overrides
  }

  /// Makes the folder ready for training.
  /// - Parameters:
  ///   - configuration: the text of the configuration, which may be another.
  ///   - keepsFiles: whether training goes on with the files that are there; else it begins anew.
  func prepare(configuration: String, keepsFiles: Bool, outputs: Outputs) throws(Failure) {
    // Without its metrics a run is not finished.
    for name in [RunFileName.metrics, RunFileName.divergence] {
      FileSystem.remove(directory.file(name))
    }
    if !keepsFiles {
      for name in FileSystem.names(in: directory.path) ?? []
      where RunFileName.isOfTraining(name) {
        TemporaryName.remove(directory.file(name))
      }
    }
    for name in RunFileName.all { TemporaryName.removeStale(for: directory.file(name)) }
    try WholeFile.renew(
      directory.file(RunFileName.configuration), with: configuration, outputs: outputs)
  }
}
