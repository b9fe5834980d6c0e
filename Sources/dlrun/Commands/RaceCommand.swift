import ArgumentParser
import Records
import Spec
import System
import Training

struct RaceCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "race",
    abstract: "Train several configurations from the same start, compare and plot them.",
    discussion: """
      Each configuration is trained with the same seeds, so that where the models are alike initial \
      weights and the order of the rows are, too. The folder, whose name is printed, holds a folder for \
      each configuration with one for each seed, the comparison as comparison.txt and comparison.csv, \
      and curves.svg where gnuplot is installed. A run that diverges is compared up to where it ended.
      """)

  @Argument(
    help: ArgumentHelp("The configurations, JSON files.", valueName: "config"),
    completion: .file(extensions: ["json"]))
  var configurations: [String] = []

  @Option(
    help: ArgumentHelp(
      "Resume the race in this folder. What is finished is not repeated; only training.epochs and "
        + "training.checkpoint can be changed.", valueName: "dir"),
    completion: .directory)
  var resume: String?

  @Option(
    help: ArgumentHelp(
      "Train each n times, with the configuration's seed and those that follow it. (default: 1)",
      valueName: "n"))
  var seeds: Int?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Train with each of these values of a key, as in optimizer=adam,momentum or "
        + "optimizer.learning_rate=0.1,0.01; repeat it for all combinations.",
      valueName: "key=values"))
  var vary: [String] = []

  @Option(
    help: ArgumentHelp(
      "The folder of the race, new or empty. (default: runs/race, where that is taken runs/race-2 "
        + "and so on)", valueName: "dir"), completion: .directory)
  var out: String?

  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Override a key of all configurations, as in training.epochs=20; may be repeated.",
      valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "At most this many threads, each with a run of its own while there are as many. "
        + "(default: all cores)", valueName: "n"))
  var threads: ThreadCount?

  @OptionGroup var memory: MemoryArguments

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    if let seeds, seeds < 1 || seeds > TrainCommand.mostRuns {
      throw ValidationError(
        "--seeds must be a whole number from 1 to \(TrainCommand.mostRuns), not \(seeds)")
    }
    if resume == nil, configurations.isEmpty {
      throw ValidationError("expected configurations, or --resume with the folder of a race")
    }
    if resume != nil {
      let others = [
        ("configuration", !configurations.isEmpty), ("--out", out != nil),
        ("--seeds", seeds != nil), ("--vary", !vary.isEmpty),
      ]
      if let other = others.first(where: \.1) {
        throw ValidationError(
          "a race continues with its own configurations and in its own folder; expected no \(other.0) with "
            + "--resume")
      }
    }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    try process.inRanks { ranks throws(Failure) in try run(in: process, ranks) }
  }

  private func run(
    in process: RunningProcess, _ ranks: TrainingRanks?
  ) throws(Failure) -> String {
    let (console, isQuiet) = (process.console, quiet)
    let report: @Sendable (RaceEvent) -> Void = { event in
      if case .began(let directory) = event {
        process.resumes("race", directory)
      } else if !isQuiet {
        console.print(RaceText.line(for: event))
      }
    }
    let threads = (threads ?? .all).value
    let isFirst = ranks?.isFirst ?? true
    let room = try memory.room(beside: resume ?? out ?? RunFileName.runs)
    let race: TrainingRace
    if let resume {
      race = try TrainingRace(
        resuming: resume, overrides: overrides, threads: threads, room: room,
        outputs: process.outputs,
        report: report)
    } else {
      race = try TrainingRace(
        RaceEntrant.entrants(files: configurations, overrides: overrides, variations: vary),
        seeds: seeds ?? 1, out: isFirst ? out : nil, threads: threads, room: room,
        outputs: process.outputs,
        report: report)
    }
    let outcome = try race.run(dividedAmong: ranks)
    let record = try RaceRecord(outcome)
    let fault = try record.write(outputs: process.outputs)
    if !isQuiet {
      console.print(record.text)
      if let fault { console.print(RaceText.note(noPicture: fault)) }
    }
    return Console.output((resume ?? outcome.directory) + "\n")
  }
}
