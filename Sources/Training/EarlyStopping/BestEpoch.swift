import Engine

/// The epoch with the best monitored value so far, and its weights.
struct BestEpoch<S: RunScalar> {
  private let section: EarlyStoppingSection
  private let patience: Int
  private var best: (epoch: Int, value: Double, parameters: [S])?
  /// Whether the value has not improved for long enough.
  private(set) var isOver = false

  /// Nil where training goes on for all epochs.
  init?(_ section: EarlyStoppingSection) {
    guard let patience = section.patience else { return nil }
    self.section = section
    self.patience = patience
  }

  /// Takes what an epoch gave.
  mutating func observe(_ row: CurvesRow, of learner: Learner<S>) {
    guard let value = section.monitor.value(in: row) else { return }
    if section.monitor.improves(value, on: best?.value, by: section.minimumChange) {
      best = (row.epoch, value, learner.parameters)
    } else if let best {
      isOver = row.epoch - best.epoch >= patience
    }
  }

  /// Puts the best epoch's weights back.
  /// - Returns: what is told of it; nil where there was no epoch.
  func restore(to learner: Learner<S>) -> EarlyStop? {
    guard let best else { return nil }
    learner.restore(best.parameters)
    return EarlyStop(
      bestEpoch: best.epoch, monitor: section.monitor, value: best.value, stoppedEarly: isOver)
  }
}
