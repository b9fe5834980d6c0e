/// A block of bytes that grows and is used again and again.
///
/// As many bytes more than its capacity may be read as `placesOfByte` looks at.
///
/// Invariant: one thread at a time uses it, the one that holds the object it belongs to: a thread's
/// own in a scan, or the source's, which is used under the scan's monitor.
final class TextBuffer: @unchecked Sendable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  var count = 0

  private static let margin = MemoryLayout<SIMD64<UInt8>>.size

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity + Self.margin)
  }

  deinit { start.deallocate() }

  /// Makes room for that many bytes, keeping those there are.
  func reserve(_ bytes: Int) {
    guard bytes > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes + Self.margin)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
    capacity = bytes
  }

  /// Replaces the content.
  func fill(from bytes: UnsafePointer<UInt8>, count: Int) {
    self.count = 0
    reserve(count)
    start.update(from: bytes, count: count)
    self.count = count
  }

  func append(_ byte: UInt8) {
    if count == capacity { reserve(max(64, capacity * 2)) }
    start[count] = byte
    count += 1
  }
}
