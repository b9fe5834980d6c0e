internal import CProcessor

/// Where the cells and rows of a piece of text end, found for all of it at once.
///
/// What counts is each delimiter and line feed with an even number of quotes before it. Up to the first
/// fault in its quotes, these are the ends of a text's cells.
///
/// Invariant: the memory behind the pointers is the index's own, and as long as the largest text that
/// was indexed has bytes.
final class CellIndex {
  /// For each cell the place of the byte behind it, counted from the start of the text; at -1 the one
  /// before the text, so that every cell starts one behind the end of the one before.
  private(set) var ends: UnsafeMutablePointer<UInt32>
  /// For each row the number of its last cell.
  private(set) var lastCells: UnsafeMutablePointer<UInt32>
  /// How many rows end in the text.
  private(set) var rows = 0
  /// How many line feeds there are, those within quotes included.
  private(set) var lineFeeds = 0
  private var capacity = 0

  /// Ends are written in groups, the last of which may be too long by this many.
  private static let group = 8

  init() {
    ends = .allocate(capacity: 1 + Self.group) + 1
    lastCells = .allocate(capacity: 1)
  }

  deinit {
    (ends - 1).deallocate()
    lastCells.deallocate()
  }

  /// Indexes a text, behind which 64 bytes more may be read.
  /// - Parameter hasQuotes: whether there may be quotes in it.
  func fill(
    from text: UnsafePointer<UInt8>, count: Int, delimiter: UInt8, hasQuotes: Bool
  ) {
    reserve(count)
    ends[-1] = UInt32.max
    // Two loops, so that a text without quotes does not pay for them.
    if hasQuotes {
      find(text, count, delimiter, hasQuotes: true)
    } else {
      find(text, count, delimiter, hasQuotes: false)
    }
  }

  private func reserve(_ bytes: Int) {
    guard bytes > capacity else { return }
    (ends - 1).deallocate()
    lastCells.deallocate()
    capacity = bytes
    ends = .allocate(capacity: 1 + bytes + Self.group) + 1
    lastCells = .allocate(capacity: bytes)
  }

  @inline(__always)
  private func find(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ delimiter: UInt8, hasQuotes: Bool
  ) {
    var end = ends
    var lastCell = lastCells
    var lineFeeds = 0
    // All ones while the text is within quotes.
    var isQuoted: UInt64 = 0
    for start in stride(from: 0, to: count, by: 64) {
      let block = text + start
      let rest = count - start
      let valid = rest < 64 ? (1 &<< UInt64(rest)) &- 1 : UInt64.max
      var rowEnds = placesOfByte(block, UInt8(ascii: "\n")) & valid
      var cellEnds = placesOfByte(block, delimiter) & valid | rowEnds
      if hasQuotes {
        lineFeeds += rowEnds.nonzeroBitCount
        let quoted = isQuoted ^ Self.parities(placesOfByte(block, UInt8(ascii: "\"")) & valid)
        isQuoted = 0 &- (quoted &>> 63)
        rowEnds &= ~quoted
        cellEnds &= ~quoted
      }
      while rowEnds != 0 {
        let before = cellEnds & ((rowEnds & (0 &- rowEnds)) &- 1)
        lastCell.pointee = UInt32(truncatingIfNeeded: end - ends + before.nonzeroBitCount)
        lastCell += 1
        rowEnds &= rowEnds &- 1
      }
      let found = cellEnds.nonzeroBitCount
      var group = end
      end += found
      while group < end {
        for place in 0..<Self.group {
          group[place] = UInt32(truncatingIfNeeded: start &+ cellEnds.trailingZeroBitCount)
          cellEnds &= cellEnds &- 1
        }
        group += Self.group
      }
    }
    rows = lastCell - lastCells
    self.lineFeeds = hasQuotes ? lineFeeds : rows
  }

  /// For each bit whether an odd number of bits are set up to it, itself included.
  @inline(__always)
  private static func parities(_ bits: UInt64) -> UInt64 {
    var bits = bits
    for distance in [1, 2, 4, 8, 16, 32] as [UInt64] { bits ^= bits &<< distance }
    return bits
  }
}
