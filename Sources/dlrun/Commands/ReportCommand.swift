import ArgumentParser
import Explanation
import Records
import System
import Training

struct ReportCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a run, or about several, and print its path.",
    discussion: """
      One HTML file with findings, results, charts, importance of columns, layers, data and configuration, which \
      needs nothing else and can be read in a browser or printed. Of a folder of --seeds, --folds or race it \
      holds the mean and the standard deviation of each metric, and the runs' curves. A report that is \
      there is written anew; any other file is left alone.
      """)

  @Argument(help: ArgumentHelp("The folder of the run, or of several.", valueName: "run"))
  var directory: String

  @Option(help: ArgumentHelp("The file. (default: report.html in the folder)", valueName: "file"))
  var out: String?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let run = FinishedRun(directory)
    let path = out ?? run.file("report.html")
    let threads = ThreadCount.all.value
    let page =
      run.holdsSeveralRuns
      ? try SeriesReport(run).page
      : try RunReport(
        run, threads: threads, importance: Importance.section(of: run, threads: threads)
      ).page
    try RunReport.write(page, to: path, outputs: process.outputs)
    return Console.output(path + "\n")
  }
}
