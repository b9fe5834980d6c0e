/// Writes cells of a CSV, in quotes where they need them (RFC 4180).
package struct CellWriter: Sendable {
  /// What stands between two cells.
  package let delimiter: [UInt8]

  package init(delimiter: Character) { self.delimiter = Array(String(delimiter).utf8) }

  /// A text as a cell.
  package func cell(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    let isSpecial = bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { needsQuotes(CellText(start: $0, end: $0 + bytes.count)) } ?? false
    }
    guard isSpecial else { return bytes }
    let quote = UInt8(ascii: "\"")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  /// Texts as a row, with a line feed at its end.
  package func row(_ texts: [String]) -> [UInt8] {
    // A row of one empty cell would be a blank line, which is no row.
    let cells = texts == [""] ? [Array("\"\"".utf8)] : texts.map { cell($0) }
    return Array(cells.joined(separator: delimiter)) + [UInt8(ascii: "\n")]
  }

  /// Rows as a text.
  package func table(_ rows: [[String]]) -> String {
    String(decoding: rows.flatMap { row($0) }, as: UTF8.self)
  }

  /// Whether a cell with this content is not read back without quotes.
  func needsQuotes(_ content: CellText) -> Bool {
    var cursor = content.start
    while cursor < content.end {
      switch cursor.pointee {
      case UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return true
      case delimiter[0]:
        let rest = UnsafeBufferPointer(start: cursor, count: content.end - cursor)
        if rest.starts(with: delimiter) { return true }
      default: break
      }
      cursor += 1
    }
    return false
  }
}
