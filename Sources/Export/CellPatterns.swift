import Tabular

/// How numbers and dates of a column are written, as regular expressions of which Python and JavaScript have the same.
enum CellPatterns {
  /// Of a number without its sign, prefix and suffix: the digits before its decimals with the marks between them, those
  /// behind, and the power of ten.
  static func number(_ format: NumberFormat) -> String {
    let mark =
      switch format.thousands {
      case nil: ""
      case .comma: ","
      case .point: "\\."
      case .space: "[ \u{a0}\u{2007}\u{2009}\u{202f}]"
      case .apostrophe: "['\u{2019}]"
      case .underscore: "_"
      }
    let whole = mark.isEmpty ? "[0-9]*" : "[1-9][0-9]{0,2}(?:\(mark)[0-9]{3})+|[0-9]*"
    let decimal = format.decimal == .point ? "\\." : ","
    return "(\(whole))(?:\(decimal)([0-9]*))?(?:[eE]([-+\u{2212}]?[0-9]+))?"
  }

  /// Of a date, its parts by names.
  /// - Parameter group: what begins a group with a name.
  static func date(_ format: DateFormat, group: String) -> String {
    var pattern = ""
    var literal: [UInt8] = []
    func close(_ literal: inout [UInt8]) {
      for scalar in String(decoding: literal, as: UTF8.self).unicodeScalars {
        pattern += "\\^$.|?*+()[]{}".unicodeScalars.contains(scalar) ? "\\" : ""
        pattern.unicodeScalars.append(scalar)
      }
      literal = []
    }
    for item in format.items {
      if case .literal(let byte) = item {
        literal.append(byte)
        continue
      }
      close(&literal)
      pattern += Self.pattern(of: item, group: group)
    }
    close(&literal)
    return pattern
  }

  private static func pattern(of item: DateFormat.Item, group: String) -> String {
    func part(_ name: String, _ pattern: String) -> String { "(\(group)<\(name)>\(pattern))" }
    // As many digits as there are, for nothing of them is given back.
    let two = "[0-9]{2}|[0-9](?![0-9])"
    let three = "[0-9]{3}|[0-9]{2}(?![0-9])|[0-9](?![0-9])"
    return switch item {
    case .literal: ""
    case .blank: " +"
    case .year: part("year", "[0-9]{4}")
    case .shortYear: part("short", "[0-9]{2}")
    case .month: part("month", two)
    case .monthName: part("name", "[A-Za-z]{3,9}(?![A-Za-z])")
    case .day: part("day", two)
    case .dayOfYear: part("number", three)
    case .hour: part("hour", two)
    case .halfDayHour: part("half", two)
    case .minute: part("minute", two)
    case .second: part("second", two) + "(?:[.,]" + part("fraction", "[0-9]+") + ")?"
    case .halfDay: part("noon", "[AaPp]") + "[Mm]"
    case .offset:
      "(?:Z|UTC|GMT|" + part("sign", "[-+]") + part("hours", "[0-9]{2}")
        + "(?::?" + part("minutes", "[0-9]{2}") + "|(?![:0-9])))"
    }
  }
}
