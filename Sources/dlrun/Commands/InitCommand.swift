import ArgumentParser
import Spec
import System
import Tabular
import Training

struct InitCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Print a configuration for a table, with suitable defaults.",
    discussion: """
      The configuration is complete and trains at once: dlrun init people.csv --target income \
      > people.json, then dlrun train people.json. It belongs in the current folder, from which the \
      path of the table is seen.
      """)

  @Argument(
    help: ArgumentHelp(
      "A CSV file with a header, compressed or not, or - for standard input.", valueName: "data"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String

  @Option(
    name: .customLong("target"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The column to predict; may be repeated for a regression with several.", valueName: "column"))
  var targets: [String]

  @Option(
    help: ArgumentHelp(
      "Whether a class or a number is predicted. (default: as the target's values say)",
      valueName: "task"))
  var task: Tabular.Task?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let proposal = try Proposal.proposal(
      for: data, targets: targets, task: task, threads: ThreadCount.all.value)
    for note in proposal.notes { process.console.note(note) }
    return proposal.json.onManyLines
  }
}

extension Tabular.Task: ExpressibleByArgument {}
