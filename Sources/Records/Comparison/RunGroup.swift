package import System
import Training

/// Runs that differ only in their seed, or in their fold of a cross-validation; or a single run.
package struct RunGroup: Sendable {
  /// What legends and tables call it.
  package let label: String
  /// At least one.
  package let runs: [RecordedRun]

  private init(label: String, runs: [RecordedRun]) {
    self.label = label
    self.runs = runs
  }

  /// The runs of folders that are known to belong together.
  /// - Throws: As for reading runs.
  init(label: String, directories: [String]) throws(Failure) {
    self.init(label: label, runs: try Self.records(of: directories))
  }

  /// The groups that folders make: a folder of several runs is one, a race has one for each configuration, and single
  /// runs whose configurations are the same but for the seed are one. They are in the order of their first folders.
  /// - Throws: `noInput` where a folder or its curves are missing, `data` where a file is damaged.
  package static func groups(of directories: [String]) throws(Failure) -> [RunGroup] {
    var groups: [(directory: String, isSeries: Bool, runs: [RecordedRun])] = []
    for directory in directories where !groups.contains(where: { $0.directory == directory }) {
      switch try RunFolder(directory) {
      case .run: break
      case .series(let paths):
        groups.append((directory, true, try records(of: paths)))
        continue
      case .race(let entrants):
        for (name, paths) in entrants {
          groups.append((FilePath.path(name, in: directory), true, try records(of: paths)))
        }
        continue
      }
      let run = try RecordedRun(directory)
      let place = groups.firstIndex { group in
        !group.isSeries && group.runs[0].settingsButSeed == run.settingsButSeed
          && !group.runs.contains { $0.repetition == run.repetition }
      }
      if let place {
        groups[place].runs.append(run)
      } else {
        groups.append((directory, false, [run]))
      }
    }
    let labels = RunLabels.labels(of: groups.map(\.directory))
    return zip(groups, labels).map { group, label in
      let count = group.runs.count
      guard count > 1 else { return RunGroup(label: label, runs: group.runs) }
      let isFolds = Set(group.runs.map { $0.setting("data.test.fold") }).count > 1
      return RunGroup(label: "\(label) (\(count) \(isFolds ? "folds" : "seeds"))", runs: group.runs)
    }
  }

  private static func records(of paths: [String]) throws(Failure) -> [RecordedRun] {
    var runs: [RecordedRun] = []
    for path in paths { runs.append(try RecordedRun(path)) }
    return runs
  }

  var divergedRuns: Int { runs.count { $0.hasDiverged } }
  /// Those that still train, or were stopped.
  var unfinishedRuns: Int { runs.count { $0.result == nil && !$0.hasDiverged } }

  /// A key's values in the runs, each once; nil where none has the key.
  func setting(_ key: String) -> String? {
    var values: [String] = []
    for value in runs.compactMap({ $0.setting(key) }) where !values.contains(value) {
      values.append(value)
    }
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }
}
