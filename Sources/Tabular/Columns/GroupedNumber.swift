/// Numbers as people write them and as none is read: `1,234.5`, `3,14`, `1 234`.
enum GroupedNumber {
  /// Whether a text is a number with thousands separators or a decimal comma.
  static func matches(_ text: some Sequence<UInt8>) -> Bool {
    // A space that does not break a line, wide or narrow, is a space.
    var text = String(decoding: Array(text), as: UTF8.self)
      .replacing("\u{a0}", with: " ").replacing("\u{202f}", with: " ")[...]
    if let first = text.utf8.first, "+-".utf8.contains(first) { text.removeFirst() }
    guard text.utf8.allSatisfy({ isDigit($0) || ",. '_".utf8.contains($0) }) else { return false }
    let groups = text.utf8.split(omittingEmptySubsequences: false) { !isDigit($0) }
    let separators = text.utf8.filter { !isDigit($0) }
    guard groups.count > 1, groups.allSatisfy({ !$0.isEmpty }) else { return false }
    let inner = groups.dropFirst().dropLast()
    guard inner.allSatisfy({ $0.count == 3 }), Set(separators.dropLast()).count <= 1 else {
      return false
    }
    let last = separators[separators.count - 1]
    let hasOneKind = separators.dropLast().allSatisfy { $0 == last }
    // 1234,5 or 1.234,5
    if last == UInt8(ascii: ","), !hasOneKind || separators.count == 1 { return true }
    // 1,234.5
    if last == UInt8(ascii: "."), !hasOneKind { return groups[0].count <= 3 }
    // 1,234,567 or 1.234.567, but 1.234 is a decimal number
    return hasOneKind && groups[0].count <= 3 && groups[groups.count - 1].count == 3
      && !(last == UInt8(ascii: ".") && separators.count == 1)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Whether the texts of a column, its decimal numbers aside, are such numbers: the first, and at
  /// least half of those that came first.
  static func fill(_ texts: TextPool) -> Bool {
    var counts = (grouped: 0, others: 0)
    for code in 0..<min(texts.count, 1000) where DecimalText(texts.string(code)) == nil {
      if matches(texts[code]) {
        counts.grouped += 1
      } else if counts.grouped == 0 {
        return false
      } else {
        counts.others += 1
      }
    }
    return counts.grouped > 0 && counts.grouped >= counts.others
  }
}
