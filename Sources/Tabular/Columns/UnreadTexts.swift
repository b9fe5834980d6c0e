import Spec
import System

/// Texts of a column of categories or classes that look like dates or quantities, but are not read as such:
/// what is to be said of them.
struct UnreadTexts: Sendable {
  private enum Kind {
    /// Most are dates in a format that is read, and the example is none.
    case strayDates(DateFormat)
    /// Dates in no common format, such as the example and perhaps another one.
    case mixedDates(other: String?)
    case quantities
  }

  private let kind: Kind
  /// How many different texts are such, and how many there are.
  private let count: Int
  private let distinct: Int
  private let example: String
  /// Where the example stands; nil where it is not the first text of its column.
  private let position: TextPosition?
  private let files: TableFiles

  /// With fewer different texts, quantities are categories: sizes of packs, doses.
  private static let fewQuantities = 20
  /// The share of a column's different texts that has to be alike.
  private static let leastQuantities = 0.9
  /// What a column is mostly shows early.
  private static let early = 100

  /// - Parameters:
  ///   - texts: all texts of a column, in the order in which they came.
  ///   - first: where the first of them stands that is no decimal number.
  ///   - files: what the table was read from.
  init?(_ texts: TextPool, first: TextPosition?, _ files: TableFiles) {
    self.files = files
    let (all, early) = (0..<texts.count, 0..<min(texts.count, Self.early))
    distinct = texts.count
    if let (format, count) = DateFormat.nearest(to: texts, isStated: false), 2 * count > distinct,
      let stray = all.first(where: { !format.fits(texts[$0]) })
    {
      if DateShape(texts.string(stray)) == nil {
        kind = .strayDates(format)
        self.count = count
        example = texts.string(stray)
        position = nil
        return
      }
    }
    if 2 * early.count(where: { DateShape(texts.string($0)) != nil }) > early.count {
      let shapes = all.map { DateShape(texts.string($0)) }
      let count = shapes.count { $0 != nil }
      if 2 * count > distinct, let place = shapes.firstIndex(where: { $0 != nil }) {
        let other = shapes.indices.first { shapes[$0] != nil && shapes[$0] != shapes[place] }
        kind = .mixedDates(other: other.map { texts.string($0) })
        self.count = count
        example = texts.string(place)
        position = nil
        return
      }
    }
    guard distinct > Self.fewQuantities,
      early.contains(where: { NumberFormatSearch.isQuantity(texts.string($0)) })
    else { return nil }
    count = all.count { NumberFormatSearch.isQuantity(texts.string($0)) }
    guard Double(count) >= Self.leastQuantities * Double(distinct),
      let firstText = all.first(where: { DecimalText(texts.string($0)) == nil }),
      let place = all.first(where: {
        DecimalText(texts.string($0)) == nil && NumberFormatSearch.isQuantity(texts.string($0))
      })
    else { return nil }
    kind = .quantities
    example = texts.string(place)
    position = place == firstText ? first : nil
  }

  /// What is to be said of a column of categories.
  func note(column: String) -> String {
    "column \(Message.quoted(column)) is read as text, though " + found(in: column)
      + (isQuantities
        ? "; to have them read as numbers, write plain numbers in one unit into the file" : "")
  }

  /// What is to be said of a target of classes.
  func note(target: String) -> String {
    "the classes of column \(Message.quoted(target)) are text, though " + found(in: target)
      + (isQuantities
        ? "; to predict quantities, write plain numbers in one unit into the file" : "")
  }

  var isQuantities: Bool { if case .quantities = kind { true } else { false } }

  private func found(in column: String) -> String {
    let share = "\(count) of its \(distinct) different values"
    switch kind {
    case .strayDates(let format):
      let type = "\("type".quoted): \("date".quoted)"
      return
        "\(share) are dates in the format \(Message.quoted(format.text)), but \(Message.quoted(example)) is not; set "
        + "\(type) in data.columns.\(column.asKey), and list it under \("missing".quoted) there if it "
        + "means that there is no date"
    case .mixedDates(let other):
      let examples = ([example] + [other].compactMap(\.self)).map { Message.quoted($0) }
      return "\(share) look like dates, but "
        + (other == nil ? "in no format that is known" : "in several formats")
        + ", such as \(examples.joined(separator: " and ")); write all as 2020-05-25, or state their "
        + "\("format".quoted) in data.columns.\(column.asKey), to make them dates"
    case .quantities:
      return
        "\(share) look like quantities, but not in one format, such as \(Message.quoted(example))"
        + (position.map { place in
          (files.paths.count > 1 ? " in \(files.paths[place.file])" : "")
            + " at line \(place.line), column \(place.column)"
        } ?? "")
    }
  }
}

/// How a text is written that looks like a date: its digits and words, and what stands between them.
private struct DateShape: Equatable {
  private let text: String

  /// Nil for a text that looks like none: a day, a month and a year, in whatever way they are written,
  /// with or without the time behind them.
  init?(_ text: String) {
    var parts: [(text: String, isNumber: Bool)] = []
    var shape = ""
    for character in text {
      let isNumber = character.isASCII && character.isNumber
      guard isNumber || character.isLetter else {
        shape.append(character)
        parts.append(("", false))
        continue
      }
      if let last = parts.last, !last.text.isEmpty, last.isNumber == isNumber {
        parts[parts.count - 1].text.append(character)
      } else {
        shape.append(isNumber ? "0" : "a")
        parts.append((String(character), isNumber))
      }
    }
    parts.removeAll { $0.text.isEmpty }
    guard Self.isDate(parts) else { return nil }
    self.text = shape
  }

  private static func isDate(_ parts: [(text: String, isNumber: Bool)]) -> Bool {
    guard let first = parts.first else { return false }
    if first.isNumber, first.text.utf8.count == 8 {
      return isCompactDay(first.text) && (parts.count == 1 || parts[1].text == "T")
    }
    guard parts.count >= 3 else { return false }
    let day = parts.prefix(3)
    let years = day.filter { $0.isNumber && isYear($0.text) }
    let words = day.filter { !$0.isNumber }
    let small = day.filter {
      $0.isNumber && $0.text.utf8.count <= 2 && (1...31) ~= Int($0.text) ?? 0
    }
    guard years.count == 1, !(day[1].isNumber && isYear(day[1].text)) else { return false }
    if words.isEmpty { return small.count == 2 && small.contains { Int($0.text) ?? 0 <= 12 } }
    return words.count == 1 && small.count == 1
      && months.contains(String(words[0].text.lowercased().prefix(3)))
  }

  /// Whether eight digits are a day as in `20190825`, and not any number.
  private static func isCompactDay(_ text: String) -> Bool {
    guard let number = Int(text) else { return false }
    return (1900...2099) ~= number / 10_000 && (1...12) ~= number / 100 % 100
      && (1...31) ~= number % 100
  }

  private static func isYear(_ text: String) -> Bool {
    text.utf8.count == 4 && (1000...2999) ~= Int(text) ?? 0
  }

  /// How months begin in languages of Europe.
  private static let months: Set<String> = [
    "jan", "feb", "fév", "mar", "mär", "mrz", "apr", "avr", "abr", "mai", "may", "maj", "mei",
    "mag", "jun", "jui", "giu", "jul", "lug", "aug", "aoû", "ago", "sep", "set", "okt",
    "oct", "out", "ott", "nov", "dec", "dez", "dic", "déc", "ene", "gen", "fev",
  ]
}
