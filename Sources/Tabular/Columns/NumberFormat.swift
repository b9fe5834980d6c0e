import Spec
import System

/// The character before a number's decimals.
package enum DecimalMark: String, CaseIterable, Sendable {
  case point = "."
  case comma = ","
}

/// What stands between groups of three digits.
package enum ThousandsMark: String, CaseIterable, Sendable {
  case comma = ","
  case point = "."
  /// Any of Unicode's that do not break a line, too.
  case space = " "
  /// The typographic one, too.
  case apostrophe = "'"
  case underscore = "_"

  /// How many bytes of a text a mark takes that stands at its beginning; 0 where none does.
  @inline(__always)
  func length(at start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int {
    let byte = start.pointee
    switch self {
    case .comma: return byte == UInt8(ascii: ",") ? 1 : 0
    case .point: return byte == UInt8(ascii: ".") ? 1 : 0
    case .underscore: return byte == UInt8(ascii: "_") ? 1 : 0
    case .apostrophe:
      if byte == UInt8(ascii: "'") { return 1 }
      // U+2019
      return byte == 0xe2 && end - start >= 3 && start[1] == 0x80 && start[2] == 0x99 ? 3 : 0
    case .space:
      if byte == 0x20 { return 1 }
      // U+00A0
      if byte == 0xc2 { return end - start >= 2 && start[1] == 0xa0 ? 2 : 0 }
      guard byte == 0xe2, end - start >= 3, start[1] == 0x80 else { return 0 }
      // U+2007, U+2009 and U+202F
      return [0x87, 0x89, 0xaf].contains(start[2]) ? 3 : 0
    }
  }
}

/// How numbers are written that people write for people: `1.234,5 kg`, `($61,204)`.
package struct NumberFormat: Hashable, Sendable {
  package var decimal = DecimalMark.point
  /// Nil where digits are not grouped.
  package var thousands: ThousandsMark?
  /// What may stand before a number, and behind one; without spaces around it.
  package var prefix = ""
  package var suffix = ""
  /// Whether a number in parentheses is below 0.
  package var parentheses = false

  package init() {}

  /// Reads a trimmed cell. A sign may stand before a prefix or behind it; spaces between the parts do
  /// not count; prefix, suffix and separators may be left out, but a separator stands only between
  /// groups of three digits.
  func number(in cell: CellText) -> CellText.Reading {
    withDigits(of: cell) { $0.number() } ?? .other
  }

  /// Calls `body` with a trimmed cell's number as programs write it; nil where it is none.
  func withDigits<Result>(of cell: CellText, _ body: (CellText) -> Result) -> Result? {
    var rest = cell
    var isNegative: Bool?
    takeSign(&rest, &isNegative)
    takeParentheses(&rest, &isNegative)
    if !prefix.isEmpty, let inner = rest.dropping(prefix: prefix.utf8) {
      rest = inner.trimmed
    }
    if !suffix.isEmpty, let inner = rest.dropping(suffix: suffix.utf8) {
      rest = inner.trimmed
    }
    takeSign(&rest, &isNegative)
    takeParentheses(&rest, &isNegative)
    guard let first = rest.bytes.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+")
    else {
      return nil
    }
    // A sign, the digits and a byte behind them.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rest.count + 2) { buffer in
      guard let start = buffer.baseAddress else { return nil }
      var end = start
      if isNegative == true {
        end.initialize(to: UInt8(ascii: "-"))
        end += 1
      }
      guard write(rest, to: &end) else { return nil }
      end.initialize(to: UInt8(ascii: "\n"))
      return body(CellText(start: start, end: end))
    }
  }

  /// Takes a sign from the start of a text, where there was none before.
  private func takeSign(_ text: inout CellText, _ isNegative: inout Bool?) {
    guard isNegative == nil, !text.isEmpty, let (length, isMinus) = text.sign else { return }
    isNegative = isMinus
    text = CellText(start: text.start + length, end: text.end).trimmed
  }

  /// Takes the parentheses around a text.
  private func takeParentheses(_ text: inout CellText, _ isNegative: inout Bool?) {
    guard parentheses, isNegative == nil, text.count > 2, text.bytes.first == UInt8(ascii: "("),
      text.bytes.last == UInt8(ascii: ")")
    else { return }
    isNegative = true
    text = CellText(start: text.start + 1, end: text.end - 1).trimmed
  }

  /// Writes digits without separators, their decimals behind a point.
  /// - Returns: whether separators stand where they may.
  private func write(_ text: CellText, to end: inout UnsafeMutablePointer<UInt8>) -> Bool {
    var cursor = text.start
    var (separators, digits) = (0, 0)
    let mark = decimal == .point ? UInt8(ascii: ".") : UInt8(ascii: ",")
    func put(_ byte: UInt8) {
      end.initialize(to: byte)
      end += 1
    }
    while cursor < text.end, cursor.pointee != mark, cursor.pointee | 0x20 != UInt8(ascii: "e") {
      let byte = cursor.pointee
      if byte.isDigit {
        put(byte)
        digits += 1
        cursor += 1
        continue
      }
      guard let length = thousands?.length(at: cursor, text.end), length > 0 else { return false }
      let isGroup =
        separators > 0
        ? digits == 3 : (1...3).contains(digits) && text.start.pointee != UInt8(ascii: "0")
      guard isGroup else { return false }
      separators += 1
      digits = 0
      cursor += length
    }
    guard separators == 0 || digits == 3 else { return false }
    // What follows is checked by whoever reads the result.
    while cursor < text.end {
      let byte = cursor.pointee
      if byte == mark {
        put(UInt8(ascii: "."))
      } else if byte == UInt8(ascii: ".") {
        return false
      } else {
        put(byte)
      }
      cursor += 1
    }
    return true
  }

  /// What a message says that a cell should be.
  var expectation: String {
    let number = "1" + (thousands?.rawValue ?? "") + "234" + decimal.rawValue + "5"
    let space = suffix.unicodeScalars.first?.properties.isAlphabetic == true ? " " : ""
    let example = prefix + number + (suffix.isEmpty ? "" : space + suffix)
    return "a number written as \(example.quoted)"
      + (parentheses ? ", or (\(example)) for a negative one" : "")
  }

  /// The keys of a column that state the format, as JSON has them.
  package var keys: String {
    members.map { "\($0.0.quoted): \($0.1.onOneLine)" }.joined(separator: ", ")
  }

  /// The same as members of an object.
  var members: [(String, JSONValue)] {
    var members: [(String, JSONValue)] = []
    if decimal != .point { members.append(("decimal", .text(decimal.rawValue))) }
    if let thousands { members.append(("thousands", .text(thousands.rawValue))) }
    if !prefix.isEmpty { members.append(("prefix", .text(prefix))) }
    if !suffix.isEmpty { members.append(("suffix", .text(suffix))) }
    if parentheses { members.append(("parentheses", .boolean(true))) }
    return members
  }

  /// Reads what `members` wrote; nil where something of it does not fit.
  init?(json: JSONValue) {
    if let mark = json["decimal"] {
      guard let mark = mark.text.flatMap({ DecimalMark(rawValue: $0) }) else { return nil }
      decimal = mark
    }
    if let mark = json["thousands"] {
      guard let mark = mark.text.flatMap({ ThousandsMark(rawValue: $0) }) else { return nil }
      thousands = mark
    }
    prefix = json["prefix"]?.text ?? ""
    suffix = json["suffix"]?.text ?? ""
    parentheses = json["parentheses"]?.boolean ?? false
  }
}

extension CellText {
  /// The text without bytes that it begins with; nil where it does not.
  fileprivate func dropping(prefix: String.UTF8View) -> CellText? {
    guard bytes.starts(with: prefix) else { return nil }
    return CellText(start: start + prefix.count, end: end)
  }

  /// The text without bytes that it ends with; nil where it does not.
  fileprivate func dropping(suffix: String.UTF8View) -> CellText? {
    let length = suffix.count
    guard count >= length, bytes.suffix(length).elementsEqual(suffix) else { return nil }
    return CellText(start: start, end: end - length)
  }
}
