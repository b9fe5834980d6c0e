/// The cells of rows that are passed on as they are. One thread's own.
struct KeptCells {
  private let columns: [Int]
  private let dialect: Dialect
  private let writer: CellWriter
  private let unescaped = TextBuffer(capacity: 256)
  /// Where the next row is read from.
  private var cursor: UnsafePointer<UInt8>?
  /// The content of the current row's cells; with its quotes where it needs them.
  private var cells: [CellText] = []

  init(_ columns: [Int], dialect: Dialect, writer: CellWriter) {
    self.columns = columns
    self.dialect = dialect
    self.writer = writer
  }

  /// Begins with the rows that start here; none of them is faulty.
  mutating func start(at start: UnsafePointer<UInt8>) { cursor = start }

  /// Adds the kept cells of the next row, each with a delimiter behind it.
  mutating func appendRow(to text: inout [UInt8], end: UnsafePointer<UInt8>) {
    guard !columns.isEmpty, var cursor else { return }
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: unescaped)
    cells.removeAll(keepingCapacity: true)
    while cursor < end, let cell = try? scanner.cell(at: cursor) {
      let start = cursor
      cursor = cell.next
      let isBlankLine =
        cells.isEmpty && cell.ending == .row && !cell.isQuoted && cell.text.trimmed.isEmpty
      if isBlankLine { continue }
      var content = CellText(start: start, end: cell.end)
      if cell.isQuoted {
        let inner = CellText(start: start + 1, end: cell.end - 1)
        if !writer.needsQuotes(inner) { content = inner }
      }
      cells.append(content)
      if cell.ending == .row { break }
    }
    self.cursor = cursor
    for column in columns {
      text.append(contentsOf: cells[column].bytes)
      text.append(contentsOf: writer.delimiter)
    }
  }
}
