import Glibc

/// The cells of rows that are passed on as they are. One thread's own.
struct KeptCells {
  private let columns: [Int]
  private let dialect: Dialect
  private let writer: CellWriter
  private let unescaped = TextBuffer(capacity: 256)
  /// Whether rows are passed on as a whole.
  private let areAll: Bool
  /// Whether there is one column alone, where a blank line is a cell that is missing.
  private let isSingle: Bool
  /// The content of the current row's cells; with its quotes where it needs them.
  private var cells: [CellText] = []

  /// - Parameter count: how many columns there are.
  /// - Parameter hasEmptyTail: whether rows may have cells behind these.
  init(
    _ columns: [Int], of count: Int, hasEmptyTail: Bool, dialect: Dialect, writer: CellWriter
  ) {
    self.columns = columns
    self.dialect = dialect
    self.writer = writer
    areAll = columns.elementsEqual(0..<count) && !hasEmptyTail
    isSingle = count == 1
  }

  /// Adds the kept cells of the next rows that are not blank, each with a delimiter behind it.
  /// - Parameters:
  ///   - start: where the first row starts; none has a fault.
  ///   - end: the end of the text, behind a line feed.
  ///   - rowEnds: takes where in the text the cells of each row end.
  /// - Returns: where the next row starts.
  mutating func append(
    rows: Int, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    _ text: inout [UInt8], rowEnds: inout [Int]
  ) -> UnsafePointer<UInt8> {
    if columns.isEmpty {
      rowEnds.append(contentsOf: repeatElement(0, count: rows))
      return start
    }
    var cursor = start
    for _ in 0..<rows {
      cursor = appendRow(from: cursor, to: end, &text)
      rowEnds.append(text.count)
    }
    return cursor
  }

  /// Adds the kept cells of the next row that is not blank, each with a delimiter behind it.
  /// - Parameters:
  ///   - start: where that row starts, which has no fault.
  ///   - end: the end of the text, behind a line feed.
  /// - Returns: where the next row starts.
  private mutating func appendRow(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ text: inout [UInt8]
  ) -> UnsafePointer<UInt8> {
    if areAll, let next = appendLine(from: start, to: end, &text) { return next }
    var cursor = start
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: unescaped)
    cells.removeAll(keepingCapacity: true)
    while cursor < end, let cell = try? scanner.cell(at: cursor) {
      let start = cursor
      cursor = cell.next
      let isBlankLine =
        !isSingle && cells.isEmpty && cell.ending == .row && !cell.isQuoted
        && cell.text.trimmed.isEmpty
      if isBlankLine { continue }
      var content = CellText(start: start, end: cell.end)
      if cell.isQuoted {
        let inner = CellText(start: start + 1, end: cell.end - 1)
        if !writer.needsQuotes(inner) { content = inner }
      }
      cells.append(content)
      if cell.ending == .row { break }
    }
    for column in columns {
      text.append(contentsOf: cells[column].bytes)
      text.append(contentsOf: writer.delimiter)
    }
    return cursor
  }

  /// Adds a line that is a row as it stands.
  /// - Returns: where the next line starts; nil where there are quotes in it, or nothing.
  private func appendLine(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ text: inout [UInt8]
  ) -> UnsafePointer<UInt8>? {
    guard let found = memchr(start, Int32(UInt8(ascii: "\n")), end - start) else { return nil }
    let next = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
    var line = CellText(start: start, end: next - 1)
    if let last = line.bytes.last, last == UInt8(ascii: "\r") {
      line = CellText(start: start, end: line.end - 1)
    }
    guard isSingle || !line.trimmed.isEmpty,
      !TextCheck.contains(UInt8(ascii: "\""), line.start, count: line.count)
    else { return nil }
    text.append(contentsOf: line.bytes)
    text.append(contentsOf: writer.delimiter)
    return next
  }
}
