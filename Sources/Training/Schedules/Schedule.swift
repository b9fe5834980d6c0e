package import Spec

/// How the learning rate changes in the course of training. Its time begins after the warm-up.
package protocol Schedule: Component {
  /// The learning rate of an update.
  /// - Parameter base: that of the configuration.
  func rate(from base: Double, at time: ScheduleTime) -> Double
  /// Whether rates depend on the number of all epochs.
  var dependsOnEpochs: Bool { get }
  /// The value that the schedule is to be told after each epoch; nil for none.
  var monitor: MonitoredValue? { get }
  /// Takes the monitored value of an epoch.
  mutating func observe(_ value: Double)
  /// What it remembers of the epochs, for a run that is to go on later.
  var memory: JSONValue { get }
  /// Takes what it remembered.
  /// - Returns: false where that is nothing that it remembers.
  mutating func restoreMemory(_ json: JSONValue) -> Bool
}

extension Schedule {
  package var dependsOnEpochs: Bool { false }

  package var monitor: MonitoredValue? { nil }

  package mutating func observe(_ value: Double) {}

  package var memory: JSONValue { JSONValue(.null) }

  package mutating func restoreMemory(_ json: JSONValue) -> Bool { true }
}

/// When an update takes place.
package struct ScheduleTime: Sendable {
  /// The epochs before that of the update.
  package let epoch: Int
  /// The share of the way from the first update to the last: 0 for the former, 1 for the latter.
  package let progress: Double

  package init(epoch: Int, progress: Double) {
    self.epoch = epoch
    self.progress = progress
  }
}

/// The known schedules.
package enum Schedules {
  /// By their names in the configuration.
  package static let registry = Registry<any Schedule>(
    "schedule",
    [
      Entry(ConstantSchedule.self) { $0 },
      Entry(StepSchedule.self) { $0 },
      Entry(ExponentialSchedule.self) { $0 },
      Entry(CosineSchedule.self) { $0 },
      Entry(PlateauSchedule.self) { $0 },
    ])
}
