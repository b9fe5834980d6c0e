package import Spec

/// The same rate for all updates.
package struct ConstantSchedule: Schedule {
  package static let name = "constant"
  package static let meaning = "the same rate throughout"
  package static let fields: [Field<ConstantSchedule>] = []

  package init() {}

  package func rate(from base: Double, at time: ScheduleTime) -> Double { base }
}
