import Engine

/// The epoch with the best monitored value so far, and its weights.
struct BestEpoch<S: RunScalar> {
  private let section: EarlyStoppingSection
  private let patience: Int
  private var best: (epoch: Int, value: Double, parameters: (values: [S], states: [[S]]))?
  /// The last epoch that brought an improvement by more than the least change that counts as one. It says
  /// when to stop; which weights are best is another question.
  private var improvement: (epoch: Int, value: Double)?
  /// Whether the value has not improved for long enough.
  private(set) var isOver = false

  /// Nil where training goes on for all epochs.
  init?(_ section: EarlyStoppingSection) {
    guard let patience = section.patience else { return nil }
    self.section = section
    self.patience = patience
  }

  /// Takes what an epoch gave, from epoch 0 on, the evaluation before the first update.
  mutating func observe(_ epoch: MonitoredEpoch, of learner: Learner<S>) {
    let (number, value) = (epoch.row.epoch, epoch[section.watched])
    if let value {
      // Of equal values the first; but what was trained goes before the initial weights.
      let isAsGood = best.map { $0.epoch == 0 && $0.value == value } ?? false
      if isAsGood || section.watched.improves(value, on: best?.value, by: 0) {
        best = (number, value, learner.parameters)
      }
      if section.watched.improves(value, on: improvement?.value, by: section.minimumChange) {
        improvement = (number, value)
      }
    }
    isOver = number - (improvement?.epoch ?? 0) >= patience
  }

  /// Puts the best epoch's weights back.
  /// - Parameter qualification: what more is to be said of the value.
  /// - Returns: what is told of it; nil where there was no value.
  func restore(to learner: Learner<S>, qualification: String) -> EarlyStop? {
    guard let best else { return nil }
    learner.restore(best.parameters)
    return EarlyStop(
      bestEpoch: best.epoch, monitor: section.watched, value: best.value,
      qualification: qualification, stoppedEarly: isOver)
  }
}
