package import System

/// A JSON value, with the place where it was written.
package struct JSONValue: Sendable {
  /// What the value holds. A number keeps its text, so that nothing is lost before its use is known.
  package enum Content: Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case text(String)
    case list([JSONValue])
    case object([JSONMember])
  }

  package var content: Content
  /// The place of the value's first character, or nil for a value made by the program.
  package var location: Location?

  package init(_ content: Content, at location: Location? = nil) {
    self.content = content
    self.location = location
  }
}

/// Making values.
extension JSONValue {
  package static func boolean(_ value: Bool) -> JSONValue { JSONValue(.boolean(value)) }

  package static func text(_ value: String) -> JSONValue { JSONValue(.text(value)) }

  package static func integer(_ value: some FixedWidthInteger) -> JSONValue {
    JSONValue(.number(String(value)))
  }

  /// The shortest text that reads back to the same value of the same precision. JSON has no text
  /// for infinities and for what is not a number: they become null.
  package static func number(
    _ value: some BinaryFloatingPoint & CustomStringConvertible
  ) -> JSONValue {
    value.isFinite ? JSONValue(.number(value.description)) : JSONValue(.null)
  }

  package static func list(_ elements: [JSONValue]) -> JSONValue { JSONValue(.list(elements)) }

  /// An object with its keys in the given order.
  package static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    JSONValue(.object(members.map { JSONMember($0.0, $0.1) }))
  }
}

/// Looking into values; each is nil where the value is of another type.
extension JSONValue {
  package var boolean: Bool? {
    if case .boolean(let value) = content { value } else { nil }
  }

  package var text: String? {
    if case .text(let value) = content { value } else { nil }
  }

  /// The text where a file can have that path: not empty, and without the NUL that would cut it short.
  package var path: String? {
    text.flatMap { $0.isEmpty || $0.utf8.contains(0) ? nil : $0 }
  }

  package var list: [JSONValue]? {
    if case .list(let elements) = content { elements } else { nil }
  }

  package var members: [JSONMember]? {
    if case .object(let members) = content { members } else { nil }
  }

  /// The value of a key, or nil where the value is no object or has no such key.
  package subscript(key: String) -> JSONValue? {
    members?.first { $0.key.isSame(as: key) }?.value
  }

  /// The double nearest to the number's text, or nil where that is infinite.
  package var double: Double? {
    guard case .number(let text) = content, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// How many of something there are: a whole number of at least 0 that is small enough for millions of such to
  /// have a sum.
  package var count: Int? { integer.flatMap { 0...1 << 40 ~= $0 ? $0 : nil } }

  /// The number where it is whole and fits: `1e3` and `10.0` are whole.
  package var integer: Int? {
    if case .number(let text) = content { Int(wholeNumber: text) } else { nil }
  }
}

extension Int {
  /// The value of a number's text in JSON's grammar, or nil where it is not whole or does not fit.
  fileprivate init?(wholeNumber text: String) {
    let parts = text.split(whereSeparator: { $0 == "e" || $0 == "E" })
    let mantissa = parts[0].split(separator: ".")
    let fraction = mantissa.count > 1 ? mantissa[1] : ""
    var digits = Substring(mantissa[0] + fraction)
    let isNegative = digits.first == "-"
    if isNegative { digits.removeFirst() }
    digits = digits.drop { $0 == "0" }
    guard !digits.isEmpty else {
      self = 0
      return
    }
    // The value is digits · 10^scale; an exponent that no Int holds is far beyond every whole Int.
    guard let exponent = parts.count > 1 ? Int(parts[1]) : 0, abs(exponent / 2) < Int.max / 4
    else { return nil }
    var scale = exponent - fraction.utf8.count
    while digits.last == "0" {
      digits.removeLast()
      scale += 1
    }
    guard scale >= 0, scale < 20 else { return nil }
    self.init((isNegative ? "-" : "") + digits + String(repeating: "0", count: scale))
  }
}

extension StringProtocol {
  /// Whether two texts are the same in every byte. Swift's own equality takes "é" in one scalar and
  /// in two for the same; a column's name must not be mistaken so.
  package func isSame(as other: some StringProtocol) -> Bool {
    utf8.elementsEqual(other.utf8)
  }
}
