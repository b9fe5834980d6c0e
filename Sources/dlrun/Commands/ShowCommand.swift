import ArgumentParser
import Records
import Spec
import System

struct ShowCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a run is and what came of it.",
    discussion: """
      Its configuration in brief, columns, layers, metrics and files, and how training ended. Of a run \
      that was interrupted or diverged there is what it left.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let overview = try RunOverview(directory)
    return json ? overview.json.onOneLine + "\n" : OverviewText(overview).text
  }
}
