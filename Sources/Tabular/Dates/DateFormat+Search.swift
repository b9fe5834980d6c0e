extension DateFormat {
  /// A format that columns are tried with.
  private struct Candidate {
    let format: DateFormat
    /// Whether it is tried only where a column is said to be one of dates, since its texts may as well
    /// be something else: versions, codes, numbers.
    var isForStated = false
    /// Whether days and months must have two digits, as versions such as `1.2.10` have not.
    var isPadded = false

    func fits(_ text: ArraySlice<UInt8>) -> Bool {
      if isPadded, !text.prefix(3).elementsEqual(text.prefix(2) + [UInt8(ascii: ".")]) {
        return false
      }
      guard !isPadded || text.dropFirst(5).first == UInt8(ascii: ".") else { return false }
      return format.fits(text)
    }
  }

  /// Whether a trimmed text is a date in this format.
  func fits(_ text: ArraySlice<UInt8>) -> Bool {
    let reading = text.withUnsafeBufferPointer { self.reading($0) }
    if case .days = reading { return true }
    return false
  }

  /// Of formats that fit the same texts, the one that is taken stands first: where it is not known
  /// whether days or months come first, days before points and hyphens, months before slashes, as most
  /// tables have them.
  private static let candidates: [Candidate] = {
    let days = [
      "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y",
      "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%y", "%d-%b-%Y", "%d-%b-%y",
      "%d %b %Y", "%b %d, %Y",
    ]
    let clocks = ["%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"]
    var candidates: [Candidate] = []
    func add(_ text: String, isForStated: Bool = false) {
      guard let format = try? DateFormat(text) else { return }
      candidates.append(
        Candidate(
          format: format, isForStated: isForStated, isPadded: text.hasPrefix("%d.%m.%y")))
    }
    for day in days {
      add(day)
      for clock in clocks {
        add("\(day) \(clock)")
        guard clock.hasPrefix("%H") else { continue }
        add("\(day) \(clock)%z")
        add("\(day) \(clock) %z")
        guard day.hasPrefix("%Y") else { continue }
        add("\(day)T\(clock)")
        add("\(day)T\(clock)%z")
      }
    }
    for text in ["%Y-%m", "%Y%m%d", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%S%z", "%Y"] {
      add(text, isForStated: true)
    }
    return candidates
  }()

  /// The format that all of some texts have; nil where there is none.
  /// - Parameter isStated: whether it is said that they are dates.
  static func common(to texts: TextPool, isStated: Bool) -> DateFormat? {
    var left = candidates.filter { isStated || !$0.isForStated }
    guard texts.count > 0 else { return nil }
    for code in 0..<texts.count {
      left.removeAll { !$0.fits(texts[code]) }
      if left.isEmpty { return nil }
    }
    return left[0].format
  }

  /// The format that most of some texts have, and how many have it; ISO 8601's dates where none is a
  /// date.
  static func nearest(to texts: TextPool, isStated: Bool) -> (format: DateFormat, count: Int)? {
    let all = candidates.filter { isStated || !$0.isForStated }
    // What a column is mostly shows early.
    let early = min(texts.count, 100)
    let likely = all.filter { candidate in
      (0..<early).contains { candidate.fits(texts[$0]) }
    }
    var best: (format: DateFormat, count: Int)?
    for candidate in likely {
      let count = (0..<texts.count).count { candidate.fits(texts[$0]) }
      if count > best?.count ?? 0 { best = (candidate.format, count) }
    }
    return best ?? all.first.map { ($0.format, 0) }
  }

  /// The format that fits the same texts as long as no day is above the 12th, but has days and months
  /// the other way round; nil where there is none, or nobody writes so.
  var otherReading: DateFormat? {
    guard let day = items.firstIndex(of: .day), let month = items.firstIndex(of: .month),
      let year = items.firstIndex(where: { $0 == .year || $0 == .shortYear }),
      year > day, year > month
    else { return nil }
    // Before points days come first.
    if day < month, items[day + 1] == .literal(UInt8(ascii: ".")) { return nil }
    let swapped = text.replacing("%d", with: "%\u{0}").replacing("%m", with: "%d")
      .replacing("%\u{0}", with: "%m")
    return try? DateFormat(swapped)
  }
}
