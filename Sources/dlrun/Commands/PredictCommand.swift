import ArgumentParser
import System
import Tabular
import Training

struct PredictCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Answer the rows of a file with a finished run, as CSV.",
    discussion: """
      A line comes out for each row, in the rows' order, with the character between cells that the \
      run's tables have. For numbers it is prediction, in the target's own units, with several \
      targets prediction_<target> for each; for classes prediction, and probability_<class> for each \
      class where the output layer is softmax or sigmoid. (Several sigmoids are divided by their \
      sum.) Other outputs, such as those of hinge and perceptron, are no probabilities, so there is \
      the class alone.

      Columns of the file are found by their names; targets need not be there, further columns are \
      ignored. Rows are answered as they come, so the file may be of any size, or a pipe that goes on \
      for ever; the nodes of a graph are answered when all rows are read, with the edges between them, \
      which --edges names. At a faulty row the answers before it are written, and the exit code is 65.

      Where rows are steps, a line comes out for each sequence, behind its id and in the order in which \
      ids first appear, or for each row that has the rows of a window before it, behind by and order; \
      also where what is predicted lies behind the end of the file. Columns that are passed through are \
      those of the last step. All rows are then read first, and a faulty one ends all answers; with \
      --skip-bad-rows it takes its sequence along, or the windows that it is a step of, and a faulty node \
      its edges.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var directory: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp("A CSV file, compressed or not, or - for standard input.", valueName: "file")
  )
  var data: String

  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "For a model of a graph, the CSV file of the edges between the rows of --data.",
      valueName: "file"))
  var edges: String?

  @Option(
    name: .long, parsing: .upToNextOption,
    help: ArgumentHelp(
      "Pass these columns of the file through, before the predictions; may be repeated.",
      valueName: "column"))
  var keep: [String] = []

  @Flag(help: "Pass all columns of the file through.")
  var keepAll = false

  @Option(
    help: ArgumentHelp(
      "What becomes of a category that no training row has: it counts as one of the others, or is "
        + "an error.", valueName: "other|error"))
  var onUnseen = UnseenCategory.other

  @Option(
    help: ArgumentHelp(
      "Add intervals that hold a row's number with this probability, as 0.9, or of classes which are in a set that "
        + "holds the row's, calibrated on the run's validation rows.", valueName: "level"))
  var interval: Double?

  @Flag(help: "Leave faulty rows out, count them and tell the first; else it ends the answers.")
  var skipBadRows = false

  @Flag(help: "Say nothing of rows left out, or of what training has not seen.")
  var quiet = false

  func validate() throws {
    if keepAll, !keep.isEmpty {
      throw ValidationError("expected one of --keep and --keep-all, not both")
    }
    try checkLevel(interval)
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    var options = PredictionOptions()
    options.kept = keepAll ? .all : .named(keep)
    options.refusesUnseen = onUnseen == .error
    options.skipsBadRows = skipBadRows
    options.interval = interval
    let run = PredictionRun(
      directory, options, threads: ThreadCount.all.value,
      output: StandardOutput(process.outputs).write
    ) { if !quiet { process.console.note($0) } }
    try run.run(on: data, edges: edges)
    return ""
  }
}

/// Refuses a level of intervals that is no probability.
func checkLevel(_ level: Double?) throws {
  guard let level, !(level > 0 && level < 1) else { return }
  throw ValidationError("--interval must be above 0 and below 1, not \(level)")
}
