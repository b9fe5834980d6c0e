internal import Numerics
package import Spec

/// A lower rate every so many epochs: η γ^⌊epoch / every⌋.
package struct StepSchedule: Schedule {
  package static let name = "step"
  package static let meaning = "the rate is multiplied by factor every few epochs"
  package static let fields: [Field<StepSchedule>] = [
    Field(
      "every", \.every, .integer(1...2_147_483_647), "the number of epochs between changes"),
    Field("factor", \.factor, .number(.positive), "what the rate is multiplied by"),
  ]

  package var every = 30
  package var factor = 0.1

  package init() {}

  package func rate(from base: Double, at time: ScheduleTime) -> Double {
    base * Functions.power(factor, time.epoch / every)
  }
}
