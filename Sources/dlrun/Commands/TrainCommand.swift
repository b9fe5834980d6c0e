import ArgumentParser
import Explanation
import Spec
import System
import Tabular
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

  @Argument(
    help: ArgumentHelp("The configuration, a JSON file.", valueName: "config"),
    completion: .file(extensions: ["json"]))
  var configuration: String?

  @OptionGroup var overrides: OverrideArguments

  @Option(
    help: ArgumentHelp(
      "Resume a run, or the runs of --folds or --seeds, from the last checkpoint in this folder. What is "
        + "finished is not repeated; of the configuration only training.epochs and training.checkpoint can "
        + "be set.", valueName: "dir"), completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "The folder of the run, new or empty. (default: runs/<name>, followed by what --set changes, as in "
        + "runs/<name>-learning_rate-0.1; if that is taken, with -2 and so on)",
      valueName: "dir"), completion: .directory)
  var out: String?

  @Option(help: ArgumentHelp("At most this many threads. (default: all cores)", valueName: "n"))
  var threads: ThreadCount?

  @OptionGroup var memory: MemoryArguments

  @Option(
    help: ArgumentHelp(
      "Cross-validation: train n times, each time with a different one of n equal parts of the training "
        + "rows as the test rows.",
      valueName: "n"))
  var folds: Int?

  @Option(
    help: ArgumentHelp(
      "Train n times, with the configuration's seed and those that follow it.", valueName: "n"))
  var seeds: Int?

  @Flag(
    help: ArgumentHelp(
      """
      Serve a page that shows the run to a browser on this machine, and print its address on standard error. On the \
      page the run can be stopped and its learning rate changed, which config.json records. The page is served until \
      it has shown the end of training, or for half a minute after that if no browser asks for it.
      """))
  var watch = false

  @Flag(help: "Print nothing but errors.")
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
    if resume == nil, configuration == nil {
      throw ValidationError("expected a configuration, or --resume with the folder of a run")
    }
    if resume != nil {
      let others = [
        ("configuration", configuration != nil), ("--out", out != nil), ("--folds", folds != nil),
        ("--seeds", seeds != nil),
      ]
      if let other = others.first(where: \.1) {
        throw ValidationError(
          "a run continues with its own configuration and in its own folder; expected no \(other.0) with "
            + "--resume")
      }
    }
  }

  static var mostRuns: Int { 100_000 }

  func run(in process: RunningProcess) throws(Failure) -> String {
    try process.inRanks { ranks throws(Failure) in try run(in: process, ranks) }
  }

  private func run(
    in process: RunningProcess, _ ranks: TrainingRanks?
  ) throws(Failure) -> String {
    let progress = Progress(
      console: process.console, isQuiet: quiet || ranks?.isFirst == false)
    let threads = (threads ?? .all).value
    let room = try memory.room(beside: resume ?? out ?? RunFileName.runs)
    do {
      if let resume {
        try goOn(with: resume, process, progress, ranks, threads: threads, room)
        return Console.output(resume + "\n")
      }
      let checked = try Configuration.read(
        file: configuration ?? "", overrides: overrides.texts)
      let name = try Variation.folderName(checked.value.name, overrides: overrides.texts)
      let isFirst = ranks?.isFirst ?? true
      let adviser = quiet || !isFirst ? nil : SevereWarnings(check: checkCommand)
      let page = watch && isFirst ? try WatchedTraining(process.console) : nil
      guard let repetition = folds.map({ Repetition.folds($0) }) ?? seeds.map({ .seeds($0) }) else {
        let run = try TrainingRun(
          checked, out: out, name: name, threads: threads, room: room, outputs: process.outputs,
          adviser: adviser, watch: page?.channel, ranks: ranks
        ) { event in
          progress.report(event)
          if case .started(let outline) = event {
            process.resumes("train", outline.directory)
            page?.begin(outline.directory)
          }
        }
        let summary = try run.run()
        progress.end(summary)
        return Console.output(summary.outline.directory + "\n")
      }
      let series = TrainingSeries(
        checked, repetition, out: out, name: name, threads: threads, room: room,
        outputs: process.outputs,
        adviser: adviser,
        report: { event in
          progress.report(event)
          if case .started(let outline) = event {
            let folder = FilePath.parent(of: outline.directory)
            process.resumes("train", folder)
            page?.begin(folder)
          }
        })
      let summary = try series.run(dividedAmong: ranks)
      progress.end(summary)
      return Console.output(summary.directory + "\n")
    } catch {
      progress.end(by: error)
      throw error
    }
  }

  /// What gives all warnings about the configuration.
  private var checkCommand: String {
    (["dlrun check", (configuration ?? "").shellWord]
      + overrides.texts.map { "--set \($0.shellWord)" }).joined(separator: " ")
  }

  /// Goes on with one run or several.
  private func goOn(
    with path: String, _ process: RunningProcess, _ progress: Progress, _ ranks: TrainingRanks?,
    threads: Int, _ room: RowRoom
  ) throws(Failure) {
    let folder = FinishedRun(path)
    if let ranks, !ranks.isFirst, !folder.has(RunFileName.series) {
      // The folder is rank 0's.
      let run = TrainingRun(
        following: try InterruptedRun.configuration(path, overrides: overrides.texts),
        threads: threads, room: room, outputs: process.outputs, ranks: ranks)
      _ = try run.run()
      return
    }
    process.resumes("train", path)
    let page = watch ? try WatchedTraining(process.console) : nil
    if folder.has(RunFileName.series) {
      let series = try TrainingSeries(
        resuming: path, overrides: overrides.texts, threads: threads, room: room,
        outputs: process.outputs,
        report: { event in
          progress.report(event)
          if case .started = event { page?.begin(path) }
        })
      progress.end(try series.run(dividedAmong: ranks))
      return
    }
    if folder.has(RunFileName.race) {
      throw Failure(
        .usage, at: .file(path),
        "the folder is that of a race; expected dlrun race --resume \(path.shellWord)")
    }
    let run = try InterruptedRun(path, overrides: overrides.texts)
    guard run.result == nil else {
      progress.report(.note("\(path): the run is finished"))
      return
    }
    let training = TrainingRun(
      resuming: run, threads: threads, room: room, outputs: process.outputs,
      watch: page?.channel, ranks: ranks
    ) { event in
      progress.report(event)
      if case .started = event { page?.begin(path) }
    }
    progress.end(try training.run())
  }
}

/// The page of `train --watch`.
private final class WatchedTraining {
  let channel: WatchChannel
  private let program: String
  private let console: Console
  private var hasBegun = false

  /// - Throws: `cannotCreate` where the program that serves it is missing.
  init(_ console: Console) throws(Failure) {
    program = try WatchProgram.path()
    channel = try WatchChannel()
    self.console = console
  }

  /// Serves the page of a run's folder, or of several runs', and tells where. Without the page training goes on.
  func begin(_ folder: String) {
    guard !hasBegun else { return }
    hasBegun = true
    do throws(Failure) {
      console.note("watch it at \(try WatchProgram.start(program, on: folder, channel))")
    } catch {
      for diagnostic in error.diagnostics { console.note(diagnostic.description) }
    }
  }
}
