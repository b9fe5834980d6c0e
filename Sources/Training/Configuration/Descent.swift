/// How many rows an update is taken from.
package enum Descent: String, CaseIterable, Sendable {
  /// All rows.
  case batch
  /// One row.
  case stochastic
  /// `batch_size` rows.
  case miniBatch = "mini_batch"
}
