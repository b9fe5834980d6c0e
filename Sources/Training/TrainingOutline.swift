package import Tabular

/// What a run is going to do.
package struct TrainingOutline: Sendable {
  package let directory: String
  package let task: Tabular.Task
  package let epochs: Int
  /// Rows for training, validation and test.
  package let rows: (train: Int, validation: Int?, test: Int?)
  package let inputs: Int
  /// The outputs of each layer for a row.
  package let units: [Int]
  /// The number of weights and biases.
  package let parameters: Int
}
