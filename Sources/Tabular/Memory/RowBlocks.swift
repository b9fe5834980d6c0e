internal import Randomness

/// Where the rows of a training set lie, and which of them an epoch takes together: so many blocks of nearly
/// equal size, whether they are in memory or in a file.
///
/// Rows that are shuffled are dealt to the blocks in turn, each `count` neighbours in the table to all blocks in
/// random order, so that each block is a sample of the whole table. An epoch takes the blocks in random order, and
/// the rows of each in random order.
package struct RowBlocks: Sendable, Equatable {
  package let rows: Int
  /// How many blocks there are, at least 1.
  package let count: Int
  /// The most rows of a block, in a file the distance between two: whole pages of any column of numbers.
  package let stride: Int
  /// What rows are dealt by; nil where they keep their order.
  private let seed: UInt64?

  /// The most bytes of a block of rows, so that one that is read and the next one are 64 MiB.
  private static let mostBytes = 32 << 20
  /// As many rows of four bytes are a page.
  private static let pageRows = 1024

  /// - Parameters:
  ///   - rowBytes: those of all that belongs to a row.
  ///   - seed: what rows are dealt by; nil where they keep their order.
  package init(rows: Int, rowBytes: Int, seed: UInt64?) {
    self.rows = rows
    let fitting = Self.mostBytes / max(1, rowBytes) / Self.pageRows * Self.pageRows
    stride = max(Self.pageRows, fitting)
    count = max(1, (rows + stride - 1) / stride)
    self.seed = seed
  }

  /// Rows that keep their order, in one block.
  package init(rows: Int) {
    (self.rows, count, stride, seed) = (rows, 1, max(rows, 1), nil)
  }

  /// How many rows each block has at least, and how many of the first ones have one more.
  private var least: (rows: Int, longer: Int) { (rows / count, rows % count) }

  /// The rows of a block among all, block after block.
  package func rows(of block: Int) -> Range<Int> {
    let (size, longer) = least
    let start = block * size + min(block, longer)
    return start..<start + size + (block < longer ? 1 : 0)
  }

  /// The block of a place, and which of its rows it is.
  @inline(__always)
  package func block(of place: Int) -> (block: Int, row: Int) {
    if count == 1 { return (0, place) }
    let (size, longer) = least
    let ofLonger = longer * (size + 1)
    if place < ofLonger { return (place / (size + 1), place % (size + 1)) }
    let rest = place - ofLonger
    return size == 0 ? (0, 0) : (longer + rest / size, rest % size)
  }

  /// Whether rows lie in another order than in their table.
  package var areDealt: Bool { count > 1 && seed != nil }

  /// Which blocks some neighbouring rows of the table go to: of the turn with this number, from 0, one after the
  /// other.
  func deal(_ turn: Int, into blocks: UnsafeMutableBufferPointer<Int32>) {
    let (size, longer) = least
    let taking = turn < size ? count : longer
    for block in 0..<taking { blocks[block] = Int32(block) }
    guard let seed else { return }
    RandomStream(seed: seed, .shuffle, major: 0, minor: turn + 1)
      .shuffle(UnsafeMutableBufferPointer(rebasing: blocks[..<taking]))
  }

  /// The number in the table of the row at a place.
  package func tableRow(at place: Int) -> Int {
    guard areDealt else { return place }
    let (block, turn) = block(of: place)
    var blocks = [Int32](repeating: 0, count: count)
    blocks.withUnsafeMutableBufferPointer { deal(turn, into: $0) }
    return turn * count + (blocks.firstIndex(of: Int32(block)) ?? 0)
  }
}

/// Finds the places of rows that are asked for one after the other.
struct RowDealer {
  private let blocks: RowBlocks
  private var turn = -1
  private var dealt: [Int32]

  init(_ blocks: RowBlocks) {
    self.blocks = blocks
    dealt = blocks.areDealt ? Array(repeating: 0, count: blocks.count) : []
  }

  /// Where the row with this number in the table goes: to which block, as which of its rows.
  @inline(__always)
  mutating func place(of row: Int) -> (block: Int, row: Int) {
    guard !dealt.isEmpty else { return blocks.block(of: row) }
    let (turn, member) = row.quotientAndRemainder(dividingBy: blocks.count)
    if turn != self.turn {
      self.turn = turn
      dealt.withUnsafeMutableBufferPointer { blocks.deal(turn, into: $0) }
    }
    return (Int(dealt[member]), turn)
  }
}
