import ArgumentParser
import Spec
import System
import Training

struct TrainCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network and print the folder of the run.",
    discussion: """
      The folder holds config.json (the run can be repeated from it), curves.csv with a row per \
      epoch, steps.csv with a row per update and layers.csv with one per epoch and layer where the \
      configuration asks for them, model.safetensors and metrics.json. Progress and messages go to standard error. With --folds or \
      --seeds it holds a folder like that for each run, and summary.json with the mean and the \
      standard deviation of each metric.
      """)

  @OptionGroup var source: ConfigurationArguments

  @Option(
    help: ArgumentHelp(
      "The folder of the run, new or empty. (default: runs/<name>, where that is taken "
        + "runs/<name>-2 and so on)",
      valueName: "dir"), completion: .directory)
  var out: String?

  @Option(help: ArgumentHelp("At most this many threads. (default: all cores)", valueName: "n"))
  var threads: ThreadCount?

  @Option(
    help: ArgumentHelp(
      "Cross-validation: train n times, each time with another one of n equal parts of the training "
        + "rows as the test rows.",
      valueName: "n"))
  var folds: Int?

  @Option(
    help: ArgumentHelp(
      "Train n times, with the configuration's seed and those that follow it.", valueName: "n"))
  var seeds: Int?

  @Flag(help: "Tell nothing but faults.")
  var quiet = false

  func validate() throws {
    for (name, count) in [("folds", folds), ("seeds", seeds)] {
      if let count, count < 2 || count > Self.mostRuns {
        throw ValidationError(
          "--\(name) must be a whole number from 2 to \(Self.mostRuns), not \(count)")
      }
    }
    if folds != nil, seeds != nil {
      throw ValidationError("expected one of --folds and --seeds, not both")
    }
  }

  static var mostRuns: Int { 100_000 }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let checked = try source.read()
    let progress = Progress(console: process.console, isQuiet: quiet)
    let threads = (threads ?? .all).value
    let repetition = folds.map { Repetition.folds($0) } ?? seeds.map { Repetition.seeds($0) }
    do {
      guard let repetition else {
        let run = try TrainingRun(
          checked, out: out, threads: threads, outputs: process.outputs, report: progress.report)
        let summary = try run.run()
        progress.end(summary)
        return Console.output(summary.outline.directory + "\n")
      }
      let series = TrainingSeries(
        checked, repetition, out: out, threads: threads, outputs: process.outputs,
        report: progress.report)
      let summary = try series.run()
      progress.end(summary)
      return Console.output(summary.directory + "\n")
    } catch {
      progress.end(by: error)
      throw error
    }
  }
}
