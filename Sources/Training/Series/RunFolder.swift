import Spec
package import System

/// What a folder holds: one run, several runs of a configuration, or a race of several configurations.
package enum RunFolder: Sendable {
  case run
  /// The paths of the runs' folders, by seed or fold.
  case series(runs: [String])
  case race([(name: String, runs: [String])])

  /// - Throws: `data` where what says so is damaged; of a folder that is none of these, nothing is thrown before it is
  ///   read as a run.
  package init(_ directory: String) throws(Failure) {
    let folder = FinishedRun(directory)
    guard folder.has(RunFileName.race) else {
      let runs = Self.runs(in: folder)
      self = runs.isEmpty ? .run : .series(runs: runs)
      return
    }
    let file = folder.file(RunFileName.race)
    let json = try JSONReader.read(
      InputFile.read(file, limit: 1 << 28, status: .data), at: .file(file), status: .data)
    guard let entrants = json["entrants"]?.list else {
      throw Failure(.data, at: .file(file), "damaged: not what a race writes")
    }
    self = .race(
      entrants.compactMap { $0["name"]?.path }
        .map { ($0, Self.runs(in: FinishedRun(folder.file($0)))) }
        .filter { !$0.1.isEmpty })
  }

  /// What is to be said of several runs that do not all have a result; nil where they do.
  package static func note(on directory: String, runs: [String]) throws(Failure) -> String? {
    let folder = FinishedRun(directory)
    let asked = try folder.read(RunFileName.series, isOfSeveral: true) {
      Repetition(json: $0)?.count
    }
    let diverged = runs.count { FinishedRun($0).has(RunFileName.divergence) }
    let unfinished = runs.count {
      !FinishedRun($0).has(RunFileName.divergence) && !FinishedRun($0).has(RunFileName.metrics)
    }
    let all = max(asked ?? 0, runs.count)
    let parts = [
      (diverged, "diverged"), (unfinished, "not finished"), (all - runs.count, "missing"),
    ].filter { $0.0 > 0 }.map { "\($0) \($1)" }
    return parts.isEmpty ? nil : "\(directory): of \(all) runs, \(parts.joined(separator: ", "))"
  }

  /// Those that have begun; none in the folder of a single run.
  private static func runs(in folder: FinishedRun) -> [String] {
    guard !folder.has(RunFileName.configuration) else { return [] }
    return (FileSystem.names(in: folder.directory) ?? [])
      .compactMap { name in Repetition.number(ofRun: name).map { (name, $0) } }
      .filter { FinishedRun(folder.file($0.0)).has(RunFileName.configuration) }
      .sorted { $0.1 < $1.1 }
      .map { folder.file($0.0) }
  }
}
