internal import Glibc

/// A block of numbers of fixed size, 64-byte aligned, zero at first.
///
/// Invariant: the block lives as long as this object; who writes which part, and when, is fixed by the
/// schedule, whose phases keep writers and readers of a part on different threads apart.
package final class Memory<S: Scalar>: @unchecked Sendable {
  package let count: Int
  package let start: UnsafeMutablePointer<S>

  /// The elements of the longest vector that kernels read.
  private static var vectorLength: Int { 16 }
  /// From so many bytes on the pages come from the kernel, zero, and take room when they are first touched: of what ranks
  /// divide among them each touches a part.
  private static var leastMapped: Int { 1 << 20 }
  /// The bytes that are mapped; 0 where they are allocated.
  private let mapped: Int

  package init(count: Int) {
    self.count = count
    // Vectors are read whole, also where a value ends within one.
    let room = (max(count, 1) + Self.vectorLength - 1) / Self.vectorLength * Self.vectorLength
    let size = room * MemoryLayout<S>.stride
    if size >= Self.leastMapped,
      let pages = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      pages != MAP_FAILED
    {
      mapped = size
      start = pages.bindMemory(to: S.self, capacity: room)
      return
    }
    mapped = 0
    let raw = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    start = raw.bindMemory(to: S.self, capacity: room)
    start.initialize(repeating: 0, count: room)
  }

  deinit {
    if mapped > 0 {
      munmap(start, mapped)
    } else {
      start.deallocate()
    }
  }

  package var elements: UnsafeMutableBufferPointer<S> { .init(start: start, count: count) }
}
