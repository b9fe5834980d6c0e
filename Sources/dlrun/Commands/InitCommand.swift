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
      > people.json, then dlrun train people.json. Save it in the current folder: the table's path is relative to it.
      """)

  @Argument(
    help: ArgumentHelp(
      "A CSV file with a header, compressed or not, or - for standard input; or several with the same header, also "
        + "as a quoted pattern such as 'part-*.csv', whose rows are those of one table.",
      valueName: "data"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: [String]

  @Option(
    name: .customLong("target"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "The column to predict; may be repeated for a regression with several.", valueName: "column"))
  var targets: [String]

  @Option(
    help: ArgumentHelp(
      "Whether a class or a number is predicted. (default: judged from the target's values)",
      valueName: "task"))
  var task: Tabular.Task?

  @OptionGroup var memory: MemoryArguments

  func run(in process: RunningProcess) throws(Failure) -> String {
    let proposal = try Proposal.proposal(
      for: DataSource(data), targets: targets, task: task, threads: ThreadCount.all.value,
      room: memory.room())
    for note in proposal.notes { process.console.note(note) }
    return proposal.json.onManyLines
  }
}

extension Tabular.Task: ExpressibleByArgument {}
