import Spec

/// The learning rate of each update: a linear rise in the first epochs, then what the schedule says, of the
/// optimizer's rate or of the one that has taken its place.
package struct LearningRates: Sendable {
  private let base: Double
  private var changes: [LearningRateChange]
  private let stepsPerEpoch: Int
  private let warmupSteps: Int
  /// The updates after the warm-up that come before the last.
  private let lastScheduledStep: Int
  private let warmupEpochs: Int
  private var schedule: any Schedule
  private let isScheduled: Bool
  /// Whether all updates have the same rate.
  var isConstant: Bool { !isScheduled && changes.isEmpty }

  /// - Parameters:
  ///   - base: the learning rate of the configuration.
  ///   - stepsPerEpoch: the updates of an epoch.
  package init(base: Double, _ section: TrainingSection, stepsPerEpoch: Int) {
    self.base = base
    self.stepsPerEpoch = stepsPerEpoch
    warmupEpochs = section.warmupEpochs
    warmupSteps = section.warmupEpochs * stepsPerEpoch
    lastScheduledStep = max(1, (section.epochs - section.warmupEpochs) * stepsPerEpoch - 1)
    schedule = section.schedule
    isScheduled = section.hasSchedule
    changes = section.learningRateChanges
  }

  /// The rate before warm-up and schedule in an epoch, from 1.
  package func base(inEpoch epoch: Int) -> Double {
    changes.last { $0.epoch <= epoch }?.learningRate ?? base
  }

  /// Takes a change of the epochs to come.
  mutating func change(_ change: LearningRateChange) { changes.insert(change) }

  /// The rate of an update, counted from 1 over the run. In the warm-up the kth of w updates has k / w
  /// of the full rate.
  package func rate(step: Int) -> Double {
    let base = changes.isEmpty ? base : base(inEpoch: (step - 1) / stepsPerEpoch + 1)
    if step <= warmupSteps { return base * Double(step) / Double(warmupSteps) }
    let done = step - 1 - warmupSteps
    let time = ScheduleTime(
      epoch: done / stepsPerEpoch, progress: Double(done) / Double(lastScheduledStep))
    return schedule.rate(from: base, at: time)
  }

  /// Whether the rate follows what epochs give.
  var isMonitored: Bool { schedule.monitor != nil }

  /// What the schedule remembers.
  var memory: JSONValue { schedule.memory }

  /// Gives the schedule back what it remembered.
  /// - Returns: false where that is nothing that it remembers.
  mutating func restoreMemory(_ json: JSONValue) -> Bool { schedule.restoreMemory(json) }

  /// Tells the schedule what an epoch gave.
  mutating func observe(_ epoch: MonitoredEpoch) {
    guard epoch.row.epoch > warmupEpochs, let value = schedule.monitor.flatMap({ epoch[$0] })
    else { return }
    schedule.observe(value)
  }
}
