import System

/// A CSV file whose header is read and whose rows are still to come.
final class TableReader {
  let path: String
  let delimiter: Character
  let dialect: Dialect
  let source: ChunkSource
  private(set) var header: [HeaderCell] = []
  /// How many cells without a name the header has at its end, below which the first chunk has nothing.
  /// They are no columns; the rows may have them, empty, or not.
  private(set) var emptyTail = 0
  /// The chunk with the header, its rows beginning behind it.
  private(set) var first: TextChunk
  /// How many lines come before that chunk.
  private(set) var linesBefore = 0

  /// Small enough for a core's own cache together with its numbers.
  static let chunkBytes = 256 << 10

  /// Opens a file and reads its header.
  /// - Parameter isLive: whether rows of a pipe are wanted as they come.
  init(path: String, delimiter: Character, isLive: Bool = false) throws(Failure) {
    self.path = path
    self.delimiter = delimiter
    dialect = Dialect(delimiter: delimiter)
    source = try ChunkSource(
      path: path, chunkBytes: Self.chunkBytes, liveDialect: isLive ? dialect : nil)
    first = TextChunk(buffer: TextBuffer(capacity: 1))
    try readHeader()
  }

  /// Whether all rows may find room in memory, twice: as cells, which take four bytes or more, and encoded. By the
  /// size of the file and the rows of its first chunk; of a file whose size is not known nothing speaks against it
  /// before it is read.
  func mayFit(columns: Int, in room: RowRoom) -> Bool {
    let bytes = room.bytes
    guard bytes > 0 else { return false }
    guard let size = source.size else { return true }
    let text = first.buffer.count - first.firstRow
    let rows = TextCheck.lineFeeds(UnsafePointer(first.buffer.start) + first.firstRow, count: text)
    guard text > 0, rows > 0 else { return true }
    let all = Double(size) / Double(text) * Double(rows)
    return 2 * all * Double(columns * MemoryLayout<Float>.stride) <= Double(bytes)
  }

  /// The columns' names in the file's order.
  var names: [String] { header.map(\.name) }

  /// Goes back to the first row; only where the file can be read twice.
  func rewind() throws(Failure) {
    source.rewind()
    try readHeader()
  }

  private func readHeader() throws(Failure) {
    linesBefore = 0
    let buffer = TextBuffer(capacity: 1)
    while let chunk = try source.next(into: buffer) {
      first = chunk
      if var fault = chunk.fault {
        fault.position.line += linesBefore
        throw fault.failure(in: path)
      }
      let text = UnsafePointer(buffer.start) + chunk.firstCharacter
      let end = UnsafePointer(buffer.start) + buffer.count
      do throws(CellScanner.Fault) {
        if let next = try readHeader(from: text, to: end) {
          first.firstRow = next - UnsafePointer(buffer.start)
          try checkHeader(text, next)
          dropEmptyTail(from: next, to: end)
          return
        }
      } catch {
        throw fault(error, text, end)
      }
      linesBefore += TextCheck.lineFeeds(text, count: end - text)
    }
    throw Failure(.data, at: .file(path), "empty; expected a header and rows")
  }

  /// Reads the first line that is not blank.
  /// - Returns: where the rows begin; nil where all lines are blank.
  private func readHeader(
    from text: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) throws(CellScanner.Fault) -> UnsafePointer<UInt8>? {
    let scanner = CellScanner(
      dialect: dialect, end: end, unescaped: TextBuffer(capacity: 256))
    var cursor = linesBefore == 0 ? try behindStatedDelimiter(from: text, to: end) : text
    header = []
    var place = (byte: text, position: TextPosition(of: text, from: text))
    place.position.line += linesBefore
    while cursor < end {
      let cell = try scanner.cell(at: cursor)
      let isBlankLine =
        header.isEmpty && cell.ending == .row && !cell.isQuoted && cell.text.trimmed.isEmpty
      if !isBlankLine {
        place.position.advance(from: place.byte, to: cursor)
        place.byte = cursor
        header.append(HeaderCell(name: cell.text.trimmed.string, position: place.position))
        if cell.ending == .row { return cell.next }
      }
      cursor = cell.next
    }
    return nil
  }

  /// Skips a first line such as `sep=;`, by which Excel is told what stands between the cells.
  /// - Throws: where it states another delimiter than the one that is expected.
  private func behindStatedDelimiter(
    from text: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>
  ) throws(CellScanner.Fault) -> UnsafePointer<UInt8> {
    let bytes = UnsafeBufferPointer(start: text, count: end - text)
    guard let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return text }
    var line = Array(String(decoding: bytes[..<min(lineEnd, 12)], as: UTF8.self).unicodeScalars)[
      ...]
    if line.last == "\r" { line.removeLast() }
    if line.count > 2, line.first == "\"", line.last == "\"" { line = line.dropFirst().dropLast() }
    guard line.count == 5, let stated = line.last.map(Character.init),
      zip(line, "sep=".unicodeScalars).allSatisfy({ $0.properties.lowercaseMapping == String($1) })
    else { return text }
    guard stated == delimiter else {
      throw CellScanner.Fault(
        byte: text,
        message: "the first line says that \(String(stated).quoted) separates the cells, but "
          + "\(String(delimiter).quoted) is expected there; expected \("delimiter".quoted): "
          + "\(String(stated).quoted) in data, or the file without this line")
    }
    return text + lineEnd + 1
  }

  /// Takes cells without a name off the header's end, where nothing stands below them.
  private func dropEmptyTail(from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) {
    emptyTail = 0
    guard let lastNamed = header.lastIndex(where: { !$0.name.isEmpty }),
      lastNamed + 1 < header.count
    else { return }
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: TextBuffer(capacity: 256))
    var cursor = start
    var column = 0
    while cursor < end, let cell = try? scanner.cell(at: cursor) {
      if column > lastNamed, !cell.text.trimmed.isEmpty { return }
      column = cell.ending == .row ? 0 : column + 1
      cursor = cell.next
    }
    emptyTail = header.count - lastNamed - 1
    header.removeLast(emptyTail)
  }

  private func checkHeader(
    _ text: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) throws(CellScanner.Fault) {
    if let (byte, message) = TextCheck.firstFault(text, count: end - text) {
      throw CellScanner.Fault(byte: byte, message: message)
    }
  }

  private func fault(
    _ fault: CellScanner.Fault, _ text: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Failure {
    var first = fault
    if let (byte, message) = TextCheck.firstFault(text, count: end - text), byte < fault.byte {
      first = CellScanner.Fault(byte: byte, message: message)
    }
    var position = TextPosition(of: first.byte, from: text)
    position.line += linesBefore
    return TextFault(position: position, message: first.message).failure(in: path)
  }

  /// Refuses names that stand twice in the header.
  func checkNames() throws(Failure) {
    var seen: [String: TextPosition] = [:]
    for cell in header {
      if let earlier = seen.updateValue(cell.position, forKey: cell.name) {
        throw TextFault(
          position: cell.position,
          message: "a second column \(Message.quoted(cell.name)); the first is at "
            + "\(earlier.line):\(earlier.column)"
        ).failure(in: path)
      }
    }
  }
}
