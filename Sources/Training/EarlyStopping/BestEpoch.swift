import Engine
import Spec

/// The epoch with the best monitored value so far, and its weights.
struct BestEpoch<S: RunScalar> {
  private let section: EarlyStoppingSection
  private let patience: Int
  private(set) var best: (epoch: Int, value: Double, model: ModelState<S>)?
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
        best = (number, value, learner.model)
      }
      if section.watched.improves(value, on: improvement?.value, by: section.minimumChange) {
        improvement = (number, value)
      }
    }
    isOver = number - (improvement?.epoch ?? 0) >= patience
  }

  /// What is waited for after an epoch.
  func outlook(after epoch: Int) -> StopOutlook {
    StopOutlook(
      monitor: section.watched, value: improvement?.value,
      epochs: max(0, patience - (epoch - (improvement?.epoch ?? 0))))
  }

  /// What it remembers besides the weights of the best epoch, for a run that is to go on later.
  var memory: JSONValue {
    func json(_ epoch: (Int, Double)?) -> JSONValue {
      epoch.map { .object([("epoch", .integer($0.0)), ("value", .number($0.1))]) }
        ?? JSONValue(.null)
    }
    return .object([
      ("best", json(best.map { ($0.epoch, $0.value) })),
      ("improvement", json(improvement.map { ($0.epoch, $0.value) })),
      ("is_over", .boolean(isOver)),
    ])
  }

  /// Takes what it remembered.
  /// - Parameter model: that of the best epoch, where there was one.
  /// - Returns: false where that is nothing that it remembers.
  mutating func restoreMemory(_ json: JSONValue, model: ModelState<S>?) -> Bool {
    func epoch(_ key: String) -> (epoch: Int, value: Double)? {
      guard let epoch = json[key]?["epoch"]?.integer, let value = json[key]?["value"]?.double
      else { return nil }
      return (epoch, value)
    }
    guard let isOver = json["is_over"]?.boolean, (epoch("best") == nil) == (model == nil) else {
      return false
    }
    best = epoch("best").flatMap { best in model.map { (best.epoch, best.value, $0) } }
    improvement = epoch("improvement")
    self.isOver = isOver
    return true
  }

  /// Puts the best epoch's weights back.
  /// - Parameter qualification: what more is to be said of the value.
  /// - Returns: what is told of it; nil where there was no value.
  func restore(to learner: Learner<S>, qualification: String) -> EarlyStop? {
    guard let best else { return nil }
    learner.restoreModel(best.model)
    return EarlyStop(
      bestEpoch: best.epoch, monitor: section.watched, value: best.value,
      qualification: qualification, patience: patience, stoppedEarly: isOver)
  }
}
