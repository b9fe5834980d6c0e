import Glibc
internal import Synchronization
import System

/// A CSV file cut into chunks of whole rows, read one after the other.
///
/// Where the cuts are depends on the bytes alone. A cut is a line feed outside of quotes: since every
/// chunk starts at a row, the number of quotes before it tells.
final class ChunkSource {
  /// A row longer than this is refused, so that a quote left open does not fill the memory.
  static let longestRow = 64 << 20

  private let bytes: ByteSource
  private let chunkBytes: Int
  /// Of a pipe's rows that are there without waiting, a chunk may have as few as one; nil where chunks
  /// are full.
  private let liveDialect: Dialect?
  private let isStopped = Atomic(false)
  private let carried: TextBuffer
  private var isFirst = true
  private var isAtEnd = false

  /// Opens a file, or standard input where the path is `-`.
  /// - Parameters:
  ///   - chunkBytes: the usual size of a chunk; the first one of a pipe is larger, because a first look
  ///     at it decides what cannot be changed later without reading it twice.
  ///   - liveDialect: of rows that are wanted as they come, how their cells are separated.
  init(path: String, chunkBytes: Int, liveDialect: Dialect? = nil) throws(Failure) {
    self.chunkBytes = chunkBytes
    self.liveDialect = liveDialect
    carried = TextBuffer(capacity: chunkBytes)
    bytes = try ByteSource(path: path)
  }

  /// The length of the text, once a chunk is read; nil where only reading all of it tells, as with a pipe
  /// or a compressed file.
  var size: Int? { bytes.size }

  /// Whether the file can be read twice, unlike a pipe.
  var canRewind: Bool { bytes.canRewind }

  /// Starts over; only where `canRewind`.
  func rewind() {
    bytes.rewind()
    carried.count = 0
    isFirst = true
    isAtEnd = false
  }

  /// Lets a thread that waits for more rows to come give up.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Reads the next chunk into the buffer; nil after the last.
  /// - Throws: `noInput` where the file cannot be read, `data` where it is of a kind that is no text.
  func next(into buffer: TextBuffer) throws(Failure) -> TextChunk? {
    if isAtEnd { return nil }
    var target =
      isFirst && !canRewind && liveDialect == nil ? Self.firstPipeChunk : chunkBytes
    buffer.fill(from: carried.start, count: carried.count)
    carried.count = 0
    while true {
      target = max(target, buffer.count + chunkBytes / 2)
      buffer.reserve(target + 1)
      if let liveDialect, let end = faultyLineEnd(buffer, liveDialect) {
        return chunk(buffer, rowsEnd: end)
      }
      let isWhole = try !fill(buffer, to: target)
      if isStopped.load(ordering: .relaxed) { return nil }
      if isFirst { try refuseForeign(buffer, isWhole: isWhole) }
      if isWhole, bytes.damage == nil {
        isAtEnd = true
        if buffer.count == 0 { return nil }
        if buffer.start[buffer.count - 1] != UInt8(ascii: "\n") {
          buffer.append(UInt8(ascii: "\n"))
        }
        return chunk(buffer)
      }
      if let end = lastRowEnd(buffer) { return chunk(buffer, rowsEnd: end) }
      let text = UnsafePointer(buffer.start) + markLength(buffer)
      if let damage = bytes.damage {
        let end = UnsafePointer(buffer.start) + buffer.count
        return lastChunk(
          buffer,
          TextFault(
            position: TextPosition(of: end, from: text), message: damage))
      }
      if buffer.count >= Self.longestRow {
        return lastChunk(
          buffer,
          TextFault(
            position: TextPosition(of: text, from: text),
            message: "a row of more than \(Self.longestRow >> 20) MiB; is a quote left open?"))
      }
      target = buffer.count * 2
    }
  }

  private static let firstPipeChunk = 8 << 20

  /// A chunk of the rows up to a place; what is behind it is kept for the next.
  private func chunk(_ buffer: TextBuffer, rowsEnd: Int) -> TextChunk {
    carried.fill(from: buffer.start + rowsEnd, count: buffer.count - rowsEnd)
    buffer.count = rowsEnd
    return chunk(buffer)
  }

