import Glibc
internal import Synchronization
import System

/// The rows of a CSV table cut into chunks of whole rows, read one after the other.
///
/// Where the cuts are depends on the bytes alone, and not on how they are spread over files. A cut is a line feed
/// outside of quotes: since every chunk starts at a row, the number of quotes before it tells.
final class ChunkSource {
  /// A row longer than this is refused, so that a quote left open does not fill the memory.
  static let longestRow = 64 << 20
  static let rowIsTooLong =
    "a row of more than \(longestRow >> 20) MiB; is a quote left open?"

  /// The header of the first file.
  private(set) var header: [HeaderCell]
  /// The length of the text at most; nil where only reading all of it tells, as with a pipe or a compressed file.
  let size: Int?
  /// Whether the files can be read twice, unlike a pipe.
  let canRewind: Bool

  private let files: TableFiles
  private let dialect: Dialect
  private let chunkBytes: Int
  /// Whether a chunk may have as few as one of a pipe's rows, where more would have to be waited for.
  private let isLive: Bool
  private let isStopped = Atomic(false)
  /// The file that is read, and its number.
  private var file: TableFile
  private var number = 0
  /// The first file where it is not the one that is read: standard input is not opened twice.
  private let firstFile: TableFile
  /// Where files begin in the buffer that is filled, by its bytes.
  private var starts: [(byte: Int, file: Int, linesBefore: Int)]
  private let carried: TextBuffer
  private var isFirst = true
  private var isAtEnd = false
  /// Why the next file cannot be read; told when all rows before it are.
  private var failure: Failure?

  /// Opens the files' first, or standard input where its path is `-`, and reads its header.
  /// - Parameters:
  ///   - chunkBytes: the usual size of a chunk; the first one of a pipe is larger, because a first look
  ///     at it decides what cannot be changed later without reading it twice.
  ///   - isLive: whether rows of a pipe are wanted as they come.
  /// - Throws: `noInput` also where one of the other files is missing.
  init(
    _ files: TableFiles, _ dialect: Dialect, chunkBytes: Int, isLive: Bool
  ) throws(Failure) {
    self.files = files
    self.dialect = dialect
    self.chunkBytes = chunkBytes
    self.isLive = isLive
    carried = TextBuffer(capacity: chunkBytes)
    firstFile = try TableFile(files.paths[0], number: 0, dialect, isLive: isLive)
    file = firstFile
    header = firstFile.header
    starts = [(0, 0, firstFile.linesBefore)]
    var (size, canRewind) = (firstFile.size, firstFile.canRewind)
    for path in files.paths.dropFirst() {
      let more = try ByteSource.Extent(of: path)
      size = more.size.flatMap { more in size.map { $0 + more } }
      canRewind = canRewind && more.canRewind
    }
    (self.size, self.canRewind) = (size, canRewind)
  }

  /// Starts over; only where `canRewind`.
  func rewind() throws(Failure) {
    try firstFile.rewind()
    file = firstFile
    header = file.header
    number = 0
    starts = [(0, 0, file.linesBefore)]
    carried.count = 0
    isFirst = true
    isAtEnd = false
    failure = nil
  }

  /// Lets a thread that waits for more rows to come give up.
  func stop() { isStopped.store(true, ordering: .relaxed) }

  /// Reads the next chunk into the buffer; nil after the last.
  /// - Parameter waits: whether to wait for a row of a live source; else the chunk may have none.
  /// - Throws: `noInput` where a file cannot be read, `data` where it is of a kind that is no text, or its header
  ///   is not that of the first.
  func next(into buffer: TextBuffer, waits: Bool = true) throws(Failure) -> TextChunk? {
    if isAtEnd { return try end() }
    var target = isFirst && !canRewind && !isLive ? Self.firstPipeChunk : chunkBytes
    buffer.fill(from: carried.start, count: carried.count)
    carried.count = 0
    while true {
      target = max(target, buffer.count + chunkBytes / 2)
      buffer.reserve(target + 1)
      if isLive, let end = faultyLineEnd(buffer) { return chunk(buffer, rowsEnd: end) }
      let isWhole = try !fill(buffer, to: target, waits: waits)
      if isStopped.load(ordering: .relaxed) { return nil }
      if isWhole, file.damage == nil {
        isAtEnd = true
        if buffer.count == 0 { return try end() }
        endLine(buffer)
        return chunk(buffer, rowsEnd: buffer.count)
      }
      if let end = lastRowEnd(buffer) { return chunk(buffer, rowsEnd: end) }
      let text = UnsafePointer(buffer.start)
      if let damage = file.damage {
        return lastChunk(
          buffer,
          TextFault(
            position: TextPosition(of: text + buffer.count, from: text), message: damage))
      }
      if buffer.count >= Self.longestRow {
        return lastChunk(
          buffer,
          TextFault(position: TextPosition(of: text, from: text), message: Self.rowIsTooLong))
      }
      if !waits, buffer.count < target { return chunk(buffer, rowsEnd: 0) }
      target = buffer.count * 2
    }
  }

  private static let firstPipeChunk = 8 << 20

  /// What comes behind the last chunk: nothing, or why the next file has none.
  private func end() throws(Failure) -> TextChunk? {
    if let failure { throw failure }
    return nil
  }

