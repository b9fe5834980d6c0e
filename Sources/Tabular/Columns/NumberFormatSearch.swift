import Spec
import System

/// The format in which all texts of a column are numbers, where there is one.
///
/// Bodies (`1.234,5` of `1.234,5 kg`) have to agree with the same marks, and what stands before and behind
/// them has to be the same everywhere: a currency before, a unit or a percent sign behind.
package struct NumberFormatSearch {
  /// The format that is meant most likely.
  package let format: NumberFormat
  /// A format in which the texts are other numbers, where that may be meant too.
  package let alternative: NumberFormat?
  /// Whether nothing else can be meant.
  package let isCertain: Bool

  /// - Parameters:
  ///   - texts: trimmed, none of them missing.
  ///   - delimiter: what stands between two cells of the file: where that is a comma, no program wrote
  ///     decimals behind one.
  package init?(_ texts: [String], delimiter: Character) {
    var bodies: [Body] = []
    var affixes: (prefix: String, suffix: String)?
    for text in texts {
      guard let body = Body(text) else { return nil }
      // Zero is zero in any unit.
      let isBareZero = body.digits == "0" && body.prefix.isEmpty && body.suffix.isEmpty
      if !isBareZero {
        // By their bytes, as a stated format is read.
        if let affixes,
          !affixes.prefix.isSame(as: body.prefix) || !affixes.suffix.isSame(as: body.suffix)
        {
          return nil
        }
        affixes = (body.prefix, body.suffix)
      }
      bodies.append(body)
    }
    guard let affixes, Self.isCurrency(affixes.prefix), Self.isUnit(affixes.suffix) else {
      return nil
    }
    var format = NumberFormat()
    format.prefix = affixes.prefix
    format.suffix = affixes.suffix
    format.parentheses = bodies.contains { $0.hasParentheses }
    let fitting = Self.marks.filter { marks in
      let plain = NumberFormat(marks)
      return bodies.allSatisfy { plain.value(of: $0.digits) != nil }
    }.map { marks in
      // Marks that nowhere stand are not stated.
      let isGrouped = bodies.contains {
        NumberFormat((marks.decimal, nil)).value(of: $0.digits) == nil
      }
      return NumberFormat((marks.decimal, isGrouped ? marks.thousands : nil))
    }
    var candidates: [NumberFormat] = []
    for marks in fitting where !candidates.contains(marks) {
      // Where digits alone are left, all marks mean the same.
      let isNew = candidates.allSatisfy { known in
        bodies.contains { known.value(of: $0.digits) != marks.value(of: $0.digits) }
      }
      if isNew { candidates.append(marks) }
    }
    guard !candidates.isEmpty else { return nil }
    let isCommaFile = delimiter == ","
    let isMoney = !format.prefix.isEmpty
    // Of `1,234` both readings are possible; money has no three decimals, nor would whole numbers beside
    // have lost all of theirs.
    let hasWholeNumbers = bodies.contains { $0.digits.utf8.allSatisfy(\.isDigit) }
    let prefersGroups = isMoney || isCommaFile || hasWholeNumbers
    candidates.sort { Self.rank($0, prefersGroups) < Self.rank($1, prefersGroups) }
    let marks = candidates[0]
    self.format = format.with(marks)
    if candidates.count > 1, marks.thousands != .comma || !(isMoney || isCommaFile) {
      alternative = format.with(candidates[1])
    } else {
      alternative = nil
    }
    // `1,2` between commas may be two things that were chosen.
    let mayBeList =
      isCommaFile && marks == NumberFormat((.comma, nil)) && affixes == ("", "")
    isCertain = alternative == nil && !mayBeList
  }

  /// The keys of a column that read a text as a number; nil where none do, or none are needed.
  static func keys(of text: String) -> String? {
    guard let search = NumberFormatSearch([text], delimiter: ";") else { return nil }
    let keys = [search.format.keys, search.alternative?.keys].compactMap(\.self)
      .filter { !$0.isEmpty }
    return keys.isEmpty ? nil : keys.joined(separator: " or ")
  }

  /// Whether a text looks like a quantity, alone or with a currency or a unit, though it may be none that is
  /// read: `22.3K`, `1,23,782`.
  static func isQuantity(_ text: String) -> Bool {
    guard let body = Body(text), isCurrency(body.prefix), isUnit(body.suffix) else { return false }
    if marks.contains(where: { NumberFormat($0).value(of: body.digits) != nil }) { return true }
    // Groups of two digits, as in India.
    let groups = body.digits.split(separator: ".", maxSplits: 1)[0]
      .split(separator: ",", omittingEmptySubsequences: false)
    return groups.count > 2 && (1...2).contains(groups[0].count) && groups.last?.count == 3
      && groups.dropFirst().dropLast().allSatisfy { $0.count == 2 }
      && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }

  /// Whether the texts of a column, its decimal numbers aside, are numbers written for people, so that
  /// they are not to be taken for categories: all of them, though in more than one way; or the first
  /// and at least half of those that came first, with nothing before and behind them.
  static func fill(_ texts: TextPool, delimiter: Character) -> Bool {
    let others = (0..<min(texts.count, 1000)).lazy.map { texts.string($0) }
      .filter { DecimalText($0) == nil }
    if let search = NumberFormatSearch(Array(others), delimiter: delimiter), !search.isCertain {
      return true
    }
    var counts = (grouped: 0, others: 0)
    for text in others {
      let format = NumberFormatSearch([text], delimiter: delimiter)?.format
      if let format, format.prefix.isEmpty, format.suffix.isEmpty, !format.parentheses {
        counts.grouped += 1
      } else if counts.grouped == 0 {
        return false
      } else {
        counts.others += 1
      }
    }
    return counts.grouped > 0 && counts.grouped >= counts.others
  }

  /// All marks that are looked for, numbers of programs first.
  private static let marks: [(decimal: DecimalMark, thousands: ThousandsMark?)] = [
    (.point, nil), (.comma, nil), (.point, .comma), (.comma, .point), (.point, .space),
    (.comma, .space), (.point, .apostrophe), (.comma, .apostrophe), (.point, .underscore),
  ]

  private static func rank(_ marks: NumberFormat, _ prefersGroups: Bool) -> Int {
    switch (marks.decimal, marks.thousands) {
    case (.point, nil): 0
    case (.point, .comma): prefersGroups ? 1 : 3
    case (.comma, nil): 2
    default: 4
    }
  }

  /// What may stand before a number: nothing, or the sign or code of a currency. Letters would make it a
  /// name, as `A12` is.
  private static func isCurrency(_ prefix: String) -> Bool {
    prefix.isEmpty
      || prefix.unicodeScalars.contains { $0.properties.generalCategory == .currencySymbol }
      || currencies.contains(prefix.uppercased())
  }

  /// Codes that stand before sums of money.
  private static let currencies: Set<String> = [
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "RMB", "INR", "SEK", "NOK",
    "DKK",
    "PLN", "CZK", "HUF", "BRL", "MXN", "ZAR", "RUB", "TRY", "KRW", "SGD", "HKD", "RS", "RS.", "FR.",
    "KR", "KR.",
  ]

  /// What may stand behind a number: nothing, a word, a percent sign or a degree.
  private static func isUnit(_ suffix: String) -> Bool {
    guard let first = suffix.unicodeScalars.first else { return true }
    guard suffix.unicodeScalars.count <= 24 else { return false }
    return first.properties.isAlphabetic || "%‰°".unicodeScalars.contains(first)
      || first.properties.generalCategory == .currencySymbol
  }

  /// A number's parts as they stand in a cell.
  struct Body {
    let prefix: String
    /// From the first digit to the last, with a mark before it.
    let digits: String
    let suffix: String
    let hasParentheses: Bool

    init?(_ text: String) {
      var scalars = Array(text.unicodeScalars)[...]
      func trim() {
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
      }
      func takeSign() -> Bool {
        trim()
        guard let first = scalars.first, "+-\u{2212}".unicodeScalars.contains(first) else {
          return false
        }
        scalars.removeFirst()
        trim()
        return true
      }
      func takeParentheses() -> Bool {
        guard scalars.count > 2, scalars.first == "(", scalars.last == ")" else { return false }
        scalars = scalars.dropFirst().dropLast()
        trim()
        return true
      }
      func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
      func isMark(_ scalar: Unicode.Scalar) -> Bool {
        ",.'_\u{2019}".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
      }
      var hasSign = takeSign()
      var hasParentheses = !hasSign && takeParentheses()
      // Before the number nothing but its mark stands next to it: `.5`, but `Rs. 5`.
      guard var first = scalars.firstIndex(where: isDigit) else { return nil }
      if first > scalars.startIndex, ".,".unicodeScalars.contains(scalars[first - 1]),
        first - 1 == scalars.startIndex || !scalars[first - 2].properties.isAlphabetic
      {
        first -= 1
      }
      var before = scalars[..<first]
      scalars = scalars[first...]
      if let last = before.last(where: { !$0.properties.isWhitespace }), !hasSign, !hasParentheses,
        "+-\u{2212}(".unicodeScalars.contains(last)
      {
        while before.last?.properties.isWhitespace == true { before.removeLast() }
        before.removeLast()
        if last == "(" {
          guard let end = scalars.firstIndex(of: ")") else { return nil }
          scalars.remove(at: end)
          hasParentheses = true
        } else {
          hasSign = true
        }
      }
      var end = scalars.firstIndex { !isDigit($0) && !isMark($0) } ?? scalars.endIndex
      while end > scalars.startIndex, !isDigit(scalars[end - 1]) { end -= 1 }
      end = Self.exponentEnd(scalars, from: end)
      digits = String(String.UnicodeScalarView(scalars[..<end]))
      prefix = String(String.UnicodeScalarView(before)).trimmed
      suffix = String(String.UnicodeScalarView(scalars[end...])).trimmed
      self.hasParentheses = hasParentheses
      // Zeros before a number make it a code; digits behind a unit belong to it (`m2`), those behind
      // anything else are another number.
      let whole = digits.utf8.prefix(while: \.isDigit)
      guard whole.count < 2 || whole.first != UInt8(ascii: "0") else { return nil }
      var previous: Unicode.Scalar = " "
      for scalar in suffix.unicodeScalars {
        if isDigit(scalar), !previous.properties.isAlphabetic, previous != "^" { return nil }
        previous = scalar
      }
    }

    /// Where a power of ten (`e+5`) ends that begins at an index; that index where none does.
    private static func exponentEnd(_ scalars: ArraySlice<Unicode.Scalar>, from start: Int) -> Int {
      var rest = scalars[start...]
      guard let letter = rest.popFirst(), letter == "e" || letter == "E" else { return start }
      if let sign = rest.first, "+-\u{2212}".unicodeScalars.contains(sign) { rest.removeFirst() }
      let digits = rest.prefix { ("0"..."9").contains($0) }
      return digits.isEmpty ? start : digits.endIndex
    }
  }
}

extension NumberFormat {
  fileprivate init(_ marks: (decimal: DecimalMark, thousands: ThousandsMark?)) {
    decimal = marks.decimal
    thousands = marks.thousands
  }

  /// The same with the marks of another.
  fileprivate func with(_ marks: NumberFormat) -> NumberFormat {
    var format = self
    format.decimal = marks.decimal
    format.thousands = marks.thousands
    return format
  }

  /// The number that a trimmed text is; nil where it is none.
  func value(of text: String) -> Double? {
    var text = text
    return text.withUTF8 { bytes in
      guard let start = bytes.baseAddress,
        case .number(let value, _, _) = number(
          in: CellText(start: start, end: start + bytes.count))
      else { return nil }
      return value
    }
  }
}
