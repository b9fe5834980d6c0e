import ArgumentParser
import Records
import Spec
import System
import Training

struct ShowCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the settings and results of a run.",
    discussion: """
      Prints its configuration in brief, columns, layers, metrics and files, and how training ended. A run \
      that was interrupted or diverged is shown as far as it got. For a folder of --seeds or --folds it \
      prints the mean and the standard deviation of each metric, and for that of a race the comparison, \
      as compare does.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run, or of several.", valueName: "run"),
    completion: .directory)
  var directory: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    switch try RunFolder(directory) {
    case .run:
      let overview = try RunOverview(directory)
      return json ? overview.json.onOneLine + "\n" : OverviewText(overview).text
    case .series(let runs):
      let summary = try SeriesSummary(directory: directory, runs: runs)
      if let note = try RunFolder.note(on: directory, runs: runs) { process.console.note(note) }
      return json
        ? summary.json.onOneLine + "\n"
        : SeriesText(summary, width: Console.outputWidth ?? 80).text
    case .race:
      let comparison = RunComparison(try RunGroup.groups(of: [directory]))
      return json ? comparison.json.onOneLine + "\n" : comparison.text
    }
  }
}
