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
    self.texts = texts.map(\.trimmed)
    bytes = self.texts.map { Array($0.utf8) }
    holdNumbers = self.texts.contains { DecimalText($0) != nil }
  }

  /// These texts and some more.
  func adding(_ texts: [String]) -> MissingTexts {
    texts.isEmpty ? self : MissingTexts(self.texts + texts)
  }

  /// Whether a trimmed cell stands for a missing value.
  func contains(_ cell: CellText) -> Bool {
    if cell.isEmpty { return true }
    return bytes.contains { cell.equals($0) }
  }
}
