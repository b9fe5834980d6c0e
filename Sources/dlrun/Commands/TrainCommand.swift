import ArgumentParser
import Spec
import Training

struct TrainCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network and print the folder of the run.",
    discussion: """
      The folder holds config.json (the run can be repeated from it), curves.csv with a row per \
      epoch, steps.csv with a row per update where the configuration asks for it, \
      model.safetensors and metrics.json. Progress and messages go to standard error.
      """)

  @Argument(help: ArgumentHelp("The configuration, a JSON file.", valueName: "config"))
  var configuration: String

  @Option(
    help: ArgumentHelp(
      "The folder of the run, new or empty. (default: runs/<name>, where that is taken "
        + "runs/<name>-2 and so on)",
      valueName: "dir"))
  var out: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Override a key of the configuration, as in optimizer.learning_rate=0.1 or "
        + "model.layers.0.units=8; may be repeated.",
      valueName: "key=value"))
  var overrides: [String] = []

  @Option(help: ArgumentHelp("At most this many threads. (default: all cores)", valueName: "n"))
  var threads: ThreadCount?

  @Flag(help: "Tell nothing but faults.")
  var quiet = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let checked = try Configuration.read(file: configuration, overrides: overrides)
    let progress = Progress(console: process.console, isQuiet: quiet)
    let run = TrainingRun(
      checked, out: out, threads: (threads ?? .all).value, outputs: process.outputs,
      report: progress.report)
    let summary: TrainingSummary
    do {
      summary = try run.run()
    } catch {
      progress.end()
      throw error
    }
    progress.end(summary)
    return summary.outline.directory + "\n"
  }
}
