internal import Randomness

/// The order in which each epoch takes the training rows: a new one, or their own.
package final class EpochOrder {
  private let seed: UInt64
  /// Empty where rows are taken in their own order.
  private var order: [Int32]

  package init(_ section: TrainingSection, rows: Int) {
    seed = UInt64(section.seed)
    order = section.shuffle ? Array(repeating: 0, count: rows) : []
  }

  /// Calls with the order of an epoch, counted from 1; with nil for the rows' own.
  package func withOrder<Result>(
    of epoch: Int, _ body: (UnsafePointer<Int32>?) -> Result
  ) -> Result {
    guard !order.isEmpty else { return body(nil) }
    return order.withUnsafeMutableBufferPointer { order in
      for index in order.indices { order[index] = Int32(index) }
      RandomStream(seed: seed, .shuffle, major: epoch).shuffle(order)
      return body(UnsafePointer(order.baseAddress))
    }
  }
}
