import ArgumentParser
import Drawing
import Explanation
import System
import Training

struct ExplainCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell the share of each column in the answers of a finished run.",
    discussion: """
      The answer to a row is that to the mean inputs of the training rows, the baseline, and a share of each \
      column, by integrated gradients: an input's difference from its mean times the mean of the gradient on \
      the straight way between. What a column becomes counts for it; a monomial's share is divided among its \
      factors. To how many digits baseline and shares add up to the answer is told in the end.

      Explained is the number, or the probability of the predicted class, in float64. The training file is \
      read for its means.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "A CSV file, compressed or not, or - for standard input; targets need not be there.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String

  @Option(
    name: .customLong("class"), parsing: .unconditional,
    help: ArgumentHelp(
      "Explain the probability of this class. (default: of the predicted one)", valueName: "name"))
  var className: String?

  @Option(
    help: ArgumentHelp(
      "Of images, a picture of the first rows beside their shares, .svg, .png or .pdf, made by gnuplot.",
      valueName: "file"))
  var out: String?

  @Flag(help: "Print CSV, a row for each number that is explained.")
  var csv = false

  @Flag(help: "Say nothing of digits, or of what training has not seen.")
  var quiet = false

  func validate() throws {
    if csv, out != nil { throw ValidationError("--csv and --out exclude each other") }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let shares = try AnswerShares(
      of: directory, class: className, threads: ThreadCount.all.value
    ) { if !quiet { process.console.note($0) } }
    if let out, let format {
      let (picture, shown, rows) = try shares.picture(of: data, as: format)
      try WholeFile.replace(out, with: picture, outputs: process.outputs)
      if !quiet, shown < rows {
        process.console.note("\(out): the first \(shown) of \(rows) rows")
      }
      return ""
    }
    let digits = try shares.write(
      data, as: csv ? .csv : .text, to: StandardOutput(process.outputs))
    if !quiet {
      process.console.note(
        "baseline and shares add up to the answer to \(digits) digit\(digits == 1 ? "" : "s") in all rows"
      )
    }
    return ""
  }
}
