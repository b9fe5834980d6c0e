import Glibc
package import System

/// A matrix [rows, columns] in row-major order, in memory pages of its own or in a file.
///
/// Pages are taken from the machine as they are first written, so room reserved and not used costs
/// nothing. Whoever fills a matrix is its only user until it is filled; after that it is only read,
/// which is why it may be shared. One in a file is read by copies of some of its rows, or by mapping its blocks.
package final class Matrix<Scalar: TableScalar>: @unchecked Sendable {
  /// Rows in a file: block after block, from a page on, each with room for `blocks.stride` rows.
  package struct Stored: Sendable {
    package let file: ScratchFile
    /// Where the first block begins.
    package let start: Int
    package fileprivate(set) var blocks: RowBlocks
  }

  /// So much of a file is taken at a time.
  private static var reservation: Int { 16 << 20 }

  package private(set) var rows: Int
  package let columns: Int
  /// The first element, aligned to a page; that of a page without rows where they are in a file.
  let base: UnsafeMutablePointer<Scalar>
  /// Nil where the rows are in memory.
  package private(set) var stored: Stored?
  /// The bytes of the file that are taken for a matrix that grows.
  private var reserved = 0
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
    stored = nil
  }

  /// A matrix [blocks.rows, columns] in a file.
  /// - Throws: `cannotCreate` where the disk has no room.
  init(_ blocks: RowBlocks, columns: Int, in file: ScratchFile) throws(Failure) {
    let empty = try Matrix(room: 0, columns: columns, mayShrink: false)
    base = empty.base
    (capacity, mappedBytes) = (0, empty.mappedBytes)
    empty.mappedBytes = 0
    self.columns = columns
    rows = blocks.rows
    let last = blocks.rows(of: blocks.count - 1).count
    let start = try file.reserve(
      bytes: ((blocks.count - 1) * blocks.stride + last) * columns * MemoryLayout<Scalar>.stride)
    stored = Stored(file: file, start: start, blocks: blocks)
  }

  /// A matrix in a file of its own, which grows.
  /// - Throws: `cannotCreate` where the folder takes no file.
  init(columns: Int, growingIn folder: String) throws(Failure) {
    let empty = try Matrix(room: 0, columns: columns, mayShrink: false)
    base = empty.base
    (capacity, mappedBytes) = (.max, empty.mappedBytes)
    empty.mappedBytes = 0
    self.columns = columns
    rows = 0
    stored = Stored(
      file: try ScratchFile(in: folder), start: 0,
      blocks: RowBlocks(rows: 0))
  }

  /// Makes room for rows of a matrix that grows.
  /// - Throws: `cannotCreate` where the disk has none.
  func grow(to rows: Int) throws(Failure) {
    let bytes = rows * columns * MemoryLayout<Scalar>.stride
    while let stored, bytes > reserved {
      let more = max(Self.reservation, bytes - reserved)
      reserved = try stored.file.reserve(bytes: more) + more
    }
  }

  deinit { if mappedBytes > 0 { munmap(base, mappedBytes) } }

  package subscript(row: Int, column: Int) -> Scalar {
    precondition(row >= 0 && row < rows && column >= 0 && column < columns)
    guard let stored else { return base[row * columns + column] }
    var element: Scalar = 0
    withUnsafeMutablePointer(to: &element) {
      stored.file.read(
        $0, count: MemoryLayout<Scalar>.stride,
        at: offset(ofRow: row, in: stored) + column * MemoryLayout<Scalar>.stride)
    }
    return element
  }

  /// The elements, row after row, of a matrix in memory.
  package func withUnsafeBufferPointer<Result, Fault: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    precondition(stored == nil, "rows in a file have no address")
    return try body(UnsafeBufferPointer(start: base, count: rows * columns))
  }

  /// Where a row begins in the file.
  private func offset(ofRow row: Int, in stored: Stored) -> Int {
    let place = stored.blocks.block(of: row)
    return stored.start
      + (place.block * stored.blocks.stride + place.row) * columns * MemoryLayout<Scalar>.stride
  }

  /// Copies neighbouring rows.
  /// - Parameter elements: room for them, [range.count, columns]
  package func copy(_ range: Range<Int>, to elements: UnsafeMutablePointer<Scalar>) {
    guard let stored else {
      elements.update(from: row(range.lowerBound), count: range.count * columns)
      return
    }
    var row = range.lowerBound
    while row < range.upperBound {
      let end = min(
        range.upperBound, stored.blocks.rows(of: stored.blocks.block(of: row).block).upperBound)
      stored.file.read(
        elements + (row - range.lowerBound) * columns,
        count: (end - row) * columns * MemoryLayout<Scalar>.stride,
        at: offset(ofRow: row, in: stored))
      row = end
    }
  }

  /// Calls `body` with pieces of the rows, in their order: the first one's number and their elements.
  package func forEachPiece(_ body: (_ first: Int, UnsafeBufferPointer<Scalar>) -> Void) {
    guard stored != nil else {
      return body(0, UnsafeBufferPointer(start: base, count: rows * columns))
    }
    let length = max(1, 65_536 / max(1, columns))
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: length * columns) { scratch in
      guard let start = scratch.baseAddress else { return }
      for first in Swift.stride(from: 0, to: rows, by: length) {
        let end = min(first + length, rows)
        copy(first..<end, to: start)
        body(first, UnsafeBufferPointer(start: start, count: (end - first) * columns))
      }
    }
  }

  /// Calls `body` with so many rows spread evenly over all: each one's number among these and its elements.
  package func forEachRow(
    of count: Int, _ body: (_ number: Int, UnsafePointer<Scalar>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: max(1, columns)) { scratch in
      guard let start = scratch.baseAddress else { return }
      for number in 0..<count {
        let row = number * rows / count
        if stored == nil {
          body(number, self.row(row))
        } else {
          copy(row..<row + 1, to: start)
          body(number, start)
        }
      }
    }
  }

  /// Writes neighbouring rows of one block of a matrix in a file.
  func write(
    _ block: Int, from row: Int, count: Int, _ elements: UnsafePointer<Scalar>
  ) throws(Failure) {
    guard let stored, count > 0 else { return }
    let rowBytes = columns * MemoryLayout<Scalar>.stride
    try stored.file.write(
      elements, count: count * rowBytes,
      at: stored.start + (block * stored.blocks.stride + row) * rowBytes)
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
    guard stored == nil else {
      stored?.blocks = RowBlocks(rows: count)
      return
    }
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
