import ArgumentParser
import Explanation
import Records
import System
import Training

struct ReportCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a run, or several, and print its path.",
    discussion: """
      One self-contained HTML file with findings, results, charts, importance of columns, layers, data and \
      configuration, for a browser or for print. For a folder of --seeds, --folds or a race it has the mean and \
      the standard deviation of each metric and the curves of the runs. An existing report is replaced; \
      any other file is left alone.
      """)

  @Argument(help: ArgumentHelp("The folder of the run, or of several.", valueName: "run"))
  var directory: String

  @Option(help: ArgumentHelp("The file. (default: report.html in the folder)", valueName: "file"))
  var out: String?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let run = FinishedRun(directory)
    let path = out ?? run.file("report.html")
    let threads = ThreadCount.all.value
    let page: String
    if case .run = try RunFolder(directory) {
      page = try RunReport(
        run, threads: threads, importance: Importance.section(of: run, threads: threads)
      ).page
    } else {
      page = try SeriesReport(of: directory).page
    }
    try RunReport.write(page, to: path, outputs: process.outputs)
    return Console.output(path + "\n")
  }
}
