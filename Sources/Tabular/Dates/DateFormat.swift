/// How the dates of a column are written, in the letters of POSIX's `strptime`.
package struct DateFormat: Hashable, Sendable {
  /// A part of a format.
  package enum Item: Hashable, Sendable {
    /// A byte that stands there itself.
    case literal(UInt8)
    /// One or more spaces.
    case blank
    /// Four digits.
    case year
    /// Two digits: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
    case shortYear
    /// One or two digits.
    case month
    /// In English and in any case, whole or its first three letters.
    case monthName
    /// One or two digits.
    case day
    /// One to three digits.
    case dayOfYear
    /// One or two digits, 0 to 24.
    case hour
    /// One or two digits, 1 to 12.
    case halfDayHour
    case minute
    /// One or two digits, and decimals behind a point or comma where there are any.
    case second
    /// AM or PM in any case.
    case halfDay
    /// `Z`, `UTC`, `GMT`, or ±hh:mm, ±hhmm or ±hh.
    case offset
  }

  /// Why a text is no format.
  package struct Fault: Error {
    package let message: String
  }

  /// As it was given.
  package let text: String
  package let items: [Item]

  /// Of each letter behind a percent sign what it means; those of `strptime`.
  package static let letters: [(letter: Character, item: Item)] = [
    ("Y", .year), ("y", .shortYear), ("m", .month), ("b", .monthName), ("B", .monthName),
    ("d", .day), ("j", .dayOfYear), ("H", .hour), ("I", .halfDayHour), ("M", .minute),
    ("S", .second), ("p", .halfDay), ("z", .offset),
  ]

  private static let shorthands: [(letter: Character, text: String)] = [
    ("F", "%Y-%m-%d"), ("T", "%H:%M:%S"), ("R", "%H:%M"), ("D", "%m/%d/%y"),
  ]

  /// - Throws: where it has unknown letters, lacks something, or says something twice.
  package init(_ text: String) throws(Fault) {
    self.text = text
    items = try Self.items(of: text)
    try check()
  }

  private static func items(of text: String) throws(Fault) -> [Item] {
    var items: [Item] = []
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "%":
        let letter = scalars.popFirst()
        if letter == "%" {
          items.append(.literal(UInt8(ascii: "%")))
        } else if let item = letters.first(where: { Character(letter ?? "%") == $0.letter })?.item {
          items.append(item)
        } else if let long = shorthands.first(where: { Character(letter ?? "%") == $0.letter }) {
          items += try Self.items(of: long.text)
        } else {
          throw Fault(
            message: Message.quoted("%" + (letter.map { String($0) } ?? ""))
              + " is not part of a date format; expected "
              + (letters.map(\.letter) + shorthands.map(\.letter)).map { "%\($0)" }
              .joined(separator: ", ") + ", or %% for a percent sign")
        }
      case " ", "\t":
        if items.last != .blank { items.append(.blank) }
      default:
        items += String(scalar).utf8.map { .literal($0) }
      }
    }
    while items.last == .blank { items.removeLast() }
    while items.first == .blank { items.removeFirst() }
    return items
  }

  private func check() throws(Fault) {
    let kinds: [(name: String, items: [Item])] = [
      ("year", [.year, .shortYear]), ("month", [.month, .monthName, .dayOfYear]),
      ("day", [.day, .dayOfYear]), ("hour", [.hour, .halfDayHour]), ("minute", [.minute]),
      ("second", [.second]), ("half of the day", [.halfDay]), ("offset", [.offset]),
    ]
    for (name, kind) in kinds where items.count(where: kind.contains) > 1 {
      throw Fault(message: "the \(name) appears twice in the format \(Message.quoted(text))")
    }
    func needs(_ item: [Item], _ other: [Item], _ sentence: String) throws(Fault) {
      if items.contains(where: item.contains), !items.contains(where: other.contains) {
        throw Fault(message: "in the format \(Message.quoted(text)) " + sentence)
      }
    }
    guard items.contains(.year) || items.contains(.shortYear) else {
      throw Fault(
        message: "the format \(Message.quoted(text)) has no year; expected %Y, or %y for two digits"
      )
    }
    try needs([.day], [.month, .monthName], "the day has no month; expected %m or %b")
    try needs([.hour, .halfDayHour], [.day, .dayOfYear], "the hour has no day; expected %d or %j")
    try needs([.minute], [.hour, .halfDayHour], "the minute has no hour; expected %H or %I")
    try needs([.second], [.minute], "the second has no minute; expected %M")
    try needs([.offset], [.hour, .halfDayHour], "the offset has no hour; expected %H or %I")
    try needs([.halfDayHour], [.halfDay], "%I needs %p, AM or PM; expected both, or %H")
    try needs([.halfDay], [.halfDayHour], "%p, AM or PM, needs %I; expected both, or %H")
  }

  /// Whether a day is named, so that there is a day of the week.
  var hasDay: Bool { items.contains(.day) || items.contains(.dayOfYear) }

  /// Whether a month is named.
  var hasMonth: Bool { hasDay || items.contains(.month) || items.contains(.monthName) }

  /// Whether a time of day is named.
  package var hasHour: Bool { items.contains(.hour) || items.contains(.halfDayHour) }

  /// The last evening of 2024 in this format.
  package var example: String {
    var bytes: [UInt8] = []
    for item in items {
      switch item {
      case .literal(let byte): bytes.append(byte)
      case .blank: bytes.append(UInt8(ascii: " "))
      case .year: bytes += "2024".utf8
      case .shortYear: bytes += "24".utf8
      case .month: bytes += "12".utf8
      case .monthName: bytes += "Dec".utf8
      case .day: bytes += "31".utf8
      case .dayOfYear: bytes += "366".utf8
      case .hour: bytes += "23".utf8
      case .halfDayHour: bytes += "11".utf8
      case .minute: bytes += "59".utf8
      case .second: bytes += "30".utf8
      case .halfDay: bytes += "PM".utf8
      case .offset: bytes += "+01:00".utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A moment in ISO 8601, as exact as the format, for people.
  /// - Parameter days: days since 1970-01-01, UTC.
  package func spelled(_ days: Double) -> String {
    guard days.isFinite, abs(days) < 1e8 else { return "\(days)" }
    func padded(_ number: Int, _ digits: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let seconds = hasHour ? Int((days * 86_400).rounded()) : Int(days.rounded(.down)) * 86_400
    let number = Int((Double(seconds) / 86_400).rounded(.down))
    let day = CalendarDay(number: number)
    var text = padded(day.year, 4)
    if hasMonth { text += "-" + padded(day.month) }
    if hasDay { text += "-" + padded(day.day) }
    guard hasHour else { return text }
    let rest = seconds - number * 86_400
    text += " " + padded(rest / 3600) + ":" + padded(rest / 60 % 60)
    return rest % 60 == 0 ? text : text + ":" + padded(rest % 60)
  }
}
