import ArgumentParser
import Spec
import System
import Training

struct EvalCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Print loss and metrics of a finished run on held-out rows.",
    discussion: """
      Columns of the file are found by their names, further ones are ignored. The loss is without \
      the penalty. Without --data the run's own test rows are taken. Beside each metric stands its \
      baseline: that of always answering with the class that most training rows have, or with their \
      mean.

      With more than two classes, roc_auc and average_precision are means over each class against \
      the others. calibration_error is Σ n/N |a − c| over ten bins of equal width of the probability \
      of the class that is chosen: of the n rows in a bin, a is the share classified rightly and c \
      the mean of that probability.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run.", valueName: "run"), completion: .directory)
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "A CSV file, compressed or not, or - for standard input.", valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var data: String?

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "For a model of a graph, the CSV file of the edges between the rows of --data, of which those with "
        + "a target count.", valueName: "file"),
    completion: .file(extensions: ["csv", "gz", "zst"]))
  var edges: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Say nothing of rows without a target, or of what training has not seen.")
  var quiet = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let run = EvaluationRun(directory, threads: ThreadCount.all.value) {
      if !quiet { process.console.note($0) }
    }
    let metrics = try run.run(on: data, edges: edges)
    return json ? metrics.json.onOneLine + "\n" : MetricsTable(metrics).text
  }
}
