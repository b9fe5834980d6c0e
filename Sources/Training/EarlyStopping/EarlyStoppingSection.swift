package import Spec

/// The section `training.early_stopping`: when training ends before its last epoch.
package struct EarlyStoppingSection: Declared {
  /// Nil where it never does.
  package var patience: Int?
  package var monitor = MonitoredValue.validationLoss
  package var minimumChange = 0.0

  package init() {}

  /// The value by which epochs are judged. The training loss of the curves is measured while the weights
  /// change, so it is that of no weights; taken in its place is that of the weights after the epoch.
  package var watched: MonitoredValue {
    monitor == .trainLoss ? MonitoredValue(.training, nil) : monitor
  }

  package static let fields: [Field<Self>] = [
    Field(
      "patience", \.patience, .integer(1...2_147_483_647),
      """
      the epochs without improvement after which training ends, keeping the best weights, \
      including those before the first update; by default it runs for all epochs and keeps the last \
      weights
      """),
    MonitoredValue.field(
      "monitor", \.monitor,
      "train_loss stands for train_eval_loss, the loss of the weights that can be kept"),
    Field(
      "minimum_change", \.minimumChange, .number(.nonNegative),
      """
      an improvement must exceed this to reset the patience; it does not affect which weights are best
      """),
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
