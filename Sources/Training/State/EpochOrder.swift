internal import Randomness
package import Tabular

/// The order in which each epoch takes the training rows: a new one, or their own.
///
/// A new one takes the blocks in random order, and the rows of each in random order; blocks are samples of all rows
/// (`RowBlocks`). Of one block that is a permutation of all rows.
package final class EpochOrder {
  private let seed: UInt64
  let blocks: RowBlocks
  let isShuffled: Bool
  /// Empty where rows are taken in their own order, or not all at once.
  private var order: [Int32] = []

  package init(_ section: TrainingSection, _ blocks: RowBlocks) {
    seed = UInt64(section.seed)
    self.blocks = blocks
    isShuffled = section.shuffle
  }

  /// Calls with the places of all rows in the order of an epoch, counted from 1; with nil for their own.
  package func withOrder<Result>(
    of epoch: Int, _ body: (UnsafePointer<Int32>?) -> Result
  ) -> Result {
    guard isShuffled, blocks.rows > 0 else { return body(nil) }
    if order.isEmpty { order = Array(repeating: 0, count: blocks.rows) }
    let sequence = sequence(of: epoch)
    return order.withUnsafeMutableBufferPointer { order in
      var start = 0
      for block in sequence {
        let rows = blocks.rows(of: block)
        fill(
          UnsafeMutableBufferPointer(rebasing: order[start..<start + rows.count]), of: block,
          in: epoch, from: Int32(rows.lowerBound))
        start += rows.count
      }
      return body(UnsafePointer(order.baseAddress))
    }
  }

  /// The blocks in the order of an epoch.
  func sequence(of epoch: Int) -> [Int] {
    guard isShuffled, blocks.count > 1 else { return Array(0..<blocks.count) }
    var sequence = (0..<blocks.count).map { Int32($0) }
    sequence.withUnsafeMutableBufferPointer {
      RandomStream(seed: seed, .shuffle, major: epoch).shuffle($0)
    }
    return sequence.map { Int($0) }
  }

  /// Writes down the rows of a block in the order of an epoch.
  /// - Parameter first: the number that its first row has.
  func fill(
    _ order: UnsafeMutableBufferPointer<Int32>, of block: Int, in epoch: Int, from first: Int32
  ) {
    for index in order.indices { order[index] = first + Int32(index) }
    guard isShuffled, !order.isEmpty else { return }
    // Of one block the order of the blocks is none.
    let minor = blocks.count == 1 ? 0 : block + 1
    RandomStream(seed: seed, .shuffle, major: epoch, minor: minor).shuffle(order)
  }

  /// The places of neighbouring rows in the order of an epoch.
  func places(_ range: Range<Int>, in epoch: Int) -> [Int] {
    var places: [Int] = []
    var start = 0
    for block in sequence(of: epoch) where places.count < range.count {
      let rows = blocks.rows(of: block)
      let wanted = range.clamped(to: start..<start + rows.count)
      if !wanted.isEmpty {
        var order = [Int32](repeating: 0, count: rows.count)
        order.withUnsafeMutableBufferPointer {
          fill($0, of: block, in: epoch, from: Int32(rows.lowerBound))
        }
        places += order[wanted.lowerBound - start..<wanted.upperBound - start].map { Int($0) }
      }
      start += rows.count
    }
    return places
  }
}
