import ArgumentParser
import Explanation
import Records
import System
import Training

struct ReportCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a page about a run and print its path.",
    discussion: """
      One self-contained HTML file with curves, results, importance of columns, layers, data, findings and \
      configuration, for a browser or for print. An existing report is replaced; any other file is left \
      alone.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var directory: String

  @Option(help: ArgumentHelp("The file. (default: report.html in the folder)", valueName: "file"))
  var out: String?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let run = FinishedRun(directory)
    let path = out ?? run.file("report.html")
    let threads = ThreadCount.all.value
    let report = try RunReport(
      run, threads: threads, importance: Importance.section(of: run, threads: threads))
    try report.write(to: path, outputs: process.outputs)
    return Console.output(path + "\n")
  }
}
