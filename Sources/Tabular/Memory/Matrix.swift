import Glibc
package import System

/// A matrix [rows, columns] in row-major order, in memory pages of its own.
///
/// Pages are taken from the machine as they are first written, so room reserved and not used costs
/// nothing. Whoever fills a matrix is its only user until it is filled; after that it is only read,
/// which is why it may be shared.
package final class Matrix<Scalar: TableScalar>: @unchecked Sendable {
  package private(set) var rows: Int
  package let columns: Int
  /// The first element, aligned to a page.
  let base: UnsafeMutablePointer<Scalar>
  /// How many rows there is room for.
  let capacity: Int
  private var mappedBytes: Int
  private var releasedBytes = 0

  /// A matrix of zeros [rows, columns]; one that cannot fit in memory is refused.
  package convenience init(rows: Int, columns: Int) throws(Failure) {
    try self.init(room: rows, columns: columns, mayShrink: false)
    self.rows = rows
  }

  /// An empty matrix with room for `room` rows, or as many as can be had where `mayShrink`.
  init(room: Int, columns: Int, mayShrink: Bool) throws(Failure) {
    let rowBytes = MachineMemory.saturatedProduct(columns, MemoryLayout<Scalar>.stride)
    let limit = MachineMemory.limit
    var bytes = MachineMemory.saturatedProduct(max(room, 1), max(rowBytes, 1))
    if mayShrink { bytes = min(bytes, limit) }
    guard bytes <= limit else { throw Self.tooLarge(rows: room, columns: columns, bytes: bytes) }
    var mapping: UnsafeMutableRawPointer?
    while true {
      mapping = mmap(
        nil, Self.pages(bytes), PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | (mayShrink ? MAP_NORESERVE : 0), -1, 0)
      if mapping != MAP_FAILED || !mayShrink || bytes < 1 << 20 { break }
      bytes /= 2
    }
    guard let mapping, mapping != MAP_FAILED else {
      throw Self.tooLarge(rows: room, columns: columns, bytes: bytes)
    }
    mappedBytes = Self.pages(bytes)
    if mappedBytes >= 8 << 20 { madvise(mapping, mappedBytes, MADV_HUGEPAGE) }
    base = mapping.assumingMemoryBound(to: Scalar.self)
    capacity = rowBytes == 0 ? room : bytes / rowBytes
    self.columns = columns
    rows = 0
  }

  deinit { munmap(base, mappedBytes) }

  package subscript(row: Int, column: Int) -> Scalar {
    precondition(row >= 0 && row < rows && column >= 0 && column < columns)
    return base[row * columns + column]
  }

  /// The elements, row after row.
  package func withUnsafeBufferPointer<Result, Fault: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try body(UnsafeBufferPointer(start: base, count: rows * columns))
  }

  /// The elements, row after row, to be changed by the matrix's only user.
  package func withUnsafeMutableBufferPointer<Result, Fault: Error>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    try body(UnsafeMutableBufferPointer(start: base, count: rows * columns))
  }

  /// The first element of a row.
  func row(_ index: Int) -> UnsafeMutablePointer<Scalar> { base + index * columns }

  /// Says that the first `count` rows are filled, and gives the room behind them back.
  func finish(rows count: Int) {
    rows = count
    let used = Self.pages(max(1, count * columns * MemoryLayout<Scalar>.stride))
    if used < mappedBytes {
      munmap(UnsafeMutableRawPointer(base) + used, mappedBytes - used)
      mappedBytes = used
    }
  }

  /// Gives the memory of the rows before `row` back; they read as anything from then on.
  func release(before row: Int) {
    let page = 4096
    let bytes = row * columns * MemoryLayout<Scalar>.stride / page * page
    guard bytes > releasedBytes else { return }
    madvise(
      UnsafeMutableRawPointer(base) + releasedBytes, bytes - releasedBytes, MADV_DONTNEED)
    releasedBytes = bytes
  }

  private static func pages(_ bytes: Int) -> Int { (bytes + 4095) / 4096 * 4096 }

  private static func tooLarge(rows: Int, columns: Int, bytes: Int) -> Failure {
    Failure(
      .configuration,
      "a table of \(rows) rows and \(columns) columns needs "
        + "\(MachineMemory.spelled(bytes: bytes)) and does not fit in memory "
        + "(\(MachineMemory.spelled(bytes: MachineMemory.limit)))")
  }
}
