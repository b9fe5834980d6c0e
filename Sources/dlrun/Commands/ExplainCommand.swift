import ArgumentParser
import Drawing
import Explanation
import System
import Training

struct ExplainCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the share of each column in the predictions of a finished run.",
    discussion: """
      The prediction for a row is the baseline, the prediction for the mean inputs of the training rows, plus \
      a share of each column, by integrated gradients: an input's difference from its mean times the mean \
      gradient along the straight line between them. All inputs made from a column count towards it; a monomial's share is \
      divided among its factors. At the end, a note says to how many digits baseline and shares add up.

      What is explained is the predicted number, or the probability of the predicted class, in float64. The \
      training file is read for its means.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "A CSV file, compressed or not, or - for standard input; targets are optional.",
      valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String

  @Option(
    name: .customLong("class"), parsing: .unconditional,
    help: ArgumentHelp(
      "Explain the probability of this class. (default: the predicted one)", valueName: "name"))
  var className: String?

  @Option(
    help: ArgumentHelp(
      "For images, a picture of the first rows beside their shares, .svg, .png or .pdf, made by gnuplot.",
      valueName: "file"))
  var out: String?

  @Flag(help: "Print CSV, one line for each explained number.")
  var csv = false

  @Flag(help: "Do not report digits or values unseen in training.")
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
