/// The bytes with which a kind of file begins, each within a range.
struct BytePattern: Sendable {
  private let ranges: [ClosedRange<UInt8>]

  init(_ ranges: ClosedRange<UInt8>...) { self.ranges = ranges }

  init(_ bytes: UInt8...) { ranges = bytes.map { $0...$0 } }

  /// The bytes of a text in ASCII.
  init(_ text: String) { ranges = text.utf8.map { $0...$0 } }

  private init(ranges: [ClosedRange<UInt8>]) { self.ranges = ranges }

  static func + (first: BytePattern, second: BytePattern) -> BytePattern {
    BytePattern(ranges: first.ranges + second.ranges)
  }

  /// Whether all of the pattern is there.
  func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count >= ranges.count && mayMatch(bytes)
  }

  /// Whether the pattern begins with the bytes, the first of them with no other, and goes on.
  func isLonger(than bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count < ranges.count && ranges[0].count == 1 && mayMatch(bytes)
  }

  /// Whether nothing in the bytes speaks against the pattern, of which they may be a part only.
  func mayMatch(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    zip(ranges, bytes).allSatisfy { $0.contains($1) }
  }
}
