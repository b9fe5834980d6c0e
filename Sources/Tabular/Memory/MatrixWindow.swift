import Glibc
import System

/// Some blocks of a matrix in a file, mapped to memory side by side.
///
/// Invariant: one thread uses it, and reads the rows of a slot only while the block that it mapped there last is
/// the one that it wants.
package final class MatrixWindow<Scalar: TableScalar> {
  /// The first row of the first slot; a slot begins `blocks.stride` rows behind the one before.
  package let base: UnsafePointer<Scalar>
  private let region: UnsafeMutableRawPointer
  private let slotBytes: Int
  private let slots: Int
  private let stored: Matrix<Scalar>.Stored
  private let rowBytes: Int

  /// - Parameter matrix: one in a file.
  package init(_ matrix: Matrix<Scalar>, slots: Int) {
    guard let stored = matrix.stored else { preconditionFailure("the rows are in memory") }
    self.stored = stored
    self.slots = slots
    rowBytes = matrix.columns * MemoryLayout<Scalar>.stride
    slotBytes =
      stored.blocks.count == 1
      ? Pages.rounded(stored.blocks.rows * rowBytes) : stored.blocks.stride * rowBytes
    let region = mmap(
      nil, max(slotBytes * slots, Pages.size), PROT_NONE,
      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
      -1, 0)
    guard let region, region != MAP_FAILED else {
      preconditionFailure("there are addresses for some blocks of rows")
    }
    self.region = region
    base = UnsafePointer(region.assumingMemoryBound(to: Scalar.self))
  }

  deinit { munmap(region, max(slotBytes * slots, Pages.size)) }

  private func bytes(of block: Int) -> Int { stored.blocks.rows(of: block).count * rowBytes }

  private func offset(of block: Int) -> Int {
    stored.start + block * stored.blocks.stride * rowBytes
  }

  /// Maps a block to a slot, in the place of the one before.
  package func map(_ block: Int, to slot: Int) {
    let bytes = bytes(of: block)
    guard bytes > 0 else { return }
    stored.file.map(bytes: bytes, at: offset(of: block), to: region + slot * slotBytes)
  }

  /// Says that a block will be wanted soon.
  package func expect(_ block: Int) {
    stored.file.expect(bytes: bytes(of: block), at: offset(of: block))
  }
}
