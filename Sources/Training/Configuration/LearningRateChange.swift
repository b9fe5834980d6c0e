package import Spec

/// An element of `training.learning_rate_changes`: another learning rate in place of the optimizer's.
package struct LearningRateChange: Declared, Equatable {
  /// The key of the list.
  static let key = "training.learning_rate_changes"

  /// The first epoch that has it, from 1.
  package var epoch = 0
  package var learningRate = 0.0

  package init() {}

  package init(epoch: Int, learningRate: Double) {
    self.epoch = epoch
    self.learningRate = learningRate
  }

  package static let fields: [Field<Self>] = [
    Field(
      "epoch", \.epoch, .integer(1...2_147_483_647), "the first epoch that is trained with it",
      isRequired: true),
    Field(
      "learning_rate", \.learningRate, .number(.positive),
      "the step size that replaces the optimizer's", isRequired: true),
  ]
}

extension [LearningRateChange] {
  /// Adds a change, in place of one of the same epoch.
  mutating func insert(_ change: LearningRateChange) {
    removeAll { $0.epoch == change.epoch }
    insert(change, at: firstIndex { $0.epoch > change.epoch } ?? count)
  }
}
