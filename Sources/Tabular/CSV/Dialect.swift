/// How a CSV file separates its cells.
struct Dialect {
  /// What stands between two cells.
  let character: Character
  /// The delimiter's UTF-8 bytes, at least one.
  let delimiter: [UInt8]
  let first: UInt8
  /// Whether no part of a number can be taken for the delimiter.
  let keepsNumbersWhole: Bool
  /// Whether a look at single bytes finds the ends of cells, with numbers whole between them.
  let canBeIndexed: Bool
  /// For each byte whether it ends or spoils an unquoted cell: delimiter, line end or quote.
  let stops: [Bool]

  init(delimiter character: Character) {
    self.character = character
    delimiter = Array(String(character).utf8)
    first = delimiter[0]
    keepsNumbersWhole = !"0123456789+-.eE".utf8.contains(first)
    canBeIndexed = delimiter.count == 1 && keepsNumbersWhole
    var stops = [Bool](repeating: false, count: 256)
    for byte in [first, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\"")] {
      stops[Int(byte)] = true
    }
    self.stops = stops
  }

  /// Whether a delimiter stands here; the text ends with a line feed.
  @inline(__always)
  func isDelimiter(_ cursor: UnsafePointer<UInt8>) -> Bool {
    if cursor.pointee != first { return false }
    // No delimiter holds a line feed, so the comparison ends with the text at the latest.
    for index in 1..<max(1, delimiter.count) where cursor[index] != delimiter[index] {
      return false
    }
    return true
  }
}
