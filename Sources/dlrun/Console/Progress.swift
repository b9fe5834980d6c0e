import Records
import Spec
import System
import Training

/// Shows on standard error how a run goes on: in a terminal by one line that is redrawn, elsewhere by lines at a
/// sensible rate.
final class Progress {
  /// Seconds between two redraws, and between two lines elsewhere.
  private static let redrawInterval = 0.1
  private static let lineInterval = 5.0

  private let console: Console
  private let isQuiet: Bool
  private var outline: TrainingOutline?
  private var watch = Stopwatch()
  private var row: CurvesRow?
  private var outlook: StopOutlook?
  /// When a line was shown last.
  private var lastTime = 0.0
  /// The epochs that were done then.
  private var lastDone = -1.0

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
      (row, outlook, lastTime, lastDone) = (nil, nil, 0, -1)
      console.note(Self.heading(outline))
    case .finished(let summary): end(summary)
    case .progress(let epoch, let share):
      // The row of a whole epoch follows.
      if share < 1 { show(done: Double(epoch - 1) + share) }
    case .epoch(let row, let outlook):
      self.row = row
      self.outlook = outlook
      show(done: Double(row.epoch))
    }
  }

  /// Shows the line, unless it was shown just now.
  /// - Parameter isLast: Whether no other line follows.
  private func show(done: Double, isLast: Bool = false) {
    guard let outline, let row, done != lastDone || isLast && console.isTerminal else { return }
    let seconds = watch.seconds
    let interval = console.isTerminal ? Self.redrawInterval : Self.lineInterval
    guard isLast || seconds - lastTime >= interval else { return }
    (lastTime, lastDone) = (seconds, done)
    let line = line(outline, row, done: done, seconds: seconds, isLast: isLast)
    if console.isTerminal {
      console.redraw(line)
    } else {
      console.print(line)
    }
  }

  /// Shows the last epoch's line, which stays.
  private func endLine() {
    if !isQuiet, let row { show(done: Double(row.epoch), isLast: true) }
    console.endLine()
  }

  private func line(
    _ outline: TrainingOutline, _ row: CurvesRow, done: Double, seconds: Double, isLast: Bool
  ) -> String {
    let score = outline.task.scoreName
    let watched =
      row.validationScore.map { "validation \(score) \(Decimals.text($0))" }
      ?? "\(score) \(Decimals.text(row.trainScore))"
    let place = Double(row.epoch) == done ? "\(row.epoch)" : Decimals.fixed(done, decimals: 1)
    var line = "epoch \(place)/\(outline.epochs)  loss \(Decimals.text(row.trainLoss))  \(watched)"
    let left = Double(outline.epochs) - done
    guard done > 0, left > 0, !isLast else { return line }
    line += "  \(Decimals.duration(seconds / done * left)) left"
    guard let outlook, Double(outlook.epochs) < left else { return line }
    let epochs = outlook.epochs
    let goal = outlook.value.map {
      "\(outlook.monitor.isBetterHigh ? "above" : "below") \(Decimals.text($0))"
    }
    let long =
      " at most; stops in \(epochs) epoch\(epochs == 1 ? "" : "s") without a \(outlook.monitor.rawValue) "
      + (goal ?? "")
    return line + ([long, ", stops in \(epochs)"].first { console.fits(line + $0) } ?? "")
  }

  private static func heading(_ outline: TrainingOutline) -> String {
    func rows(_ count: Int?, _ name: String) -> String { count.map { ", \($0) for \(name)" } ?? "" }
    let sizes = ([outline.inputs] + outline.units).map(String.init).joined(separator: "-")
    return "\(outline.directory): \(sizes) network, \(outline.parameters) parameters; "
      + "\(outline.rows.train) rows" + rows(outline.rows.validation, "validation")
      + rows(outline.rows.test, "test")
  }

  /// Ends the line. Of a run that diverged, says why it may have.
  func end(by failure: Failure) {
    endLine()
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
    console.print(table: SeriesText(summary, width: console.width).text)
  }

  /// Says what was learnt and where it is.
  func end(_ summary: TrainingSummary) {
    endLine()
    guard !isQuiet else { return }
    console.print(table: "\n" + SplitsTable(summary.result.splits, width: console.width).text)
    if let note = summary.splits.first?.metrics.lossNote { console.print(note) }
    if let stop = summary.earlyStop {
      let qualification = stop.qualification.isEmpty ? "" : " (\(stop.qualification))"
      let weights = stop.bestEpoch == 0 ? "the initial weights" : "its weights"
      let ending =
        stop.stoppedEarly
        ? "training stopped after epoch \(summary.epochs), \(stop.patience) epochs without improvement"
        : "all \(summary.epochs) epochs were trained"
      console.print(
        "best epoch \(stop.bestEpoch), \(stop.monitor.rawValue) "
          + "\(Decimals.text(stop.value))\(qualification): \(weights) are kept; \(ending)")
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
