import ArgumentParser
import Drawing
import Explanation
import Spec
import System
import Training

struct ImportanceCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "importance",
    abstract: "Show how much worse a finished run gets when a column is permuted.",
    discussion: """
      The cells of a column are shuffled, and the metric is compared with that of the unchanged rows: above \
      0 is worse. All inputs made from a cell move with it. The columns of a group \
      with a shape, such as pixels, are permuted together, under the group's name. Columns with the same \
      information share their importance; --group permutes them together.

      Without --data, the run's own test rows are used; if it has none, its validation rows, or else \
      its training rows.
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
      "What to compare: loss, or a metric of eval. (default: accuracy, or rmse of numbers)",
      valueName: "name"))
  var metric: String?

  @Option(help: ArgumentHelp("How many times to permute each column.", valueName: "n"))
  var repeats = 5

  @Option(
    name: .long, parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Permute these columns together, separated by commas; may be repeated.", valueName: "columns")
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

  @Flag(help: "Print CSV, one line for each column.")
  var csv = false

  @Flag(help: "Do not report rows without a target or values unseen in training.")
  var quiet = false

  private static var mostRepeats: Int { 1_000_000 }

  func validate() throws {
    if json && csv { throw ValidationError("--json and --csv exclude each other") }
    if repeats < 1 || repeats > Self.mostRepeats {
      throw ValidationError("--repeats must be from 1 to \(Self.mostRepeats), not \(repeats)")
    }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    try process.inRanks { ranks throws(Failure) in try run(in: process, ranks) }
  }

  private func run(
    in process: RunningProcess, _ ranks: TrainingRanks?
  ) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let judgement = try metric.map { name throws(Failure) in
      try Importance.Judgement(named: name)
    }
    let importance = try Importance(
      of: directory, on: data, by: judgement, repeats: repeats, groups: group, asMap: map,
      threads: ThreadCount.all.value, ranks: ranks
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
