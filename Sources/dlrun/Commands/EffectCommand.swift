import ArgumentParser
import Drawing
import Explanation
import Glibc
import System
import Training

struct EffectCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "effect",
    abstract: "Show how the predictions of a finished run change with the values of a column.",
    discussion: """
      All rows are given the same value in the column, one value after another, and predicted; the mean \
      over the rows is the partial dependence. For numbers and dates the values are those of the rows or, if \
      there are many, 40 evenly spaced from the first to the 99th percentile; for categories, each one that \
      the model knows.

      --csv prints a line for the mean at each value, with the column row empty, and one for each row, counted \
      from 1. Without --csv and --out the mean is drawn in the terminal.

      Without --data, the run's own test rows are used; if it has none, its validation rows, or else \
      its training rows.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("The column.", valueName: "name"))
  var column: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "A CSV file, compressed or not, or - for standard input; targets are optional.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "A picture with single rows' curves, .svg, .png or .pdf, made by gnuplot.", valueName: "file")
  )
  var out: String?

  @Flag(help: "Print CSV.")
  var csv = false

  @Flag(help: "Do not report rows without a target or values unseen in training.")
  var quiet = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let output = StandardOutput(process.outputs)
    let write: (([UInt8]) throws(Failure) -> Void)? =
      csv ? { rows throws(Failure) in try output.write(rows) } : nil
    let effect = try Effect(
      in: directory, of: column, on: data, threads: ThreadCount.all.value,
      report: { if !quiet { process.console.note($0) } }, writingCSV: write)
    if let out, let format {
      try WholeFile.replace(out, with: effect.picture(as: format), outputs: process.outputs)
    }
    return csv || out != nil ? "" : effect.text(in: Terminal(descriptor: STDOUT_FILENO))
  }
}
