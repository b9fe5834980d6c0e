/// A block of numbers of fixed size, 64-byte aligned, zero at first.
///
/// Invariant: the block lives as long as this object; who writes which part, and when, is fixed by the
/// schedule, whose phases keep writers and readers of a part on different threads apart.
package final class Memory<S: Scalar>: @unchecked Sendable {
  package let count: Int
  package let start: UnsafeMutablePointer<S>

  /// The elements of the longest vector that kernels read.
  private static var vectorLength: Int { 16 }

  package init(count: Int) {
    self.count = count
    // Vectors are read whole, also where a value ends within one.
    let room = (max(count, 1) + Self.vectorLength - 1) / Self.vectorLength * Self.vectorLength
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: room * MemoryLayout<S>.stride, alignment: 64)
    start = raw.bindMemory(to: S.self, capacity: room)
    start.initialize(repeating: 0, count: room)
  }

  deinit { start.deallocate() }

  package var elements: UnsafeMutableBufferPointer<S> { .init(start: start, count: count) }
}
