import Spec
import System

extension DateFormat {
  /// What a text is as a date.
  package enum Reading: Equatable {
    /// Days since 1970-01-01, UTC; a time of day without an offset is taken for one of UTC.
    case days(Double)
    /// Written in this format, but the calendar or the clock has no such moment.
    case impossible
    case other
  }

  /// Reads a trimmed cell.
  ///
  /// 24:00 is the end of a day, and a second 60 is a leap second, which is there at the end of a day of
  /// UTC alone; both are the first moment of the next day.
  func reading(_ text: UnsafeBufferPointer<UInt8>) -> Reading {
    var moment = (seconds: 0, fraction: 0.0)
    return reading(text, &moment)
  }

  /// What of the moment in a trimmed cell the days that it was read as have no room for: of two with the same
  /// days the earlier has less.
  func remainder(of text: UnsafeBufferPointer<UInt8>, from days: Double) -> Double {
    var moment = (seconds: 0, fraction: 0.0)
    guard case .days = reading(text, &moment) else { return .nan }
    return Double(moment.seconds - Int((days * 86_400).rounded(.down))) + moment.fraction
  }

  /// - Parameter moment: becomes the seconds since 1970, where the cell has a time of day.
  private func reading(
    _ text: UnsafeBufferPointer<UInt8>, _ moment: inout (seconds: Int, fraction: Double)
  ) -> Reading {
    var scan = Scan(text: text)
    var (year, month, day) = (0, 1, 1)
    var (hour, minute, second, fraction) = (0, 0, 0, 0.0)
    var isAfternoon = false
    var offset = 0
    for item in items {
      let isRead: Bool =
        switch item {
        case .literal(let byte): scan.skip(byte)
        case .blank: scan.skipBlanks()
        case .year: scan.read(4...4, &year)
        case .shortYear: scan.read(2...2, &year)
        case .month: scan.read(1...2, &month)
        case .monthName: scan.readMonth(&month)
        case .day: scan.read(1...2, &day)
        case .dayOfYear: scan.read(1...3, &day)
        case .hour, .halfDayHour: scan.read(1...2, &hour)
        case .minute: scan.read(1...2, &minute)
        case .second: scan.read(1...2, &second) && scan.readFraction(&fraction)
        case .halfDay: scan.readHalfDay(&isAfternoon)
        case .offset: scan.readOffset(&offset)
        }
      guard isRead else { return .other }
    }
    guard scan.isAtEnd else { return .other }
    if items.contains(.shortYear) { year += year < 69 ? 2000 : 1900 }
    var calendarDay = CalendarDay(year: year, month: month, day: day)
    if items.contains(.dayOfYear) {
      guard (1...(CalendarDay.isLeap(year) ? 366 : 365)).contains(day) else { return .impossible }
      calendarDay = CalendarDay(
        number: CalendarDay(year: year, month: 1, day: 1).number + day - 1)
    }
    guard calendarDay.exists else { return .impossible }
    guard hasHour else {
      moment.seconds = calendarDay.number * 86_400
      return .days(Double(calendarDay.number))
    }
    if items.contains(.halfDayHour) {
      guard (1...12).contains(hour) else { return .impossible }
      hour = hour % 12 + (isAfternoon ? 12 : 0)
    }
    let isEndOfDay = hour == 24 && minute == 0 && second == 0 && fraction == 0
    guard hour < 24 || isEndOfDay, minute < 60, second <= 60 else { return .impossible }
    let seconds = calendarDay.number * 86_400 + hour * 3600 + minute * 60 + second - offset
    guard second < 60 || seconds % 86_400 == 0 else { return .impossible }
    moment = (seconds, fraction)
    return .days((Double(seconds) + fraction) / 86_400)
  }

  /// The same for a text.
  package func reading(_ text: String) -> Reading {
    var text = text
    return text.withUTF8 { reading($0) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ].map { Array($0.utf8) }

  /// A text that is read from its start.
  private struct Scan {
    let text: UnsafeBufferPointer<UInt8>
    var place = 0

    var isAtEnd: Bool { place == text.count }

    private var digit: Int? {
      guard place < text.count, text[place].isDigit else { return nil }
      return Int(text[place]) - 0x30
    }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard place < text.count, text[place] == byte else { return false }
      place += 1
      return true
    }

    mutating func skipBlanks() -> Bool {
      guard skip(0x20) else { return false }
      while skip(0x20) {}
      return true
    }

    /// Reads a whole number with so many digits.
    mutating func read(_ digits: ClosedRange<Int>, _ number: inout Int) -> Bool {
      number = 0
      var count = 0
      while count < digits.upperBound, let digit {
        number = number * 10 + digit
        count += 1
        place += 1
      }
      return count >= digits.lowerBound
    }

    /// Reads decimals, if there are any.
    mutating func readFraction(_ fraction: inout Double) -> Bool {
      let start = place
      guard skip(UInt8(ascii: ".")) || skip(UInt8(ascii: ",")) else { return true }
      guard digit != nil else {
        place = start
        return true
      }
      // Beyond 15 digits a Double has none to add.
      var (digits, power) = (0.0, 1.0)
      while let digit {
        if power < 1e15 { (digits, power) = (digits * 10 + Double(digit), power * 10) }
        place += 1
      }
      fraction = digits / power
      return true
    }

    /// Reads a month's name, whole or by its first letters.
    mutating func readMonth(_ month: inout Int) -> Bool {
      var letters: [UInt8] = []
      while place < text.count, (0x41...0x5a).contains(text[place] & 0xdf), letters.count < 10 {
        letters.append(text[place] | 0x20)
        place += 1
      }
      guard letters.count >= 3,
        let index = months.firstIndex(where: {
          $0 == letters || letters.count == 3 && $0.starts(with: letters)
            || letters.elementsEqual("sept".utf8) && $0.starts(with: letters)
        })
      else { return false }
      month = index + 1
      return true
    }

    mutating func readHalfDay(_ isAfternoon: inout Bool) -> Bool {
      guard place + 2 <= text.count, text[place + 1] | 0x20 == UInt8(ascii: "m") else {
        return false
      }
      switch text[place] | 0x20 {
      case UInt8(ascii: "a"): isAfternoon = false
      case UInt8(ascii: "p"): isAfternoon = true
      default: return false
      }
      place += 2
      return true
    }

    /// Reads how many seconds a clock is ahead of UTC.
    mutating func readOffset(_ offset: inout Int) -> Bool {
      offset = 0
      if skip(UInt8(ascii: "Z")) { return true }
      let rest = text[place...].prefix(3)
      if rest.elementsEqual("UTC".utf8) || rest.elementsEqual("GMT".utf8) {
        place += 3
        return true
      }
      let sign: Int
      if skip(UInt8(ascii: "+")) {
        sign = 1
      } else if skip(UInt8(ascii: "-")) {
        sign = -1
      } else {
        return false
      }
      var (hours, minutes) = (0, 0)
      guard read(2...2, &hours), hours < 24 else { return false }
      if skip(UInt8(ascii: ":")) || digit != nil {
        guard read(2...2, &minutes), minutes < 60 else { return false }
      }
      offset = sign * (hours * 3600 + minutes * 60)
      return true
    }
  }
}
