/// How the rows of a batch are cut into pieces, and in which order the pieces' gradients are added up. Both
/// depend on the number of rows alone, so that it makes no difference to a bit who computes them.
///
/// Neighbouring pieces form a lane, whose gradients are added one after the other. The sums of the lanes are the leaves
/// of a binary tree: the left part of each sum has as many lanes as the largest power of two that leaves some
/// for the right one.
package struct BatchPieces: Equatable, Sendable {
  /// The rows up to which a batch is not cut, and the least of a larger batch's pieces.
  static let leastRows = 256
  /// The same for a network of so many parameters that the gradients of a piece find no room in the cache, and cost
  /// more time the fewer rows it has.
  static let leastRowsOfMany = 512
  static let manyParameters = 2_000_000
  /// The most rows of a piece, which bound the memory that a batch needs.
  static let mostRows = 1024
  /// The most lanes, and so the most ranks that compute gradients. A further gradient is kept for each level of the
  /// tree.
  static let mostLanes = 8

  package let rowCount: Int
  /// The rows of the batch in each piece.
  package let pieces: [Range<Int>]
  /// The pieces in each lane.
  package let lanes: [Range<Int>]

  /// - Parameters:
  ///   - parameters: those of the network.
  ///   - isWhole: whether the batch cannot be cut.
  package init(of rowCount: Int, parameters: Int = 0, isWhole: Bool) {
    let least = parameters > Self.manyParameters ? Self.leastRowsOfMany : Self.leastRows
    self.rowCount = rowCount
    let wanted =
      isWhole
      ? max(rowCount, 1)
      : min(max((rowCount + Self.mostLanes - 1) / Self.mostLanes, least), Self.mostRows)
    // Of equal length, as far as whole panels of a product allow it.
    let count = max(1, (rowCount + wanted - 1) / wanted)
    let even = (rowCount + count - 1) / count
    let length = count == 1 ? max(rowCount, 1) : min((even + 15) / 16 * 16, Self.mostRows)
    let pieces = stride(from: 0, to: rowCount, by: length).map {
      $0..<min($0 + length, rowCount)
    }
    self.pieces = pieces
    let lanes = min(pieces.count, Self.mostLanes)
    self.lanes = (0..<lanes).map {
      $0 * pieces.count / lanes..<($0 + 1) * pieces.count / lanes
    }
  }

  /// Whether the batch is one piece.
  package var isWhole: Bool { pieces.count <= 1 }

  /// The buffers of gradients that one process needs for it.
  package var bufferCount: Int { steps(for: [root]).map(\.bufferCount).max() ?? 1 }

  /// All lanes, whose sum is the batch's gradient.
  var root: Range<Int> { 0..<lanes.count }

  /// The lanes that a rank computes. Rank 0 has one always, even if others have none.
  func lanes(ofRank rank: Int, of count: Int) -> Range<Int> {
    func start(_ rank: Int) -> Int { (rank * lanes.count + count - 1) / count }
    return start(rank)..<start(rank + 1)
  }

  /// The pieces that a rank computes.
  func pieces(ofRank rank: Int, of count: Int) -> Range<Int> {
    let lanes = lanes(ofRank: rank, of: count)
    guard let first = lanes.first, let last = lanes.last else { return 0..<0 }
    return self.lanes[first].lowerBound..<self.lanes[last].upperBound
  }

  /// Where the left part of a sum over several lanes ends.
  static func middle(of sum: Range<Int>) -> Int {
    var left = 1
    while left * 2 < sum.count { left *= 2 }
    return sum.lowerBound + left
  }

  /// The largest sums of the tree that some lanes make up.
  func sums(in lanes: Range<Int>) -> [Range<Int>] {
    func sums(_ sum: Range<Int>) -> [Range<Int>] {
      if sum.isEmpty || !sum.overlaps(lanes) { return [] }
      if lanes.contains(sum) { return [sum] }
      let middle = Self.middle(of: sum)
      return sums(sum.lowerBound..<middle) + sums(middle..<sum.upperBound)
    }
    return sums(root)
  }

  /// A piece, as it comes in the order of work.
  struct Step: Equatable {
    let piece: Int
    /// The number of the sum that it is for.
    let sum: Int
    /// The number of the buffer that takes its gradient, and whether that is added to what is there.
    let buffer: Int
    let isAdded: Bool
    /// The buffers that are complete after it but for the one behind each, which is added to it: the last one first.
    var folded: Range<Int>

    /// The buffers that there must be for it.
    var bufferCount: Int { max(buffer, folded.upperBound) + 1 }
  }

  /// The order of work for some sums, each of which ends up in the buffer of its number.
  func steps(for sums: [Range<Int>]) -> [Step] {
    var steps: [Step] = []
    var number = 0
    func add(_ piece: Int, to buffer: Int, isAdded: Bool) {
      steps.append(
        Step(
          piece: piece, sum: number, buffer: buffer, isAdded: isAdded, folded: buffer..<buffer))
    }
    func add(_ sum: Range<Int>, to buffer: Int) {
      if sum.count == 1 {
        let lane = lanes[sum.lowerBound]
        for piece in lane { add(piece, to: buffer, isAdded: piece > lane.lowerBound) }
        return
      }
      let middle = Self.middle(of: sum)
      add(sum.lowerBound..<middle, to: buffer)
      let right = middle..<sum.upperBound
      if right.count == 1, lanes[middle].count == 1 {
        // The same sum without a buffer between.
        return add(lanes[middle].lowerBound, to: buffer, isAdded: true)
      }
      add(right, to: buffer + 1)
      let last = steps.count - 1
      steps[last].folded = buffer..<max(steps[last].folded.upperBound, buffer + 1)
    }
    for sum in sums {
      add(sum, to: number)
      number += 1
    }
    return steps
  }
}

extension Range<Int> {
  /// Whether another range lies within this one.
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
