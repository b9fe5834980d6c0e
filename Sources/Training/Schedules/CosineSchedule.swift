internal import Numerics
package import Spec

/// Half a cosine from the full rate down to the least, over all updates (Loshchilov and Hutter 2017):
/// η_min + ½ (η − η_min) (1 + cos π t), t going from 0 at the first update to 1 at the last.
package struct CosineSchedule: Schedule {
  package static let name = "cosine"
  package static let meaning =
    """
    half a cosine from the full rate at the first update to the minimum at the last, \
    computed for each update
    """
  package static let fields: [Field<CosineSchedule>] =
    [Field("minimum", \.minimum, .number(.nonNegative), "the rate at the last update")]

  package var minimum = 0.0

  package init() {}

  package var dependsOnEpochs: Bool { true }

  package func rate(from base: Double, at time: ScheduleTime) -> Double {
    minimum + (base - minimum) * (1 + Functions.cosine(turns: time.progress / 2)) / 2
  }
}
