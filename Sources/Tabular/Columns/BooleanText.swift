/// Cells that are true or false.
enum BooleanText {
  /// What a text without blanks around it says: `true`, `yes` and 1, or `false`, `no` and 0; nil for
  /// any other.
  static func value(of text: some Sequence<UInt8>) -> Bool? {
    if let value = wordValue(of: text) { return value }
    switch DecimalText(String(decoding: Array(text), as: UTF8.self)) {
    case one: return true
    case zero: return false
    default: return nil
    }
  }

  /// The same for words alone.
  static func wordValue(of text: some Sequence<UInt8>) -> Bool? {
    let word = text.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    if word.elementsEqual("true".utf8) || word.elementsEqual("yes".utf8) { return true }
    if word.elementsEqual("false".utf8) || word.elementsEqual("no".utf8) { return false }
    return nil
  }

  private static let one = DecimalText("1")
  private static let zero = DecimalText("0")
}
