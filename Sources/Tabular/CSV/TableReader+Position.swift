extension TableReader {
  /// Where a cell stands in a table that is read again, all of whose rows are counted; nil where it cannot
  /// be.
  /// - Parameter wanted: the row, from 0, behind the header; blank lines are none.
  static func position(
    ofRow wanted: Int, column name: String, in files: TableFiles, delimiter: Character
  ) -> TextPosition? {
    guard files.paths != ["-"], let reader = try? TableReader(files, delimiter: delimiter),
      reader.source.canRewind, let column = ColumnNames(reader.names)[name]
    else { return nil }
    let unescaped = TextBuffer(capacity: 256)
    let buffer = TextBuffer(capacity: 1)
    var lines = LineCount()
    var row = 0
    var next: TextChunk? = reader.first
    while let chunk = next {
      let scanner = CellScanner(dialect: reader.dialect, end: chunk.end, unescaped: unescaped)
      var cursor = chunk.start
      var place = 0
      while cursor < chunk.end, let cell = try? scanner.cell(at: cursor) {
        let isBlankLine =
          place == 0 && reader.header.count > 1 && cell.ending == .row && !cell.isQuoted
          && cell.text.trimmed.isEmpty
        if row == wanted, place == column, !isBlankLine {
          return lines.position(TextPosition(of: cursor, from: chunk.start), chunk.starts)
        }
        place += 1
        if cell.ending == .row {
          place = 0
          if !isBlankLine { row += 1 }
        }
        cursor = cell.next
      }
      lines.advance(
        by: TextCheck.lineFeeds(chunk.start, count: chunk.end - chunk.start), chunk.starts)
      next = (try? reader.source.next(into: buffer)) ?? nil
    }
    return nil
  }
}
