import ONNXSchema
import Tabular

/// Numbers that people write for people, `1.234,5 kg`: what surrounds the digits is taken away, and what is left is read
/// as a number.
///
/// Exponents, and more than two blanks at a place, are refused as texts that are no numbers are.
extension ONNXCells {
  private static let blanks = [" ", "\t", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]
  /// So many groups of three digits a number may have.
  private static let mostGroups = 12
  private static let minuses = ["-", "−"]

  /// Whether a format's words can be told from the digits.
  static func canRead(_ format: NumberFormat) -> Bool {
    let others = "0123456789.,'’_+-−()"
    return (format.prefix + format.suffix).allSatisfy { !others.contains($0) && $0 != " " }
  }

  /// The numbers of cells that are not missing, [rows]; infinite for those that are none.
  func numbers(in cells: String, _ format: NumberFormat) -> String {
    let blank = "[\(Self.blanks.joined())]{0,2}"
    func maybe(_ word: String) -> String {
      word.isEmpty ? "" : "(?:\(CellPattern.text(word)))?\(blank)"
    }
    let (before, behind) = (maybe(format.prefix), blank + maybe(format.suffix))
    let digits = Self.digits(of: format)
    let minus = "(?:\(Self.minuses.joined(separator: "|")))"
    func signed(_ sign: String) -> [String] {
      ["\(sign)\(blank)\(before)\(digits)\(behind)", "\(before)\(sign)\(blank)\(digits)\(behind)"]
    }
    var below = signed(minus)
    if format.parentheses {
      below.append("\\(\(blank)\(before)\(digits)\(behind)\\)")
      below.append("\(before)\\(\(blank)\(digits)\(blank)\\)\(behind)")
    }
    let isPositive = matches(cells, around(["\(before)\(digits)\(behind)"] + signed("\\+"), blank))
    let isNegative = matches(cells, around(below, blank))
    let isNumber = nodes.apply("Or", [isPositive, isNegative])
    var text = nodes.choose(isNumber, cells, nodes.text("0"))
    for word in [format.prefix, format.suffix] where !word.isEmpty {
      text = removing(word, from: text, most: 1)
    }
    for sign in ["+"] + Self.minuses + (format.parentheses ? ["(", ")"] : []) {
      text = removing(sign, from: text, most: 1)
    }
    for blank in Self.blanks { text = removing(blank, from: text, most: 31) }
    for mark in format.thousands?.spellings ?? [] where !Self.blanks.contains(mark) {
      text = removing(mark, from: text, most: Self.mostGroups)
    }
    if format.decimal == .comma {
      let parts = parts(of: text, at: ",", atLeast: 2)
      let whole = nodes.apply(
        "StringConcat", [nodes.slice(parts, 0..<1, axis: 1), nodes.text(".")])
      text = nodes.reshape(
        nodes.apply("StringConcat", [whole, nodes.slice(parts, 1..<2, axis: 1)]), [-1])
    }
    let size = nodes.cast(text, to: .double)
    return nodes.choose(
      isNegative, nodes.apply("Neg", [size]),
      nodes.choose(isPositive, size, number(.infinity)))
  }

  private func around(_ expressions: [String], _ blank: String) -> [String] {
    ["\(blank)(?:\(expressions.joined(separator: "|")))\(blank)"]
  }

  private static func digits(of format: NumberFormat) -> String {
    let mark = CellPattern.text(format.decimal.rawValue)
    var whole = "[0-9]+"
    if let thousands = format.thousands {
      let marks = thousands.spellings.map(CellPattern.text).joined(separator: "|")
      whole = "(?:[0-9]+|[1-9][0-9]{0,2}(?:(?:\(marks))[0-9]{3}){1,\(mostGroups)})"
    }
    return "(?:\(whole)(?:\(mark)[0-9]*)?|\(mark)[0-9]+)"
  }

  /// What stands between the marks in texts, [rows, parts], empty where there are fewer parts than in others.
  private func parts(of text: String, at mark: String, atLeast count: Int) -> String {
    let marks = String(repeating: mark, count: count - 1)
    return nodes.apply(
      "StringSplit", [nodes.apply("StringConcat", [text, nodes.text(marks)])],
      [.text("delimiter", mark)], outputs: 2)
  }

  /// Texts without a word that they have so many times at most.
  private func removing(_ word: String, from text: String, most: Int) -> String {
    var width = 2
    while width < most + 1 { width *= 2 }
    var parts = nodes.slice(parts(of: text, at: word, atLeast: width), 0..<width, axis: 1)
    while width > 1 {
      let halves = [0, 1].map { first in
        nodes.apply(
          "Slice",
          [parts, nodes.whole([first]), nodes.whole([width]), nodes.whole([1]), nodes.whole([2])])
      }
      parts = nodes.apply("StringConcat", halves)
      width /= 2
    }
    return nodes.reshape(parts, [-1])
  }
}

extension ThousandsMark {
  /// The texts that a mark may be.
  fileprivate var spellings: [String] {
    switch self {
    case .comma, .point, .underscore: [rawValue]
    case .apostrophe: ["'", "’"]
    case .space: [" ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}"]
    }
  }
}
