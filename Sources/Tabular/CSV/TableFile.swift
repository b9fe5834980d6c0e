import Glibc
import System

/// One file of a table: its header, which is read, and the text of the rows behind it.
final class TableFile {
  /// The cells of the header, in the file's order.
  private(set) var header: [HeaderCell] = []
  /// How many lines come before the rows.
  private(set) var linesBefore = 0

  private let path: String
  /// The number of the file in its table.
  private let number: Int
  private let dialect: Dialect
  private let isLive: Bool
  private let bytes: ByteSource
  /// The bytes read to find the header, of which those up to `used` are no rows or are handed on.
  private let head = TextBuffer(capacity: 1)
  private var used = 0
  private var isWhole = false

  /// The bytes that are read at first.
  private static let headBytes = 64 << 10

  /// Opens a file, or standard input where the path is `-`, and reads its header.
  /// - Parameter isLive: whether rows of a pipe are wanted as they come.
  /// - Throws: `noInput` where it cannot be read, `data` where it has no header or is of a kind that is no text.
  init(_ path: String, number: Int, _ dialect: Dialect, isLive: Bool) throws(Failure) {
    self.path = path
    self.number = number
    self.dialect = dialect
    self.isLive = isLive
    bytes = try ByteSource(path: path)
    try readHeader()
  }

  /// Whether the file can be read twice, unlike a pipe.
  var canRewind: Bool { bytes.canRewind }

  /// The length of the text; nil where only reading all of it tells, as with a pipe or a compressed file.
  var size: Int? { bytes.size }

  /// Why the text ends where it does, where that is not the end of the file.
  var damage: String? { bytes.damage }

  /// Starts over; only where `canRewind`.
  func rewind() throws(Failure) {
    bytes.rewind()
    head.count = 0
    used = 0
    linesBefore = 0
    isWhole = false
    try readHeader()
  }

  /// Reads some of the text of the rows, and waits at most once for the file to give more.
  /// - Returns: as the source of its bytes does.
  func read(into output: UnsafeMutablePointer<UInt8>, most: Int) throws(Failure) -> Int? {
    if used < head.count {
      let count = min(most, head.count - used)
      output.update(from: head.start + used, count: count)
      used += count
      return count
    }
    return isWhole ? nil : try bytes.read(into: output, most: most)
  }

  /// Whether some of the text can be read without waiting.
  /// - Parameter milliseconds: how long to wait for that.
  func hasBytes(within milliseconds: Int32) -> Bool {
    used < head.count || isWhole || bytes.hasBytes(within: milliseconds)
  }

  // MARK: The header

  private func readHeader() throws(Failure) {
    var target = Self.headBytes
    while true {
      try fillHead(to: target)
      try refuseForeign()
      endLine()
      do throws(CellScanner.Fault) {
        if let rows = try findHeader() {
          if let (byte, message) = TextCheck.firstFault(text, count: rows - text) {
            throw CellScanner.Fault(byte: byte, message: message)
          }
          linesBefore += TextCheck.lineFeeds(text, count: rows - text)
          used = rows - UnsafePointer(head.start)
          return
        }
      } catch {
        throw failure(error)
      }
      if isWhole {
        throw damage.map { failure(CellScanner.Fault(byte: end, message: $0)) }
          ?? Failure(.data, at: .file(path), "empty; expected a header and rows")
      }
      if head.count >= ChunkSource.longestRow {
        throw failure(CellScanner.Fault(byte: text, message: ChunkSource.rowIsTooLong))
      }
      target = max(target, head.count * 2)
    }
  }

  /// The text that was read, behind a byte order mark.
  private var text: UnsafePointer<UInt8> { UnsafePointer(head.start) + markLength }
  private var end: UnsafePointer<UInt8> { UnsafePointer(head.start) + head.count }

  /// Reads more of the file, of a live one what is there.
  private func fillHead(to target: Int) throws(Failure) {
    head.reserve(target + 1)
    while head.count < target, !isWhole {
      guard let count = try bytes.read(into: head.start + head.count, most: target - head.count)
      else {
        isWhole = true
        break
      }
      head.count += count
      if isLive, count > 0 { break }
    }
  }

  /// Ends the last line of a whole file with a line feed; what ends with the bytes that are there of another is not
  /// whole, but the scanner needs an end.
  private func endLine() {
    if isWhole, damage == nil, head.count > 0, end[-1] != UInt8(ascii: "\n") {
      head.append(UInt8(ascii: "\n"))
    }
    head.reserve(head.count + 1)
    head.start[head.count] = UInt8(ascii: "\n")
  }

  /// The bytes of a byte order mark at the start of the file.
  private var markLength: Int {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    guard linesBefore == 0, head.count >= mark.count else { return 0 }
    return mark.indices.allSatisfy { head.start[$0] == mark[$0] } ? mark.count : 0
  }

  /// Throws where the first bytes show that the file is no text.
  private func refuseForeign() throws(Failure) {
    guard linesBefore == 0 else { return }
    let first = UnsafeBufferPointer(start: UnsafePointer(head.start), count: head.count)
    if let format = ForeignFormat.format(of: first) {
      throw Failure(
        .data, at: .file(path), format.message(path: path, compression: bytes.compression))
    }
    if isWhole, damage == nil, let message = ForeignFormat.cutOff(first) {
      throw Failure(.data, at: .file(path), message)
    }
  }

