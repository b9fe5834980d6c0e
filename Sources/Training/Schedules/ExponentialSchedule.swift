internal import Numerics
package import Spec

/// A lower rate each epoch: η γ^epoch.
package struct ExponentialSchedule: Schedule {
  package static let name = "exponential"
  package static let meaning = "the rate is multiplied by factor after each epoch"
  package static let fields: [Field<ExponentialSchedule>] =
    [Field("factor", \.factor, .number(.positive), "what the rate is multiplied by")]

  package var factor = 0.95

  package init() {}

  package func rate(from base: Double, at time: ScheduleTime) -> Double {
    base * Functions.power(factor, time.epoch)
  }
}
