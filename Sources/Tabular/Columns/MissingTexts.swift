/// The texts of cells that stand for a missing value. An empty cell always does.
package struct MissingTexts: Hashable, Sendable {
  /// Without spaces and tabs around them, which cells lose too.
  package let texts: [String]
  /// By their first bytes.
  private let bytes: [[UInt8]]
  /// Of each byte where those that begin with it start; one more for where the last ones end.
  private let starts: [Int]
  /// Those that are numbers, which may be spelled in several ways; codes with zeros before them may not.
  package let numbers: [Double]
  /// Those beyond ASCII.
  private let others: Set<String>
  /// Whether one of them is a decimal number, so that a number may be missing too.
  let holdNumbers: Bool
  /// A bit for each byte that a cell among them may begin with.
  let firstBytes: SIMD4<UInt64>
  /// A bit for each byte that a cell among them may end with; no number ends with one unless numbers are among them.
  let lastBytes: SIMD4<UInt64>

  /// The texts where the configuration names none: those of R, pandas and databases, and the errors of
  /// spreadsheets. `None` is not among them: it is a category as often (no garage, no damage), and where
  /// it stands among numbers, that is seen.
  package static let standard = MissingTexts([
    "NA", "N/A", "NaN", "nan", "null", "?", "n/a", "NULL", "<NA>", "-nan", "-NaN", "#N/A", "#NA",
    "#N/A N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
    "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#GETTING_DATA", "#ERROR!",
    "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN",
  ])

  package init(_ texts: [String]) {
    self.texts = texts.map(\.trimmed)
    let bytes = self.texts.map { Array($0.utf8) }.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
    self.bytes = bytes
    var starts = [Int](repeating: 0, count: 257)
    for text in bytes { starts[Int(text[0]) + 1] += 1 }
    for byte in 1...256 { starts[byte] += starts[byte - 1] }
    self.starts = starts
    others = Set(self.texts.filter { $0.utf8.contains { $0 >= 0x80 } })
    numbers = self.texts.filter { DecimalText($0) != nil && !$0.isZeroPadded }
      .compactMap { Double($0) }
    holdNumbers = self.texts.contains { DecimalText($0) != nil }
    // Of numbers and of texts beyond ASCII there are other spellings.
    let areAny = holdNumbers || !others.isEmpty
    firstBytes = areAny ? SIMD4(repeating: .max) : Self.bits(of: bytes.compactMap(\.first))
    lastBytes = areAny ? SIMD4(repeating: .max) : Self.bits(of: bytes.compactMap(\.last))
  }

  private static func bits(of bytes: [UInt8]) -> SIMD4<UInt64> {
    var bits = SIMD4<UInt64>()
    for byte in bytes { bits[Int(byte >> 6)] |= 1 << (byte & 63) }
    return bits
  }

  /// These texts and some more.
  func adding(_ texts: [String]) -> MissingTexts {
    texts.isEmpty ? self : MissingTexts(self.texts + texts)
  }

  /// Whether a trimmed cell stands for a missing value.
  func contains(_ cell: CellText) -> Bool {
    if cell.isEmpty { return true }
    let first = Int(cell.start.pointee)
    for place in starts[first]..<starts[first + 1] where cell.equals(bytes[place]) { return true }
    // Programs write -999.0 for -999 as soon as a cell of the column is missing.
    if holdNumbers, !cell.isZeroPadded, case .number(let value, _, _) = cell.number(),
      numbers.contains(value)
    {
      return true
    }
    // Texts beyond ASCII have equivalent forms.
    return !others.isEmpty && cell.bytes.contains { $0 >= 0x80 } && others.contains(cell.string)
  }
}