  /// Reads the first line that is not blank.
  /// - Returns: where the rows begin; nil where the line is not whole yet.
  private func findHeader() throws(CellScanner.Fault) -> UnsafePointer<UInt8>? {
    let (text, end) = (text, end)
    let scanner = CellScanner(
      dialect: dialect, end: end + 1, unescaped: TextBuffer(capacity: 256))
    var line = linesBefore == 0 ? try behindStatedDelimiter() : text
    var cursor = line
    var rows: UnsafePointer<UInt8>?
    while cursor < end, rows == nil {
      let cell: CellScanner.Cell
      do throws(CellScanner.Fault) {
        cell = try scanner.cell(at: cursor)
      } catch {
        // A quote that is not closed yet may still be, and a delimiter of several bytes may be cut.
        let isCertain =
          isWhole
          || error.byte > cursor && error.byte < end
            && memchr(error.byte, Int32(UInt8(ascii: "\n")), end - error.byte) != nil
        if isCertain { throw error }
        break
      }
      guard cell.next <= end else { break }
      if cell.ending == .row {
        let isBlankLine = cursor == line && !cell.isQuoted && cell.text.trimmed.isEmpty
        if isBlankLine { line = cell.next } else { rows = cell.next }
      }
      cursor = cell.next
    }
    guard let rows else {
      dropLines(from: text, to: line)
      return nil
    }
    header = []
    var position = TextPosition(of: line, from: text)
    position.file = number
    position.line += linesBefore
    cursor = line
    while cursor < rows {
      let cell = try scanner.cell(at: cursor)
      header.append(HeaderCell(name: cell.text.trimmed.string, position: position))
      position.advance(from: cursor, to: cell.next)
      cursor = cell.next
    }
    return rows
  }

  /// Forgets blank lines, so that a file of them needs no memory.
  private func dropLines(from text: UnsafePointer<UInt8>, to line: UnsafePointer<UInt8>) {
    guard line > text else { return }
    linesBefore += TextCheck.lineFeeds(text, count: line - text)
    let count = end - line
    head.start.update(from: line, count: count)
    head.count = count
  }

  /// Skips a first line such as `sep=;`, by which Excel is told what stands between the cells.
  /// - Throws: where it states another delimiter than the one that is expected.
  private func behindStatedDelimiter() throws(CellScanner.Fault) -> UnsafePointer<UInt8> {
    let text = text
    let bytes = UnsafeBufferPointer(start: text, count: end - text)
    guard let lineEnd = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return text }
    var line = Array(String(decoding: bytes[..<min(lineEnd, 12)], as: UTF8.self).unicodeScalars)[
      ...]
    if line.last == "\r" { line.removeLast() }
    if line.count > 2, line.first == "\"", line.last == "\"" { line = line.dropFirst().dropLast() }
    guard line.count == 5, let stated = line.last.map(Character.init),
      zip(line, "sep=".unicodeScalars).allSatisfy({ $0.properties.lowercaseMapping == String($1) })
    else { return text }
    guard stated == dialect.character else {
      throw CellScanner.Fault(
        byte: text,
        message: "the first line says that \(String(stated).quoted) separates the cells, but "
          + "\(String(dialect.character).quoted) is expected there; expected \("delimiter".quoted): "
          + "\(String(stated).quoted) in data, or the file without this line")
    }
    return text + lineEnd + 1
  }

  /// The failure to be reported for a fault of the header, or for bytes before it that belong to no text.
  private func failure(_ fault: CellScanner.Fault) -> Failure {
    var first = fault
    if let (byte, message) = TextCheck.firstFault(text, count: end - text), byte < fault.byte {
      first = CellScanner.Fault(byte: byte, message: message)
    }
    let position = TextPosition(of: first.byte, from: text)
    return Failure(
      .data,
      at: .position(file: path, line: position.line + linesBefore, column: position.column),
      first.message)
  }

  /// Refuses another header than that of the table's first file.
  /// - Throws: `data` at the first column that is another.
  func checkHeader(is first: [HeaderCell], of firstPath: String) throws(Failure) {
    let likeFirst = "as in \(firstPath)"
    let place = zip(header, first).prefix { $0.name == $1.name }.count
    guard place < max(header.count, first.count) else { return }
    let cell = header[min(place, header.count - 1)]
    let message =
      if place == first.count {
        "a further column \(Message.quoted(cell.name)); expected \(first.count) columns, \(likeFirst)"
      } else if place == header.count {
        "no column \(Message.quoted(first[place].name)) behind \(Message.quoted(cell.name)); expected "
          + "\(first.count) columns, \(likeFirst)"
      } else {
        "the column \(Message.quoted(cell.name)); expected \(Message.quoted(first[place].name)), \(likeFirst)"
          + (Set(header.map(\.name)) == Set(first.map(\.name))
            ? ", which has the same columns in another order" : "")
      }
    throw Failure(
      .data,
      at: .position(file: path, line: cell.position.line, column: cell.position.column), message)
  }
}
