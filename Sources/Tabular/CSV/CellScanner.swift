import Glibc

/// Finds the cells of a chunk one after the other, whatever they hold.
struct CellScanner {
  /// What follows a cell.
  enum Ending {
    case delimiter
    case row
  }

  /// A cell, and how it ends.
  struct Cell {
    let text: CellText
    let ending: Ending
    let isQuoted: Bool
    /// What follows the cell: a delimiter or the end of the line.
    let end: UnsafePointer<UInt8>
    /// Where the next cell or row begins.
    let next: UnsafePointer<UInt8>
  }

  /// Why there is no cell.
  ///
  /// Invariant: it is caught by the thread that holds the chunk, while it holds it, so the pointer is
  /// valid and read by that thread alone.
  struct Fault: Error, @unchecked Sendable {
    let byte: UnsafePointer<UInt8>
    let message: String
  }

  let dialect: Dialect
  /// The end of the chunk, whose last byte is a line feed.
  let end: UnsafePointer<UInt8>
  /// Holds a cell with doubled quotes until the next one is asked for.
  let unescaped: TextBuffer

  /// What follows a cell that ends here, and its length in bytes; nil where no cell ends here.
  @inline(__always)
  func ending(at cursor: UnsafePointer<UInt8>) -> (ending: Ending, length: Int)? {
    if dialect.isDelimiter(cursor) { return (.delimiter, dialect.delimiter.count) }
    if cursor[0] == UInt8(ascii: "\n") { return (.row, 1) }
    if cursor[0] == UInt8(ascii: "\r"), cursor[1] == UInt8(ascii: "\n") { return (.row, 2) }
    return nil
  }

  /// The cell that starts here.
  func cell(at start: UnsafePointer<UInt8>) throws(Fault) -> Cell {
    if start.pointee == UInt8(ascii: "\"") { return try quotedCell(at: start) }
    var cursor = start
    while true {
      while !dialect.stops[Int(cursor.pointee)] { cursor += 1 }
      if let (ending, length) = ending(at: cursor) {
        return cell(start, cursor, ending, length, isQuoted: false)
      }
      switch cursor.pointee {
      case UInt8(ascii: "\""):
        throw Fault(
          byte: cursor,
          message: "a quote inside an unquoted cell; expected the whole cell in quotes and "
            + "the quotes in it doubled")
      case UInt8(ascii: "\r"):
        throw Fault(
          byte: cursor,
          message: "a carriage return without a line feed; expected lines that end with LF or CRLF")
      default: cursor += 1
      }
    }
  }

  private func quotedCell(at start: UnsafePointer<UInt8>) throws(Fault) -> Cell {
    var cursor = start + 1
    var piece = cursor
    var hasDoubledQuotes = false
    while true {
      guard let found = memchr(cursor, Int32(UInt8(ascii: "\"")), end - cursor) else {
        throw Fault(byte: start, message: "a quote that is never closed")
      }
      cursor = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      if cursor[1] != UInt8(ascii: "\"") { break }
      if !hasDoubledQuotes { unescaped.count = 0 }
      hasDoubledQuotes = true
      append(piece, cursor + 1)
      cursor += 2
      piece = cursor
    }
    guard let (ending, length) = ending(at: cursor + 1) else {
      throw Fault(
        byte: cursor + 1,
        message: "text after a closing quote; expected the delimiter or the end of the line, and "
          + "quotes inside a cell doubled")
    }
    guard hasDoubledQuotes else {
      return cell(start + 1, cursor, ending, length, isQuoted: true)
    }
    append(piece, cursor)
    unescaped.append(UInt8(ascii: "\n"))
    let text = CellText(
      start: UnsafePointer(unescaped.start),
      end: UnsafePointer(unescaped.start) + unescaped.count - 1)
    return Cell(
      text: text, ending: ending, isQuoted: true, end: cursor + 1, next: cursor + 1 + length)
  }

  /// A cell of bytes as they stand in the chunk.
  private func cell(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ ending: Ending, _ length: Int,
    isQuoted: Bool
  ) -> Cell {
    let behind = end + (isQuoted ? 1 : 0)
    var text = CellText(start: start, end: end)
    if !dialect.keepsNumbersWhole { text = copy(text) }
    return Cell(
      text: text, ending: ending, isQuoted: isQuoted, end: behind, next: behind + length)
  }

  /// The text with a line feed behind it, where the delimiter could be read as part of a number.
  private func copy(_ text: CellText) -> CellText {
    unescaped.fill(from: text.start, count: text.count)
    unescaped.append(UInt8(ascii: "\n"))
    let start = UnsafePointer(unescaped.start)
    return CellText(start: start, end: start + text.count)
  }

  private func append(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) {
    unescaped.reserve(unescaped.count + (end - start) + 1)
    (unescaped.start + unescaped.count).update(from: start, count: end - start)
    unescaped.count += end - start
  }
}
