/// The texts of cells that stand for a missing value. An empty cell always does.
package struct MissingTexts: Hashable, Sendable {
  /// Without spaces and tabs around them, which cells lose too.
  package let texts: [String]
  private let bytes: [[UInt8]]
  /// Whether one of them is a decimal number, so that a number may be missing too.
  let holdNumbers: Bool

  /// The texts where the configuration names none.
  package static let standard = MissingTexts(["NA", "N/A", "NaN", "nan", "null", "?"])

  package init(_ texts: [String]) {
    bytes = texts.map { Array(CellText.trimmed(Array($0.utf8)[...])) }
    self.texts = bytes.map { String(decoding: $0, as: UTF8.self) }
    holdNumbers = self.texts.contains { DecimalText($0) != nil }
  }

  /// Whether a trimmed cell stands for a missing value.
  func contains(_ cell: CellText) -> Bool {
    if cell.isEmpty { return true }
    return bytes.contains { cell.equals($0) }
  }
}
