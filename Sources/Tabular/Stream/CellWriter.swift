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
