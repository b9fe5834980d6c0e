package import Spec

/// The section `training.early_stopping`: when training ends before its last epoch.
package struct EarlyStoppingSection: Declared {
  /// Nil where it never does.
  package var patience: Int?
  package var monitor = MonitoredValue.validationLoss
  package var minimumChange = 0.0

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "patience", \.patience, .integer(1...2_147_483_647),
      """
      the epochs without improvement after which training ends; by default it goes on for all \
      epochs and keeps the last weights
      """),
    MonitoredValue.field("monitor", \.monitor),
    Field(
      "minimum_change", \.minimumChange, .number(.nonNegative),
      "an improvement is a change for the better by more than this"),
  ]

  package func check(_ reading: inout Reading) {
    let defaults = Self()
    if reading.areSound(""), patience == nil,
      monitor != defaults.monitor || minimumChange != defaults.minimumChange
    {
      reading.fault("", "patience is missing: the epochs without improvement to wait for")
    }
  }
}
