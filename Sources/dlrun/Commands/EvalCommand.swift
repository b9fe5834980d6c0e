import ArgumentParser
import Spec
import System
import Training

struct EvalCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Print loss and metrics of a finished run on held-out rows.",
    discussion: """
      Columns of the file are found by their names, others are ignored. The loss is without \
      the penalty. Without --data the run's own test rows are taken. Beside most metrics stands their \
      baseline: that of always answering with the class that most training rows have, or with their \
      mean. For a folder of several runs (--seeds, --folds or a race), it prints the mean and the \
      standard deviation of each metric.

      With more than two classes, roc_auc and average_precision are means over each class against \
      the others. calibration_error is Σ n/N |a − c| over ten bins of equal width of the probability \
      of the class that is chosen: of the n rows in a bin, a is the fraction classified correctly and c \
      the mean of that probability.
      """)

  @Argument(
    help: ArgumentHelp("The folder of the run, or of several.", valueName: "run"),
    completion: .directory)
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

  @Option(
    help: ArgumentHelp(
      "Predict the second of two classes from this probability, or from the one that is best on these rows: "
        + "best:\(ThresholdCurve.Objective.allCases.map(\.rawValue).joined(separator: ", best:")).",
      valueName: "number"), transform: Self.threshold)
  var threshold: EvaluationOptions.Threshold = .own

  @Option(
    help: ArgumentHelp(
      "What a false positive and a false negative cost, such as 1:5.", valueName: "costs"),
    transform: Self.costs)
  var costs: ThresholdCurve.Costs?

  @Option(
    help: ArgumentHelp(
      "Write the metrics at each threshold to this CSV file.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var thresholds: String?

  @Option(
    help: ArgumentHelp(
      "Report how many rows intervals of this probability contain; 0.9 where the run had validation rows.",
      valueName: "level"))
  var interval: Double?

  @Option(
    help: ArgumentHelp(
      "Also report the metrics for each value of this column of the file.", valueName: "column"))
  var by: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Do not report rows without a target or values unseen in training.")
  var quiet = false

  @OptionGroup var memory: MemoryArguments

  func validate() throws {
    if case .best(.cost) = threshold, costs == nil {
      throw ValidationError("--threshold best:cost goes with --costs, as --costs 1:5")
    }
    try checkLevel(interval)
  }

  private static func threshold(_ text: String) throws -> EvaluationOptions.Threshold {
    if text.hasPrefix("best:") {
      let name = String(text.dropFirst(5))
      if let objective = ThresholdCurve.Objective(rawValue: name) { return .best(objective) }
      let names = ThresholdCurve.Objective.allCases.map(\.rawValue)
      throw ValidationError(
        "unknown \(name.quoted)"
          + suggestion(for: name, among: names, orExpected: names.listed(by: "or")))
    }
    guard let number = Double(text), (0...1).contains(number) else {
      throw ValidationError("expected a number from 0 to 1, or best:f1 and the like")
    }
    return .fixed(number)
  }

  private static func costs(_ text: String) throws -> ThresholdCurve.Costs {
    let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard numbers.count == 2, let first = numbers[0], let second = numbers[1], first.isFinite,
      second.isFinite, first >= 0, second >= 0
    else { throw ValidationError("expected two numbers of at least 0, as 1:5") }
    return ThresholdCurve.Costs(falsePositive: first, falseNegative: second)
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    switch try RunFolder(directory) {
    case .run: return try evaluate(process)
    case .series(let runs):
      if !quiet, let note = try RunFolder.note(on: directory, runs: runs) {
        process.console.note(note)
      }
      let summary = try summary(of: runs, in: directory, process)
      return json
        ? summary.json.onOneLine + "\n"
        : SeriesText(summary, width: Console.outputWidth ?? 80).text
    case .race(let entrants):
      var summaries: [(name: String, summary: SeriesSummary)] = []
      for (name, runs) in entrants {
        summaries.append(
          (name, try summary(of: runs, in: FilePath.path(name, in: directory), process)))
      }
      guard json else {
        return SeriesText(comparing: summaries, width: Console.outputWidth ?? 80).text
      }
      return JSONValue.object(summaries.map { ($0.name, $0.summary.json) }).onOneLine + "\n"
    }
  }

  /// Evaluates several runs, each on the same file or on its own test rows.
  private func summary(
    of runs: [String], in folder: String, _ process: RunningProcess
  ) throws(Failure) -> SeriesSummary {
    let options = [
      ("--by", by != nil), ("--thresholds", thresholds != nil), ("--interval", interval != nil),
    ]
    if let option = options.first(where: \.1) {
      throw Failure(
        .usage, at: .file(directory),
        "the folder holds several runs; \(option.0) takes a single one of them")
    }
    if data == "-" {
      throw Failure(
        .usage, at: .file(directory),
        "the folder holds several runs, and standard input can be read only once; expected --data FILE.csv"
      )
    }
    var evaluated: [(name: String, splits: [RunResult.Split])] = []
    for path in runs where FinishedRun(path).hasModel {
      let metrics = try judgement(of: path, process).metrics
      evaluated.append((FilePath.lastPart(path), [metrics.split(data == nil ? "test" : "data")]))
    }
    guard !evaluated.isEmpty else {
      throw Failure(.noInput, at: .file(folder), "none of its runs has a model")
    }
    if evaluated.count < runs.count, !quiet {
      process.console.note(
        "\(folder): \(runs.count - evaluated.count) of \(runs.count) runs have no model, having diverged or been "
          + "stopped")
    }
    return SeriesSummary(directory: folder, evaluated)
  }

  private func judgement(
    of directory: String, _ process: RunningProcess
  ) throws(Failure) -> EvaluationRun.Judgement {
    let run = EvaluationRun(
      directory, threads: ThreadCount.all.value, room: try memory.room(beside: directory)
    ) {
      if !quiet { process.console.note($0) }
    }
    var options = EvaluationOptions()
    options.threshold = threshold
    options.costs = costs
    options.hasCurve = thresholds != nil
    options.level = interval
    options.column = by
    return try run.run(on: data, edges: edges, options)
  }

  private func evaluate(_ process: RunningProcess) throws(Failure) -> String {
    let judgement = try judgement(of: directory, process)
    if let thresholds, let curve = judgement.curve {
      try WholeFile.replace(
        thresholds, with: Array(curve.csv.utf8), outputs: process.outputs)
      let written = curve.points.count
      if !quiet, written < curve.count {
        process.console.note(
          "\(thresholds): \(written) of \(curve.count) thresholds, evenly spaced in rank")
      }
    }
    if json { return judgement.json.onOneLine + "\n" }
    let line = judgement.point.map { point in
      "threshold \(Decimals.text(point.threshold)): precision \(Decimals.text(point.precision)), recall "
        + "\(Decimals.text(point.recall)), f1 \(Decimals.text(point.f1)) of the second class"
        + (point.cost.map { ", cost \(Decimals.text($0))" } ?? "") + "\n"
    }
    let groups = by.map { "\n" + ColumnValuesTable(judgement.groups, of: $0).text }
    return (line ?? "") + MetricsTable(judgement.metrics).text + (groups ?? "")
  }
}
