internal import Synchronization

/// What differs from one update to the next.
///
/// Invariant: the memory that it points to outlives the run of the program that it is handed to.
package struct StepContext<S: Scalar>: @unchecked Sendable {
  /// The data: inputs, targets, and the weights and shares of rows, row-major.
  var inputs: UnsafePointer<S>?
  var targets: UnsafePointer<S>?
  var weights: UnsafePointer<S>?
  var shares: UnsafePointer<S>?
  /// The order in which the rows of the data are taken; nil where it is their own.
  var order: UnsafePointer<Int32>?
  /// The rows of the data.
  var rowCount = 0
  /// Where in that order the batch starts.
  var start = 0
  /// The row of the batch at which the piece of it that is worked on starts.
  var pieceStart = 0
  /// The epoch and the update, over the whole run, both from 1.
  var epoch = 1
  package var step = 1
  var seed: UInt64 = 0
  /// The learning rate of the update.
  package var rate = 0.0
  /// Set where an update gives a parameter that is not finite.
  var fault: UnsafePointer<Atomic<Bool>>?

  package init() {}

  /// The data matrix with this number, as in `Source.data`.
  func data(_ number: Int) -> UnsafePointer<S>? {
    switch number {
    case 0: inputs
    case 1: targets
    case 2: weights
    default: shares
    }
  }

  /// The given rows of data, in their own order.
  package init(_ rows: Rows<S>, seed: UInt64 = 0, rate: Double = 0) {
    inputs = rows.inputs
    targets = rows.targets
    rowCount = rows.count
    weights = rows.weights
    shares = rows.shares
    self.seed = seed
    self.rate = rate
  }
}
