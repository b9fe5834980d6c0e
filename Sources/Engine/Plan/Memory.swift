/// A block of numbers of fixed size, 64-byte aligned, zero at first.
///
/// Invariant: the block lives as long as this object; who writes which part, and when, is fixed by the
/// schedule, whose phases keep writers and readers of a part on different threads apart.
package final class Memory<S: Scalar>: @unchecked Sendable {
  package let count: Int
  package let start: UnsafeMutablePointer<S>

  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<S>.stride, alignment: 64)
    start = raw.bindMemory(to: S.self, capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { start.deallocate() }

  package var elements: UnsafeMutableBufferPointer<S> { .init(start: start, count: count) }
}
