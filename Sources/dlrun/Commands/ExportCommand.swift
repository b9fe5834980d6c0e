import ArgumentParser
import Export
import Spec
import System
import Training

struct ExportCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model, with all that is done to cells, for another program.",
    discussion: """
      What a format cannot express is refused by name. c is one file of C99 without dependencies; javascript a folder \
      with a module and a page that works by itself. Answers are named as in the header of dlrun predict.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"), completion: .directory)
  var run: String

  @Option(
    help: ArgumentHelp(
      "One of \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "format"))
  var format: String

  @Option(
    help: ArgumentHelp(
      "Where it goes. (default: a name of its own in the run's folder)", valueName: "path"),
    completion: .file())
  var out: String?

  func validate() throws {
    guard ExportFormat(rawValue: format) == nil else { return }
    let names = ExportFormat.allCases.map(\.rawValue)
    throw ValidationError(
      "unknown format \(format.quoted)"
        + suggestion(for: format, among: names, orExpected: names.listed(by: "or")))
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    guard let format = ExportFormat(rawValue: format) else { return "" }
    let path = try ExportRun.write(
      FinishedRun(run), as: format, out: out, outputs: process.outputs)
    return Console.output(path + "\n")
  }
}
