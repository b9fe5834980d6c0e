import Glibc
package import Spec
package import System
import Tabular

/// The folder of a run that was trained, as its files are read again.
package struct FinishedRun: Sendable {
  package let directory: String

  package init(_ directory: String) { self.directory = directory }

  /// The path of a file in the folder.
  package func file(_ name: String) -> String { FilePath.path(name, in: directory) }

  /// Refuses what is no folder, and the folder of several runs.
  /// - Throws: `noInput`.
  private func checkFolder() throws(Failure) {
    guard FileSystem.permits(F_OK, directory) else {
      throw Failure(
        .noInput, at: .file(directory),
        "the run's folder cannot be read: \(String(cString: strerror(errno)))")
    }
    guard !holdsSeveral else {
      throw Failure(
        .noInput, at: .file(directory),
        "the folder holds several runs; expected one of them")
    }
  }

  /// The folders of the runs that a folder holds by now, if it is that of several, in the order of their names; else the
  /// folder itself.
  package static func runs(in folder: String) -> [String] {
    let run = FinishedRun(folder)
    guard run.holdsSeveral else { return [folder] }
    return (FileSystem.names(in: folder) ?? []).sorted().flatMap { name -> [String] in
      let path = run.file(name)
      let inner = FinishedRun(path)
      if inner.has(RunFileName.configuration) { return [path] }
      // The entrants of a race have folders of runs.
      return (FileSystem.names(in: path) ?? []).sorted().map { inner.file($0) }.filter {
        FinishedRun($0).has(RunFileName.configuration)
      }
    }
  }

  /// Whether the folder is that of several runs.
  package var holdsSeveral: Bool {
    [RunFileName.summary, RunFileName.series, RunFileName.race].contains(where: has)
  }

  /// The model.
  /// - Throws: `noInput` where it is missing, `data` where it is damaged.
  package func model() throws(Failure) -> ModelFile {
    try checkFolder()
    guard hasModel else {
      throw Failure(
        .noInput, at: .file(file(RunFileName.model)),
        "cannot be read: \(String(cString: strerror(errno))); a run that diverged or was "
          + "killed has no model"
          + (has(RunFileName.checkpoint) ? "; dlrun train --resume continues it" : ""))
    }
    return try ModelFile(path: file(RunFileName.model))
  }

  /// Whether there is a model, which also a run has that was interrupted.
  package var hasModel: Bool { has(RunFileName.model) }

  /// The names and sizes in bytes of the files in the folder, in the order of the names.
  package func files() throws(Failure) -> [(name: String, size: Int)] {
    try checkFolder()
    return (FileSystem.names(in: directory) ?? []).sorted().compactMap { name in
      guard let status = FileSystem.status(file(name)), status.st_mode & S_IFMT == S_IFREG else {
        return nil
      }
      return (name, Int(status.st_size))
    }
  }

  /// The model after an epoch, of which the run keeps a snapshot.
  /// - Throws: `noInput` where there is none, `data` where it is damaged.
  package func model(epoch: Int) throws(Failure) -> ModelFile {
    try checkFolder()
    let path = file("\(RunFileName.snapshots)/\(RunFileName.snapshot(epoch: epoch))")
    guard FileSystem.permits(R_OK, path) else {
      throw Failure(
        .noInput, at: .file(path),
        "cannot be read: \(String(cString: strerror(errno))); training keeps the epochs "
          + "in training.snapshots of the configuration")
    }
    return try ModelFile(path: path)
  }

  /// The resolved configuration. It was right when it was written, so faults are faults of the file.
  /// - Throws: `noInput` where it is missing, `data` where it is damaged.
  package func configuration() throws(Failure) -> Checked<Configuration> {
    try checkFolder()
    do {
      return try Configuration.read(file: file(RunFileName.configuration), mayBePipe: false)
    } catch {
      throw Failure(error.status == .noInput ? .noInput : .data, error.diagnostics)
    }
  }

  /// The rows of `curves.csv`, from row 0 on.
  package func curves() throws(Failure) -> NumberTable {
    let table = try table(RunFileName.curves)
    let known = Set([Tabular.Task.classification, .regression].flatMap { CurvesRow.names($0) })
    guard table.names.first == "epoch", known.isSuperset(of: table.names) else {
      throw Failure(
        .data, at: .position(file: file(RunFileName.curves), line: 1, column: 1),
        "damaged: not the header that a run writes")
    }
    return table
  }

  /// A table of numbers that the run wrote, such as `steps.csv`.
  package func table(_ name: String) throws(Failure) -> NumberTable {
    try checkFolder()
    return try NumberTable(path: file(name))
  }

  /// Whether the folder has a file of this name.
  package func has(_ name: String) -> Bool { FileSystem.permits(F_OK, file(name)) }

  /// Where training diverged; nil where it did not.
  package func divergence() throws(Failure) -> Divergence? {
    try read(RunFileName.divergence) { Divergence(json: $0) }
  }

  /// What the training rows are like; nil in a run that has no such file.
  package func data() throws(Failure) -> DataSummary? {
    try read(RunFileName.data) { DataSummary(json: $0) }
  }

  /// A bound for what is read whole; a confusion matrix of some thousand classes has room in it.
  private static let largestFile = 1 << 28

  /// What a JSON file of the run holds; nil where there is no such file.
  func read<Result>(
    _ name: String, isOfSeveral: Bool = false, _ decode: (JSONValue) -> Result?
  ) throws(Failure) -> Result? {
    if !isOfSeveral { try checkFolder() }
    let path = file(name)
    guard has(name) else { return nil }
    let bytes = try InputFile.read(path, limit: Self.largestFile, status: .data)
    guard let result = decode(try JSONReader.read(bytes, at: .file(path), status: .data)) else {
      throw Failure(.data, at: .file(path), "damaged: not what a run writes")
    }
    return result
  }
}
