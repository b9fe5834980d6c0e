import System

/// The way to a part of a configuration: keys and indices with dots between them, such as
/// `model.layers.0.units`. A key with dots of its own is in quotes as JSON has them, as in
/// `data.columns."sepal.length".type`.
package struct DottedPath: Hashable, Sendable, CustomStringConvertible {
  package var keys: [String]

  package init(_ keys: [String]) { self.keys = keys }

  /// Reads a path; nil where a key in quotes does not end before a dot, or at the end.
  package init?(_ text: String) {
    var rest = text.unicodeScalars[...]
    self.init(startOf: &rest, until: nil)
    guard rest.isEmpty else { return nil }
  }

  /// Reads the path at the start of a text, and leaves what is behind it.
  /// - Parameter stop: What the path ends before, where it is not in quotes.
  init?(startOf rest: inout Substring.UnicodeScalarView, until stop: Unicode.Scalar?) {
    keys = []
    while true {
      guard let key = Self.key(startOf: &rest, until: stop) else { return nil }
      keys.append(key)
      guard let next = rest.first, next != stop else { return }
      guard next == "." else { return nil }
      rest.removeFirst()
    }
  }

  /// The number, from 1, of the character at which a key begins with a quote that none closes, in the path
  /// at the start of a text; nil where there is no such key.
  static func openQuote(in text: String) -> Int? {
    var rest = text.unicodeScalars[...]
    while rest.first != "=" {
      if rest.first == "\"", closingQuote(of: rest) == nil {
        return text.unicodeScalars.distance(from: text.startIndex, to: rest.startIndex) + 1
      }
      guard key(startOf: &rest, until: "=") != nil, rest.popFirst() == "." else { return nil }
    }
    return nil
  }

  private static func key(
    startOf rest: inout Substring.UnicodeScalarView, until stop: Unicode.Scalar?
  ) -> String? {
    guard rest.first == "\"" else {
      let end = rest.firstIndex { $0 == "." || $0 == stop } ?? rest.endIndex
      defer { rest = rest[end...] }
      return String(rest[..<end])
    }
    guard let closing = closingQuote(of: rest) else { return nil }
    let end = rest.index(after: closing)
    defer { rest = rest[end...] }
    let parsed = try? JSONReader.parse(Array(String(rest[..<end]).utf8), at: .file(""))
    return parsed?.value.text
  }

  /// The quote that closes the one at the start of a text.
  private static func closingQuote(
    of text: Substring.UnicodeScalarView
  ) -> String.Index? {
    var isEscaped = false
    return text.indices.dropFirst().first { index in
      if isEscaped {
        isEscaped = false
        return false
      }
      isEscaped = text[index] == "\\"
      return text[index] == "\""
    }
  }

  /// The path as it is read.
  package var description: String { keys.map(\.asKey).joined(separator: ".") }

  /// The path for a message: in quotes, which it has already where a key does.
  package var quoted: String {
    keys.contains { $0.asKey != $0 } ? description : description.quoted
  }
}

extension String {
  /// The text as a key of a dotted path: in quotes where it would be read as something else.
  package var asKey: String {
    let isPlain = unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case ".", "=", "\"", "\\": false
      default: !scalar.isControl
      }
    }
    return isPlain && !isEmpty ? self : quoted
  }
}
