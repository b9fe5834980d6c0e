/// What a race left.
package struct RaceOutcome: Sendable {
  /// The folder that holds the entrants' folders.
  package let directory: String
  /// The entrants in their order, each with the folders of its runs, by seed.
  package let entrants: [(name: String, directories: [String])]

  /// The path of a file in the folder.
  package func file(_ name: String) -> String { FinishedRun(directory).file(name) }
}
