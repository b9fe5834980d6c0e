/// Texts for people. What comes from data or from the command line may hold characters that a terminal or
/// a page obeys instead of showing them; they are shown as JSON escapes them, such as `\u001b`.
extension Unicode.Scalar {
  /// Whether the scalar is obeyed and not shown: the control characters, the separators of lines and
  /// paragraphs, what overrides or isolates the direction of writing, and what stands
  /// for a byte that is no UTF-8. U+FFFE and U+FFFF belong to them, since no XML may hold them.
  package var isControl: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF: true
    case FilePath.rawBytes: true
    default: false
    }
  }

  /// The scalar as JSON escapes it.
  package var escaped: String {
    switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: String(self).utf16.map { "\\u" + $0.hexadecimal }.joined()
    }
  }
}

extension Unicode.Scalar {
  /// The scalar as messages show it: a byte of a path as `\xE9`.
  fileprivate var visible: String {
    FilePath.rawBytes ~= value
      ? "\\x" + String(value & 0xFF, radix: 16, uppercase: true) : escaped
  }
}

extension StringProtocol {
  /// The text on one line, with control characters shown.
  package var shown: String { String(self).replacingScalars { $0.isControl ? $0.visible : nil } }

  /// The text with control characters shown, but for line feeds and tabs.
  package var shownLines: String {
    String(self).replacingScalars { scalar in
      scalar.isControl && scalar != "\n" && scalar != "\t" ? scalar.visible : nil
    }
  }

  /// The text on one line with control characters shown, cut where it is longer than so many characters.
  package func shown(most: Int) -> String {
    let text = shown
    return text.count > most ? text.prefix(most - 1) + "…" : text
  }
}

extension String {
  /// The text in quotes as JSON has it. Control characters that JSON allows are escaped too.
  package var quoted: String {
    var text = ""
    writeQuoted(to: &text)
    return text
  }

  /// The text in quotes, cut behind so many scalars.
  package func quoted(most: Int) -> String {
    guard unicodeScalars.count > most else { return quoted }
    var start = String(String.UnicodeScalarView(unicodeScalars.prefix(most)))
    start.append("…")
    return start.quoted
  }

  /// Adds the text in quotes as JSON has it.
  package func writeQuoted(to text: inout String) {
    text += "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.isControl: text += scalar.escaped
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension UInt16 {
  /// Four hexadecimal digits.
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
