import ArgumentParser
import Drawing
import Explanation
import Spec
import System
import Training

struct ImportanceCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "importance",
    abstract: "Print how much worse a finished run judges rows with a column permuted.",
    discussion: """
      The cells of a column are put into a random order, and the metric is compared with that of the rows as \
      they are: what is above 0 is worse. All inputs that a cell becomes go with it. The columns of a group \
      with a shape, such as pixels, are permuted together, under the group's name. Columns that tell the \
      same share their importance; --group permutes them together.

      Without --data the run's own test rows are taken, where it has none those for validation, and else \
      those for training.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "A CSV file with targets, compressed or not, or - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String?

  @Option(
    help: ArgumentHelp(
      "What is compared: loss, or a metric as eval names it. (default: accuracy, or rmse of numbers)",
      valueName: "name"))
  var metric: String?

  @Option(help: ArgumentHelp("How often each column is permuted.", valueName: "n"))
  var repeats = 5

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Permute these columns together, with commas between; may be repeated.", valueName: "columns")
  )
  var group: [String] = []

  @Flag(help: "Permute each pixel or step of a group with a shape by itself.")
  var map = false

  @Option(
    help: ArgumentHelp(
      "A picture of bars, or with --map of an image, .svg, .png or .pdf, made by gnuplot.",
      valueName: "file"))
  var out: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print CSV, a row for each column.")
  var csv = false

  @Flag(help: "Say nothing of rows without a target, or of what training has not seen.")
  var quiet = false

  private static var mostRepeats: Int { 1_000_000 }

  func validate() throws {
    if json && csv { throw ValidationError("--json and --csv exclude each other") }
    if repeats < 1 || repeats > Self.mostRepeats {
      throw ValidationError("--repeats must be from 1 to \(Self.mostRepeats), not \(repeats)")
    }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let judgement = try metric.map { name throws(Failure) in
      try Importance.Judgement(named: name)
    }
    let importance = try Importance(
      of: directory, on: data, by: judgement, repeats: repeats, groups: group, asMap: map,
      threads: ThreadCount.all.value
    ) { if !quiet { process.console.note($0) } }
    if let out, let format {
      try WholeFile.replace(
        out, with: importance.picture(as: format), outputs: process.outputs)
    }
    if json { return importance.json.onOneLine + "\n" }
    if csv { return Console.output(importance.csv) }
    return out == nil ? importance.text : ""
  }
}