  /// A last chunk without a row, where the text ends before a row does.
  private func lastChunk(_ buffer: TextBuffer, _ fault: TextFault) -> TextChunk {
    isAtEnd = true
    buffer.count = 0
    var last = chunk(buffer)
    last.fault = fault
    return last
  }

  private func chunk(_ buffer: TextBuffer) -> TextChunk {
    var chunk = TextChunk(buffer: buffer)
    chunk.firstCharacter = markLength(buffer)
    chunk.firstRow = chunk.firstCharacter
    isFirst = false
    return chunk
  }

  /// The bytes of a byte order mark at the start of the file.
  private func markLength(_ buffer: TextBuffer) -> Int {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    guard isFirst, buffer.count >= mark.count else { return 0 }
    return mark.indices.allSatisfy { buffer.start[$0] == mark[$0] } ? mark.count : 0
  }

  /// Fills the buffer, in a live source with what is there.
  /// - Returns: whether the text may go on.
  private func fill(_ buffer: TextBuffer, to target: Int) throws(Failure) -> Bool {
    var isWaiting = true
    while buffer.count < target {
      if liveDialect != nil, !hasBytes(isWaiting: isWaiting) { return true }
      guard
        let count = try bytes.read(into: buffer.start + buffer.count, most: target - buffer.count)
      else { return false }
      buffer.count += count
      if count > 0 { isWaiting = false }
    }
    return true
  }

  /// Whether something can be read without waiting.
  /// - Parameter isWaiting: whether to wait for that, until `stop` is called.
  private func hasBytes(isWaiting: Bool) -> Bool {
    while !bytes.hasBytes(within: isWaiting ? Self.stopInterval : 0) {
      if !isWaiting || isStopped.load(ordering: .relaxed) { return false }
    }
    return true
  }

  /// Throws where the first bytes show that the file is no text.
  private func refuseForeign(_ buffer: TextBuffer, isWhole: Bool) throws(Failure) {
    let first = UnsafeBufferPointer(start: UnsafePointer(buffer.start), count: buffer.count)
    if let format = ForeignFormat.format(of: first) {
      throw Failure(
        .data, at: .file(bytes.path),
        format.message(path: bytes.path, compression: bytes.compression))
    }
    if isWhole, bytes.damage == nil, let message = ForeignFormat.cutOff(first) {
      throw Failure(.data, at: .file(bytes.path), message)
    }
  }

  /// Milliseconds after which whoever waits for bytes looks whether it is still to wait.
  private static let stopInterval: Int32 = 100

  /// The end of a line with a misplaced quote, behind which no whole row may ever end: the fault is to
  /// be told before more rows come.
  private func faultyLineEnd(_ buffer: TextBuffer, _ dialect: Dialect) -> Int? {
    let start = UnsafePointer(buffer.start)
    guard TextCheck.contains(UInt8(ascii: "\n"), start, count: buffer.count) else { return nil }
    buffer.start[buffer.count] = UInt8(ascii: "\n")
    let scanner = CellScanner(
      dialect: dialect, end: start + buffer.count + 1, unescaped: TextBuffer(capacity: 256))
    let end = start + buffer.count
    var cursor = start + markLength(buffer)
    while true {
      do throws(CellScanner.Fault) {
        cursor = try scanner.cell(at: cursor).next
      } catch {
        // A quote that is not closed yet may still be.
        guard error.byte > cursor,
          let found = memchr(error.byte, Int32(UInt8(ascii: "\n")), end - error.byte)
        else { return nil }
        return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1 - start
      }
      if cursor >= end { return nil }
    }
  }

  /// The end of the last row that is whole: behind the last line feed outside of quotes.
  private func lastRowEnd(_ buffer: TextBuffer) -> Int? {
    let quote = Int32(UInt8(ascii: "\""))
    var quotes = 0
    var end = buffer.count
    var cursor = UnsafePointer(buffer.start)
    let limit = cursor + end
    while let found = memchr(cursor, quote, limit - cursor) {
      quotes += 1
      cursor = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
    var isQuoted = quotes % 2 == 1
    while end > 0 {
      let byte = buffer.start[end - 1]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted { return end }
      end -= 1
    }
    return nil
  }
}
