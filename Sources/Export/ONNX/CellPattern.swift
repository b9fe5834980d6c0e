import System

/// Texts of cells as a regular expression of RE2, which ONNX has, for all of a cell.
enum CellPattern {
  /// The blanks that a cell loses around it.
  private static let blanks =
    #"[ \t\x{A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}]*"#

  /// A cell that is one of some expressions, blanks around it left out.
  static func cell(_ expressions: [String]) -> String {
    "\(blanks)(?:\(expressions.joined(separator: "|")))\(blanks)"
  }

  /// The text itself.
  static func text(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { pattern, scalar in
      if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar),
        scalar != "_"
      {
        pattern += scalar.value < 0x20 ? "\\x{\(String(scalar.value, radix: 16))}" : "\\\(scalar)"
      } else {
        pattern.unicodeScalars.append(scalar)
      }
    }
  }

  /// A word of ASCII's letters in any case.
  static func word(_ word: String) -> String {
    word.map { "[\($0.uppercased())\($0.lowercased())]" }.joined()
  }

  /// The spellings of a number, those with zeros before it alone left out, as they are codes: with a sign, zeros behind
  /// its point, an exponent.
  /// - Parameter number: digits, perhaps with a sign before and a point among them; nil is returned for anything else.
  static func spellings(of number: String) -> String? {
    var digits = Substring(number)
    let isNegative = digits.first == "-"
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
      let whole = parts.first.map({ String($0.drop { $0 == "0" }) }), !digits.isEmpty
    else { return nil }
    var fraction = parts.count > 1 ? String(parts[1]) : ""
    while fraction.last == "0" { fraction.removeLast() }
    let all = whole + fraction
    let minus = #"(?:-|−)"#
    guard all.contains(where: { $0 != "0" }) else {
      return #"(?:\#(minus)|\+)?(?:0+\.0*|\.0+|0)(?:[eE][+-]?[0-9]+)?|(?:\#(minus)|\+)0+"#
    }
    // As it is; with an exponent behind one digit, and behind all that are not 0.
    let zeros = all.reversed().prefix { $0 == "0" }.count
    let first = all.prefix { $0 == "0" }.count + 1
    let shifts = Set([0, whole.count - first, fraction.isEmpty ? zeros : -fraction.count])
    let forms = shifts.sorted().map { shift -> String in
      let place = whole.count - shift
      let before = all.prefix(place).drop { $0 == "0" && place > 1 }
      var behind = all.dropFirst(place)
      while behind.last == "0" { behind.removeLast() }
      let exponent =
        shift == 0
        ? "(?:[eE][+-]?0+)?" : shift > 0 ? "[eE][+]?0*\(shift)" : "[eE]-0*\(-shift)"
      return "\(before.isEmpty ? "0?" : String(before))"
        + (behind.isEmpty ? "(?:\\.0*)?" : "\\.\(behind)0*") + exponent
    }
    let unsigned = "(?:\(forms.joined(separator: "|")))"
    return isNegative ? "\(minus)0*\(unsigned)" : "(?:\\+0*)?\(unsigned)"
  }
}
