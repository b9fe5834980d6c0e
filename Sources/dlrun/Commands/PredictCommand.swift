import ArgumentParser
import System
import Tabular
import Training

struct PredictCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the rows of a file with a finished run, as CSV.",
    discussion: """
      Prints a line for each row, in the order of the rows, with the delimiter of the \
      run's tables. For numbers the columns are prediction, in the target's own units, or with several \
      targets prediction_<target> for each; for classes prediction, and probability_<class> for each \
      class if the output layer is softmax or sigmoid. (Several sigmoids are divided by their \
      sum.) Other outputs, such as those of hinge and perceptron, are not probabilities, so only \
      the class is printed.

      Columns of the file are found by name; targets are optional, and other columns are \
      ignored. Rows are predicted as they are read, so the file may be of any size, or an endless \
      pipe; the nodes of a graph are predicted once all rows have been read, with the edges between them \
      from --edges. At a faulty row, the predictions before it are written and the exit code is 65.

      If rows are steps, there is a line for each sequence, starting with its id and in the order in which \
      ids first appear, or for each row with the rows of a window before it, starting with by and order, \
      even if the predicted row is past the end of the file. Columns that are passed through are \
      those of the last step. All rows are then read first, and a faulty one prevents any prediction; \
      --skip-bad-rows leaves out its whole sequence, or the windows that it is a step of, or the edges \
      of a faulty node.
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
      "For a model on a graph, the CSV file of the edges between the rows of --data.",
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
      "How to treat a category that no training row has: as one of the others, or as "
        + "an error.", valueName: "other|error"))
  var onUnseen = UnseenCategory.other

  @Option(
    help: ArgumentHelp(
      "Add intervals that contain the target with this probability, such as 0.9, or for classes, sets that "
        + "contain the row's class, calibrated on the run's validation rows.", valueName: "level"))
  var interval: Double?

  @Flag(help: "Skip faulty rows, count them and report the first, instead of stopping at it.")
  var skipBadRows = false

  @Flag(help: "Do not report skipped rows or values unseen in training.")
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