  /// A chunk of the rows up to a place; what is behind it is kept for the next.
  private func chunk(_ buffer: TextBuffer, rowsEnd: Int) -> TextChunk {
    var chunk = TextChunk(buffer: buffer)
    chunk.starts = takeStarts(buffer, to: rowsEnd)
    carried.fill(from: buffer.start + rowsEnd, count: buffer.count - rowsEnd)
    buffer.count = rowsEnd
    isFirst = false
    return chunk
  }

  /// A last chunk without a row, where the text ends before a row does.
  private func lastChunk(_ buffer: TextBuffer, _ fault: TextFault) -> TextChunk {
    isAtEnd = true
    var last = TextChunk(buffer: buffer)
    last.starts = takeStarts(buffer, to: buffer.count)
    buffer.count = 0
    last.fault = fault
    isFirst = false
    return last
  }

  /// The files that begin in the first bytes of the buffer; the others begin in the next chunk.
  private func takeStarts(_ buffer: TextBuffer, to end: Int) -> [FileStart] {
    var (taken, byte, line) = ([FileStart](), 0, 0)
    let count = starts.prefix { $0.byte <= end }.count
    for start in starts[..<count] {
      line += TextCheck.lineFeeds(buffer.start + byte, count: start.byte - byte)
      byte = start.byte
      taken.append(FileStart(line: line, file: start.file, linesBefore: start.linesBefore))
    }
    starts = starts[count...].map { ($0.byte - end, $0.file, $0.linesBefore) }
    return taken
  }

  /// Fills the buffer, in a live source with what is there.
  /// - Returns: whether the text may go on.
  private func fill(_ buffer: TextBuffer, to target: Int, waits: Bool) throws(Failure) -> Bool {
    var isWaiting = waits
    while buffer.count < target {
      if isLive, !hasBytes(isWaiting: isWaiting) { return true }
      guard
        let count = try file.read(into: buffer.start + buffer.count, most: target - buffer.count)
      else {
        guard openNext(behind: buffer) else { return false }
        continue
      }
      buffer.count += count
      if count > 0 { isWaiting = false }
    }
    return true
  }

  /// Goes on to the next file.
  /// - Returns: whether there is one whose rows follow those in the buffer.
  private func openNext(behind buffer: TextBuffer) -> Bool {
    guard file.damage == nil, number + 1 < files.paths.count else { return false }
    endLine(buffer)
    // A quote left open is that file's fault.
    if !endsBetweenRows(buffer) { return false }
    do throws(Failure) {
      let path = files.paths[number + 1]
      let next = try TableFile(path, number: number + 1, dialect, isLive: isLive)
      try next.checkHeader(is: header, of: files.paths[0])
      file = next
    } catch {
      failure = error
      return false
    }
    number += 1
    starts.append((buffer.count, number, file.linesBefore))
    return true
  }

  /// Ends the last line, for which there is room.
  private func endLine(_ buffer: TextBuffer) {
    if buffer.count > 0, buffer.start[buffer.count - 1] != UInt8(ascii: "\n") {
      buffer.append(UInt8(ascii: "\n"))
    }
  }

  /// Whether no quote is open at the end of the buffer, nor was where the last file in it began.
  private func endsBetweenRows(_ buffer: TextBuffer) -> Bool {
    let start = starts.last?.byte ?? 0
    return quotes(UnsafePointer(buffer.start) + start, count: buffer.count - start) % 2 == 0
  }

  /// Whether something can be read without waiting.
  /// - Parameter isWaiting: whether to wait for that, until `stop` is called.
  private func hasBytes(isWaiting: Bool) -> Bool {
    while !file.hasBytes(within: isWaiting ? Self.stopInterval : 0) {
      if !isWaiting || isStopped.load(ordering: .relaxed) { return false }
    }
    return true
  }

  /// Milliseconds after which whoever waits for bytes looks whether it is still to wait.
  private static let stopInterval: Int32 = 100

  /// The end of a line with a misplaced quote, behind which no whole row may ever end: the fault is to
  /// be told before more rows come.
  private func faultyLineEnd(_ buffer: TextBuffer) -> Int? {
    let start = UnsafePointer(buffer.start)
    guard TextCheck.contains(UInt8(ascii: "\n"), start, count: buffer.count) else { return nil }
    buffer.start[buffer.count] = UInt8(ascii: "\n")
    let scanner = CellScanner(
      dialect: dialect, end: start + buffer.count + 1, unescaped: TextBuffer(capacity: 256))
    let end = start + buffer.count
    var cursor = start
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
    var end = buffer.count
    var isQuoted = quotes(UnsafePointer(buffer.start), count: end) % 2 == 1
    while end > 0 {
      let byte = buffer.start[end - 1]
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted { return end }
      end -= 1
    }
    return nil
  }

  /// The number of quotes in a text.
  private func quotes(_ start: UnsafePointer<UInt8>, count: Int) -> Int {
    var (quotes, cursor) = (0, start)
    let limit = start + count
    while let found = memchr(cursor, Int32(UInt8(ascii: "\"")), limit - cursor) {
      quotes += 1
      cursor = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    }
    return quotes
  }
}
