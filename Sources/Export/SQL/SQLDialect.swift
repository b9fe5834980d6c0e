/// A database's way to write SQL.
package enum SQLDialect: String, CaseIterable, Sendable {
  case sqlite
  case postgresql
  case duckdb

  /// A text without the blanks around it, as cells lose them.
  func trimmed(_ text: String) -> String {
    let spaces =
      (0x2000...0x200b).compactMap { Unicode.Scalar($0) } + ["\u{202f}", "\u{3000}", "\u{feff}"]
    let blanks = Self.literal(" \u{a0}" + String(String.UnicodeScalarView(spaces)))
    return switch self {
    case .sqlite: "trim(\(text), \(blanks) || char(9))"
    case .postgresql, .duckdb: "trim(both \(blanks) || chr(9) from \(text))"
    }
  }

  /// Whether a number is none, as floating-point arithmetic has it; nil where such are NULL.
  func isNaN(_ number: String) -> String? {
    self == .sqlite ? nil : "\(number) = CAST('NaN' AS DOUBLE PRECISION)"
  }

  /// The greatest of some numbers.
  func greatest(_ numbers: [String]) -> String {
    guard numbers.count > 1 else { return numbers[0] }
    // Of few at once, since the number of a function's arguments is limited.
    guard numbers.count <= 50 else {
      return greatest(
        stride(from: 0, to: numbers.count, by: 50).map {
          greatest(Array(numbers[$0..<min($0 + 50, numbers.count)]))
        })
    }
    return "\(self == .sqlite ? "max" : "greatest")(\(numbers.joined(separator: ", ")))"
  }

  /// Whether columns whose names differ in case alone are one.
  var ignoresCase: Bool { self != .postgresql }

  /// The condition on which a cell of a column of numbers holds a text that is none; nil where no such column holds
  /// texts.
  func isNoNumber(_ cell: String) -> String? {
    self == .sqlite
      ? "typeof(\(cell)) IN ('text', 'blob') AND (trim(\(cell)) = '' OR trim(\(cell)) GLOB '*[^0-9.eE+-]*')"
      : nil
  }

  /// What the rows of the table are called in the query.
  static let rowsName = "cells"

  /// A column of the table; with the rows' name, since SQLite takes a quoted name of no column for a text.
  static func column(_ name: String) -> String { rowsName + "." + quoted(name) }

  /// A name in quotes.
  static func quoted(_ name: String) -> String { enclosed(name, by: "\"") }

  /// A text as a literal.
  static func literal(_ text: String) -> String { enclosed(text, by: "'") }

  private static func enclosed(_ text: String, by quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      if scalar == quote { result.append(quote) }
      result.append(scalar)
    }
    result.append(quote)
    return String(result)
  }

  /// A number, in the notation that all dialects take for one in double precision.
  static func number(_ value: Double) -> String {
    let text = "\(value)"
    return value < 0
      ? "(\(text.contains("e") ? text : text + "e0"))" : text.contains("e") ? text : text + "e0"
  }
}
