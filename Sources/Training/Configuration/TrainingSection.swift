package import Spec

/// The section `training`: how rows are taken, how long, and in which numbers.
package struct TrainingSection: Declared {
  package var descent = Descent.miniBatch
  /// Counts for mini-batch descent alone.
  package var batchSize = 32
  package var epochs = 100
  package var seed = 0
  package var shuffle = true
  package var precision = Precision.float32
  package var logSteps = false
  package var evaluateTrain = false

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "descent", \.descent, .choice,
      "how many rows an update is taken from: all, one, or batch_size of them"),
    Field(
      "batch_size", \.batchSize, .integer(1...2_147_483_647),
      "the rows of an update in mini-batch descent"),
    Field("epochs", \.epochs, .integer(0...2_147_483_647), "passes over the training rows"),
    Field("seed", \.seed, .integer(0...Int.max), "what all random numbers follow from"),
    Field("shuffle", \.shuffle, .boolean, "whether each epoch takes the rows in a new order"),
    Field("precision", \.precision, .choice, "the numbers that the network is trained in"),
    Field("log_steps", \.logSteps, .boolean, "whether every update is written to steps.csv"),
    Field(
      "evaluate_train", \.evaluateTrain, .boolean,
      "whether the training rows are evaluated after each epoch"),
  ]
}
