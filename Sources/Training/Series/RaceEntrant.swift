import Spec
package import System

/// One of the configurations of a race.
package struct RaceEntrant: Sendable {
  /// The name of its folder in that of the race.
  package let name: String
  let configuration: Checked<Configuration>

  /// The entrants, with names that differ: each file with each choice of the variations.
  /// - Parameters:
  ///   - overrides: `KEY=VALUE` texts for all of them.
  ///   - variations: `KEY=VALUE,VALUE…` texts.
  /// - Throws: As for a variation and for a configuration.
  package static func entrants(
    files: [String], overrides: [String], variations: [String]
  ) throws(Failure) -> [RaceEntrant] {
    var combinations: [(names: [String], overrides: [String])] = [([], overrides)]
    for text in variations {
      let variation = try Variation(text)
      combinations = combinations.flatMap { names, overrides in
        variation.choices.map { (names + [$0.name], overrides + [$0.override.text]) }
      }
    }
    var entrants: [RaceEntrant] = []
    var taken: Set<String> = []
    for file in files {
      for (names, overrides) in combinations {
        let configuration = try Configuration.read(file: file, overrides: overrides)
        // A single file is the same everywhere and tells nothing.
        let isTold = files.count > 1 || names.isEmpty
        let wanted = FilePath.folderName(
          ((isTold ? [configuration.value.name] : []) + names).joined(separator: "-"))
        var name = wanted
        var number = 1
        while !taken.insert(name).inserted {
          number += 1
          name = "\(wanted)-\(number)"
        }
        entrants.append(RaceEntrant(name: name, configuration: configuration))
      }
    }
    return entrants
  }
}
