internal import Numerics
package import Spec

/// A lower rate whenever a monitored value has not improved for a while.
package struct PlateauSchedule: Schedule {
  package static let name = "plateau"
  package static let meaning =
    """
    the rate is multiplied by factor whenever the monitored value has not improved for more than \
    patience epochs
    """
  package static let fields: [Field<PlateauSchedule>] = [
    Field(
      "patience", \.patience, .integer(0...2_147_483_647),
      "the epochs without improvement that are tolerated"),
    Field("factor", \.factor, .number(.fraction), "what the rate is multiplied by"),
    Field("minimum", \.minimum, .number(.nonNegative), "the lowest rate"),
    MonitoredValue.field(
      "monitor", \.watched, "train_loss is that of the rows as they were trained on"),
    Field(
      "minimum_change", \.minimumChange, .number(.nonNegative),
      "only a change for the better by more than this counts as an improvement"),
  ]

  package var patience = 10
  package var factor = 0.1
  package var minimum = 0.0
  package var watched = MonitoredValue.validationLoss
  package var minimumChange = 0.0

  private var best: Double?
  private var epochsWithoutImprovement = 0
  private var reductions = 0

  package init() {}

  package var monitor: MonitoredValue? { watched }

  package mutating func observe(_ value: Double) {
    if watched.improves(value, on: best, by: minimumChange) {
      best = value
      epochsWithoutImprovement = 0
      return
    }
    epochsWithoutImprovement += 1
    if epochsWithoutImprovement > patience {
      reductions += 1
      epochsWithoutImprovement = 0
    }
  }

  package var memory: JSONValue {
    .object([
      ("best", best.map { .number($0) } ?? JSONValue(.null)),
      ("epochs_without_improvement", .integer(epochsWithoutImprovement)),
      ("reductions", .integer(reductions)),
    ])
  }

  package mutating func restoreMemory(_ json: JSONValue) -> Bool {
    guard let epochs = json["epochs_without_improvement"]?.integer,
      let reductions = json["reductions"]?.integer
    else { return false }
    best = json["best"]?.double
    epochsWithoutImprovement = epochs
    self.reductions = reductions
    return true
  }

  package func rate(from base: Double, at time: ScheduleTime) -> Double {
    min(base, max(minimum, base * Functions.power(factor, reductions)))
  }
}
