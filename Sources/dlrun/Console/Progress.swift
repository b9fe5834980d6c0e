import Records
import Spec
import System
import Training

/// Tells on standard error how a run goes on: in a terminal by one line that is redrawn, elsewhere by
/// lines at a sensible rate.
final class Progress {
  /// Seconds between two redraws, and between two lines elsewhere.
  private static let redrawInterval = 0.1
  private static let lineInterval = 5.0

  private let console: Console
  private let isQuiet: Bool
  private var outline: TrainingOutline?
  private var watch = Stopwatch()
  private var row: CurvesRow?
  /// When something was told last.
  private var told = 0.0

  init(console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
  }

  /// Takes what a run reports.
  func report(_ event: TrainingEvent) {
    if case .fault(let text) = event { console.note(text) }
    guard !isQuiet else { return }
    switch event {
    case .fault: break
    case .note(let text): console.note(text)
    case .started(let outline):
      self.outline = outline
      watch = Stopwatch()
      told = 0
      console.note(Self.heading(outline))
    case .finished(let summary): end(summary)
    case .progress(let epoch, let share):
      tell(done: Double(epoch - 1) + share)
    case .epoch(let row):
      self.row = row
      tell(done: Double(row.epoch), isLast: row.epoch == outline?.epochs)
    }
  }

  private func tell(done: Double, isLast: Bool = false) {
    guard let outline, let row else { return }
    let seconds = watch.seconds
    let interval = console.isTerminal ? Self.redrawInterval : Self.lineInterval
    guard isLast || seconds - told >= interval else { return }
    told = seconds
    let line = line(outline, row, done: done, seconds: seconds)
    if console.isTerminal {
      console.redraw(line)
    } else {
      console.print(line)
    }
  }

  private func line(
    _ outline: TrainingOutline, _ row: CurvesRow, done: Double, seconds: Double
  ) -> String {
    let score = outline.task.scoreName
    let watched =
      row.validationScore.map { "validation \(score) \(Decimals.text($0))" }
      ?? "\(score) \(Decimals.text(row.trainScore))"
    let place = Double(row.epoch) == done ? "\(row.epoch)" : Decimals.fixed(done, decimals: 1)
    var line = "epoch \(place)/\(outline.epochs)  loss \(Decimals.text(row.trainLoss))  \(watched)"
    let left = Double(outline.epochs) - done
    if done > 0, left > 0 { line += "  \(Decimals.duration(seconds / done * left)) left" }
    return line
  }

  private static func heading(_ outline: TrainingOutline) -> String {
    func rows(_ count: Int?, _ name: String) -> String { count.map { ", \($0) for \(name)" } ?? "" }
    let sizes = ([outline.inputs] + outline.units).map(String.init).joined(separator: "-")
    return "\(outline.directory): \(sizes) network, \(outline.parameters) parameters; "
      + "\(outline.rows.train) rows" + rows(outline.rows.validation, "validation")
      + rows(outline.rows.test, "test")
  }

  /// Ends the redrawn line; what it shows stays. Of a run that diverged, says why it may have.
  func end(by failure: Failure) {
    console.endLine()
    if failure.status == .diverged, let outline { tellFindings(in: outline.directory) }
  }

  /// Says in brief what went wrong in the learning of a run.
  private func tellFindings(in directory: String) {
    // What the run has just written can be read, or else it is no matter of training.
    guard !isQuiet, let diagnosis = try? Diagnosis(FinishedRun(directory)),
      let brief = DiagnosisText(diagnosis).brief(of: directory)
    else { return }
    console.print(brief)
  }

  /// Says how several runs came out.
  func end(_ summary: SeriesSummary) {
    guard !isQuiet else { return }
    console.note("\(summary.directory): mean and standard deviation")
    for (name, statistics) in summary.splits {
      let figures = statistics.compactMap { statistic in
        statistic.text.map { "\(statistic.name) \($0)" }
      }
      console.print("\(name): \(figures.joined(separator: ", "))")
    }
    for (split, metric, reason) in summary.undefined {
      let statistics = summary.splits.first { $0.name == split }?.statistics ?? []
      let missing = statistics.first { $0.name == metric }.map { $0.values.count - $0.count } ?? 0
      console.print(
        "\(split): \(metric) is undefined in \(missing) run\(missing == 1 ? "" : "s"): \(reason)")
    }
  }

  /// Says what was learnt and where it is.
  func end(_ summary: TrainingSummary) {
    console.endLine()
    guard !isQuiet else { return }
    for (name, metrics) in summary.splits {
      let figures = metrics.members.compactMap { name, value in
        value.double.map { "\(name) \(Decimals.text($0))" }
      }
      console.print("\(name): \(figures.joined(separator: ", "))")
      for (metric, reason) in metrics.undefined {
        console.print("\(name): \(metric.rawValue) is undefined: \(reason)")
      }
    }
    if let note = summary.splits.first?.metrics.lossNote { console.print(note) }
    if let stop = summary.earlyStop {
      let ending = stop.stoppedEarly ? "no longer improved" : "was still watched"
      let qualification = stop.qualification.isEmpty ? "" : " (\(stop.qualification))"
      let weights = stop.bestEpoch == 0 ? "the initial weights" : "its weights"
      console.print(
        "best epoch \(stop.bestEpoch), \(stop.monitor.rawValue) "
          + "\(Decimals.text(stop.value))\(qualification): \(weights) are kept; after \(summary.epochs) "
          + "epochs it \(ending)")
    }
    let directory = summary.outline.directory
    console.print(
      "\(summary.steps) updates in \(summary.epochs) epochs, \(Decimals.duration(summary.seconds))")
    let (curves, model) = (RunFileName.curves, RunFileName.model)
    console.note(
      "curves: \(FilePath.path(curves, in: directory)), model: \(FilePath.path(model, in: directory))"
    )
    tellFindings(in: directory)
  }
}
