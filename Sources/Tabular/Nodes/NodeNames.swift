import System

/// The names of the nodes of a graph, one for each row of a table.
struct NodeNames {
  /// The column of the table.
  let column: String
  /// The table's path.
  let path: String
  let vocabulary: Vocabulary
  /// For each text of the vocabulary the row that has it.
  private let rows: [Int]

  /// The number of nodes.
  var count: Int { rows.count }

  /// - Parameters:
  ///   - pool: the names as read.
  ///   - codes: for each row which of them it has.
  /// - Throws: `data` where two rows have one name.
  init(
    _ pool: TextPool, codes: some Collection<Int>, column: String, path: String,
    delimiter: Character
  ) throws(Failure) {
    let texts = ColumnTexts(pool)
    var rows = [Int?](repeating: nil, count: texts.count)
    var second: (row: Int, first: Int, name: String)?
    var repeated = 0
    for (row, code) in codes.enumerated() {
      let text = texts.index[code]
      if let first = rows[text] {
        repeated += 1
        second = second ?? (row, first, texts.vocabulary.texts[text])
      } else {
        rows[text] = row
      }
    }
    if let second {
      let position = TableReader.position(
        ofRow: second.row, column: column, path: path, delimiter: delimiter)
      let first = TableReader.position(
        ofRow: second.first, column: column, path: path, delimiter: delimiter)
      let others = repeated - 1
      let message =
        "a second row has the node \(Message.quoted(second.name)) in column \(Message.quoted(column)); "
        + "the first is "
        + (first.map { "at \($0.line):\($0.column)" } ?? "row \(second.first + 1)")
        + (others > 0
          ? ", and \(others) more row\(others == 1 ? " repeats a name" : "s repeat names")" : "")
        + "; expected a name for each"
      throw position.map { TextFault(position: $0, message: message).failure(in: path) }
        ?? Failure(.data, at: .file(path), "row \(second.row + 1): \(message)")
    }
    self.rows = rows.compactMap(\.self)
    vocabulary = texts.vocabulary
    self.column = column
    self.path = path
  }

  /// The row of the node with a name; nil where there is none.
  func row(of name: String) -> Int? { vocabulary.index(of: name).map { rows[$0] } }
}

extension TableReader {
  /// Where a cell stands in a file that is read again; nil where it cannot be.
  /// - Parameter row: from 0, behind the header; blank lines are none.
  fileprivate static func position(
    ofRow row: Int, column: String, path: String, delimiter: Character
  ) -> TextPosition? {
    guard path != "-", let reader = try? TableReader(path: path, delimiter: delimiter),
      reader.source.canRewind, let column = ColumnNames(reader.names)[column]
    else { return nil }
    let buffer = TextBuffer(capacity: 1)
    let unescaped = TextBuffer(capacity: 256)
    var chunk: TextChunk? = reader.first
    var (lines, rows) = (reader.linesBefore, 0)
    while let text = chunk {
      let scanner = CellScanner(dialect: reader.dialect, end: text.end, unescaped: unescaped)
      var cursor = text.rowsStart
      var place = 0
      while cursor < text.end, let cell = try? scanner.cell(at: cursor) {
        let isBlank =
          place == 0 && cell.ending == .row && !cell.isQuoted && cell.text.trimmed.isEmpty
          && reader.header.count > 1
        if rows == row, place == column, !isBlank {
          var position = TextPosition(of: cursor, from: text.textStart)
          position.line += lines
          return position
        }
        place += 1
        if cell.ending == .row {
          if !isBlank { rows += 1 }
          place = 0
        }
        cursor = cell.next
      }
      lines += TextCheck.lineFeeds(text.textStart, count: text.end - text.textStart)
      chunk = (try? reader.source.next(into: buffer)) ?? nil
    }
    return nil
  }
}
