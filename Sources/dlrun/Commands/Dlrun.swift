import ArgumentParser
import Glibc
import Spec
import System

/// The program.
struct Dlrun: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "dlrun",
    abstract: "Train neural networks, described in a JSON file, on the rows of CSV files.",
    discussion: """
      Exit codes: 0 success, 1 training diverged, 64 wrong usage, 65 unusable data, \
      66 an input file is missing or unreadable, 73 the output cannot be created, 74 writing \
      failed, 78 the configuration is wrong.
      """,
    version: version,
    subcommands: [
      InitCommand.self, CheckCommand.self, TrainCommand.self, RaceCommand.self, WatchCommand.self,
      EvalCommand.self,
      PredictCommand.self, ShowCommand.self, DoctorCommand.self, ReportCommand.self,
      PlotCommand.self, CompareCommand.self, TraceCommand.self, GraphCommand.self,
      SurfaceCommand.self, ImportanceCommand.self, EffectCommand.self, ExplainCommand.self,
      DescendCommand.self, ExportCommand.self, SchemaCommand.self, ListCommand.self,
      DescribeCommand.self,
    ])

  /// Parses the command line and does what it says.
  static func run(in process: RunningProcess) -> Outcome {
    do {
      let arguments = CommandLine.pathTexts
      try checkCommandName(arguments[...])
      var command = try parseAsRoot(arguments)
      guard let action = command as? any ProcessCommand else {
        // Help, which ArgumentParser makes of what asks for it.
        try command.run()
        return Outcome(status: 0)
      }
      return Outcome(status: 0, standardOutput: try action.run(in: process))
    } catch let failure as Failure {
      for diagnostic in failure.diagnostics { process.console.print(diagnostic.description) }
      return Outcome(status: failure.status.rawValue)
    } catch {
      let status = exitCode(for: error).rawValue
      let message = fullMessage(for: error)
      if status == 0 { return Outcome(status: 0, standardOutput: message + "\n") }
      process.console.print(message)
      return Outcome(status: status)
    }
  }

  /// Refuses a command that there is not, in `dlrun NAME` and in `dlrun help NAME`: ArgumentParser takes
  /// the former for an argument and gives general help on the latter.
  private static func checkCommandName(_ arguments: ArraySlice<String>) throws(Failure) {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments
    guard let name = words.first, name.utf8.first != UInt8(ascii: "-"), !names.contains(name),
      name != "help"
    else {
      return
    }
    let expected = suggestion(
      for: name, among: names + ["help"], orExpected: names.listed(by: "or"))
    throw Failure(.usage, "unknown command \(name.quoted)\(expected)")
  }
}
