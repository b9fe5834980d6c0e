import System

/// A CSV table whose header is read and whose rows are still to come: a file, or several one after the other.
final class TableReader {
  let files: TableFiles
  let delimiter: Character
  let dialect: Dialect
  let source: ChunkSource
  private let isLive: Bool
  private(set) var header: [HeaderCell] = []
  /// How many cells without a name the header has at its end, below which the first chunk has nothing.
  /// They are no columns; the rows may have them, empty, or not.
  private(set) var emptyTail = 0
  /// The first chunk of rows.
  private(set) var first: TextChunk

  /// Small enough for a core's own cache together with its numbers.
  static let chunkBytes = 256 << 10

  /// Opens the first file and reads its header; those of the others are compared with it in their turn.
  /// - Parameter isLive: whether rows of a pipe are wanted as they come.
  init(_ files: TableFiles, delimiter: Character, isLive: Bool = false) throws(Failure) {
    self.files = files
    self.delimiter = delimiter
    self.isLive = isLive
    dialect = Dialect(delimiter: delimiter)
    source = try ChunkSource(files, dialect, chunkBytes: Self.chunkBytes, isLive: isLive)
    first = TextChunk(buffer: TextBuffer(capacity: 1))
    try readFirst()
  }

  /// Whether all rows may find room in memory, with what is made of them: cells, which take four bytes or more. By the
  /// size of the file and the rows of its first chunk; of a file whose size is not known nothing speaks against it
  /// before it is read.
  func mayFit(columns: Int, in room: RowRoom) -> Bool {
    let bytes = room.bytes
    guard bytes > 0 else { return false }
    guard let size = source.size else { return true }
    let text = first.buffer.count
    let rows = TextCheck.lineFeeds(first.start, count: text)
    guard text > 0, rows > 0 else { return true }
    let all = Double(size) / Double(text) * Double(rows)
    return 3 * all * Double(columns * MemoryLayout<Float>.stride) <= Double(bytes)
  }

  /// How messages call the table as a whole.
  var path: String { files.name }

  /// The columns' names in the file's order.
  var names: [String] { header.map(\.name) }

  /// Goes back to the first row; only where the files can be read twice.
  func rewind() throws(Failure) {
    try source.rewind()
    try readFirst()
  }

  private func readFirst() throws(Failure) {
    let buffer = TextBuffer(capacity: 1)
    // A pipe's header may be there long before its rows.
    first = try source.next(into: buffer, waits: !isLive) ?? TextChunk(buffer: buffer)
    header = source.header
    dropEmptyTail(from: first.start, to: first.end)
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

  /// Refuses names that stand twice in the header.
  func checkNames() throws(Failure) {
    var seen: [String: TextPosition] = [:]
    for cell in header {
      if let earlier = seen.updateValue(cell.position, forKey: cell.name) {
        throw TextFault(
          position: cell.position,
          message: "a second column \(Message.quoted(cell.name)); the first is at "
            + "\(earlier.line):\(earlier.column)"
        ).failure(in: files)
      }
    }
  }
}
