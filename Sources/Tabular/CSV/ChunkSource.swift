import Glibc
import Spec
internal import Synchronization

/// A CSV file cut into chunks of whole rows, read one after the other.
///
/// Where the cuts are depends on the bytes alone. A cut is a line feed outside of quotes: since every
/// chunk starts at a row, the number of quotes before it tells.
final class ChunkSource {
  /// A row longer than this is refused, so that a quote left open does not fill the memory.
  static let longestRow = 64 << 20

  /// The path as the user named it.
  let path: String
  /// The file's size; nil where it cannot be known or read twice, such as a pipe's.
  let size: Int?
  private let descriptor: Int32
  private let chunkBytes: Int
  /// Of a pipe's rows that are there without waiting, a chunk may have as few as one; nil where chunks
  /// are full.
  private let liveDialect: Dialect?
  private let isStopped = Atomic(false)
  private let start: off_t
  private let carried: TextBuffer
  private var isFirst = true
  private var isAtEnd = false

  /// Opens a file, or standard input where the path is `-`.
  /// - Parameters:
  ///   - chunkBytes: the usual size of a chunk; the first one of a pipe is larger, because a first look
  ///     at it decides what cannot be changed later without reading it twice.
  ///   - liveDialect: of rows that are wanted as they come, how their cells are separated.
  init(path: String, chunkBytes: Int, liveDialect: Dialect? = nil) throws(Failure) {
    self.path = path
    self.chunkBytes = chunkBytes
    self.liveDialect = liveDialect
    carried = TextBuffer(capacity: chunkBytes)
    guard !path.utf8.contains(0) else {
      throw Failure(.noInput, at: .file(path), "cannot be read: the path holds a NUL")
    }
    descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(
        .noInput, at: .file(path), "cannot be read: \(String(cString: strerror(errno)))")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      size = nil
      start = 0
      return
    }
    start = path == "-" ? max(0, lseek(descriptor, 0, SEEK_CUR)) : 0
    size = Int(status.st_size - start)
    posix_fadvise(descriptor, start, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { close(descriptor) }

  /// Starts over; only where `size` is known.
  func rewind() {
    lseek(descriptor, start, SEEK_SET)
    carried.count = 0
    isFirst = true
    isAtEnd = false
  }

  /// Lets a thread that waits for more rows to come give up.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Reads the next chunk into the buffer; nil after the last.
  func next(into buffer: TextBuffer) throws(Failure) -> TextChunk? {
    if isAtEnd { return nil }
    var target = isFirst && size == nil && liveDialect == nil ? Self.firstPipeChunk : chunkBytes
    buffer.fill(from: carried.start, count: carried.count)
    carried.count = 0
    while true {
      target = max(target, buffer.count + chunkBytes / 2)
      buffer.reserve(target + 1)
      if let liveDialect, let end = faultyLineEnd(buffer, liveDialect) {
        return chunk(buffer, rowsEnd: end)
      }
      try fill(buffer, to: target)
      if isStopped.load(ordering: .relaxed) { return nil }
      if isAtEnd {
        if buffer.count == 0 { return nil }
        if buffer.start[buffer.count - 1] != UInt8(ascii: "\n") {
          buffer.append(UInt8(ascii: "\n"))
        }
        return chunk(buffer)
      }
      if let end = lastRowEnd(buffer) { return chunk(buffer, rowsEnd: end) }
      if buffer.count >= Self.longestRow {
        buffer.append(UInt8(ascii: "\n"))
        isAtEnd = true
        var last = chunk(buffer)
        last.isCutOff = true
        return last
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

  private func fill(_ buffer: TextBuffer, to target: Int) throws(Failure) {
    var isWaiting = true
    while buffer.count < target {
      if liveDialect != nil, !hasBytes(isWaiting: isWaiting) { return }
      isWaiting = false
      let count = read(descriptor, buffer.start + buffer.count, target - buffer.count)
      if count > 0 {
        buffer.count += count
      } else if count == 0 {
        isAtEnd = true
        return
      } else if errno != EINTR {
        throw Failure(
          .noInput, at: .file(path), "cannot be read: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// Whether something can be read without waiting.
  /// - Parameter isWaiting: whether to wait for that, until `stop` is called.
  private func hasBytes(isWaiting: Bool) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&request, 1, isWaiting ? Self.stopInterval : 0)
      // The reading tells what is wrong.
      if count > 0 || count < 0 && errno != EINTR { return true }
      if !isWaiting || isStopped.load(ordering: .relaxed) { return false }
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
