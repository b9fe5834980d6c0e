import Spec
package import System

extension FinishedRun {
  /// The names of the entrants' folders in the folder of a race; nil in any other.
  /// - Throws: `noInput` where what says so cannot be read, `data` where it is damaged.
  package func entrantsOfRace() throws(Failure) -> [String]? {
    guard has(RunFileName.race) else { return nil }
    let path = file(RunFileName.race)
    let bytes = try InputFile.read(path, limit: 1 << 28, status: .data)
    let race = try JSONReader.read(bytes, at: .file(path), status: .data)
    guard let names = race["entrants"]?.list?.compactMap({ $0["name"]?.path }), !names.isEmpty
    else { throw Failure(.data, at: .file(path), "damaged: not what a race writes") }
    return names
  }

  /// Whether the folder holds several runs, and none itself.
  package var holdsSeveralRuns: Bool {
    [RunFileName.summary, RunFileName.series, RunFileName.race].contains(where: has)
  }
}
