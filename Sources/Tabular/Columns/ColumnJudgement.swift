import Numerics

/// What makes an input column one to be left out, or at least to be looked at, by all its cells.
///
/// `init` leaves such columns out, and `check` warns of them.
package struct ColumnJudgement: Hashable, Sendable {
  package enum Kind: Sendable {
    case empty
    /// All cells are the same.
    case constant
    /// The rows are counted, now or before some were dropped or put in another order.
    case index
    /// Nearly every row has a text or a number of its own.
    case identifier
    /// Texts of many words, nearly all different.
    case freeText
    /// As an index, by a name that says otherwise: a column of the year or the time.
    case time
  }

  package let kind: Kind
  /// What is to be said of the column, as the end of a sentence about it: `it counts the rows`.
  package let reason: String

  /// Whether nothing can be learnt from the column that holds for further rows.
  package var isUseless: Bool { kind != .time }

  /// With fewer rows than this, that all cells differ says nothing.
  private static let fewRows = 20
  /// Texts are names of rows where at least this share of them differs.
  private static let leastNames = 0.9
  /// Texts of so many words on average are free texts where a smaller share of them differs, for no two
  /// people write the same; few words are names.
  private static let leastWords = 4.0
  private static let leastFreeTexts = 0.5
  /// An index that lost more rows than three of five cannot be told from other numbers.
  private static let mostWidths = 2.5
  /// An index lacks at most this share of its cells.
  private static let mostMissing = 0.05

  private init(_ kind: Kind, _ reason: String) {
    self.kind = kind
    self.reason = reason
  }

  /// Judges a column; nil where there may be something to learn.
  /// - Parameters:
  ///   - values: all its cells in the file's order: numbers, or indices of the texts; NaN where missing.
  ///   - texts: nil for numbers.
  init?(_ report: ColumnReport, _ values: [Double], _ texts: ColumnTexts?) {
    let present = values.count { $0 == $0 }
    if present == 0 {
      self.init(.empty, "it has no values")
      return
    }
    let judgement: Self? =
      if let texts {
        Self.judgement(values, present, texts)
      } else if report.type == .numeric {
        Self.judgement(values, present, report)
      } else if report.type == .date, Set(values).count == 1 {
        Self.constant
      } else {
        nil
      }
    guard let judgement else { return nil }
    self = judgement
  }

  private static let constant = Self(.constant, "all its cells are the same")

  private static func names(_ distinct: Int, _ rows: Int) -> Self {
    Self(.identifier, "it identifies the rows, with \(distinct) different values in \(rows) rows")
  }

  private static func namedIndex(_ distinct: Int) -> Self {
    Self(
      .index,
      "it is named like a left-over index, and it holds \(distinct) different whole numbers")
  }

  // MARK: Texts

  private static func judgement(
    _ values: [Double], _ present: Int, _ texts: ColumnTexts
  ) -> Self? {
    var rows = [Int](repeating: 0, count: texts.count)
    for value in values where value == value { rows[texts.index[Int(value)]] += 1 }
    let distinct = rows.count { $0 > 0 }
    // Where some cells are missing, that they are may tell something.
    if distinct == 1 { return present == values.count ? constant : nil }
    let share = Double(distinct) / Double(present)
    guard present >= fewRows, share >= leastFreeTexts else { return nil }
    let words = zip(texts.vocabulary.texts, rows).reduce(0) { sum, text in
      sum + text.1 * text.0.utf8.split(separator: UInt8(ascii: " ")).count
    }
    if Double(words) >= leastWords * Double(present) {
      return Self(
        .freeText, "it is free text, with \(distinct) different values in \(present) rows")
    }
    return share >= leastNames ? names(distinct, present) : nil
  }

  // MARK: Numbers

  private static func judgement(
    _ values: [Double], _ present: Int, _ report: ColumnReport
  ) -> Self? {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var areWhole = true
    for value in values where value == value {
      least = min(least, value)
      greatest = max(greatest, value)
      areWhole = areWhole && value.rounded() == value
    }
    if least == greatest, present == values.count, !report.isRounded { return constant }
    guard areWhole, present >= fewRows else { return nil }
    if report.isRounded {
      return areLong(values)
        ? Self(
          .identifier,
          "most of its whole numbers have more digits than float64 can hold, as only identifiers and codes do"
        )
        : nil
    }
    let name = ColumnName(report.name)
    // Tables that were put together from several have indices that begin anew.
    if name.isIndexOfPrograms || name.isIdentifier {
      let distinct = Set(values.lazy.filter { $0 == $0 }).count
      if name.isIndexOfPrograms, 2 * distinct >= present {
        return namedIndex(distinct)
      }
      if name.isIdentifier, Double(distinct) >= leastNames * Double(present) {
        return names(distinct, present)
      }
    }
    // The rows of an index may lack a cell where a table was edited, or a row of sums stands below it.
    let missing = values.count - present
    guard Double(missing) <= mostMissing * Double(values.count) else { return nil }
    return index(values, present, least...greatest, name)
  }

  /// Whether most of the whole numbers are beyond those that a Double tells from their neighbours.
  static func areLong(_ values: [Double]) -> Bool {
    var counts = (long: 0, short: 0)
    for value in values where value == value {
      if abs(value) >= 0x1p53 { counts.long += 1 } else { counts.short += 1 }
    }
    return counts.long > counts.short
  }

  /// Judges a column of whole numbers, hardly any missing.
  /// - Parameter present: how many are not missing.
  private static func index(
    _ values: [Double], _ present: Int, _ range: ClosedRange<Double>, _ name: ColumnName
  ) -> Self? {
    // How many whole numbers there are from the least to the greatest.
    let width = range.upperBound - range.lowerBound + 1
    guard width >= Double(present) else { return nil }
    let numbers = values.filter { $0 == $0 }
    let rises = zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
    let isDense = isDense(present, width, from: range.lowerBound)
    let missing = values.count - present
    // Rising numbers with gaps are an index's where the file has them all.
    guard
      rises && missing == 0 || (name.isIndex || isDense) && areDifferent(numbers)
    else { return nil }
    if name.isTime {
      return rises
        ? Self(
          .time,
          "its whole numbers rise from row to row like an index, but its name is not that of one")
        : nil
    }
    // Each number may still be that of its row where one is missing.
    let first = range.lowerBound
    let start = numbers[0] - Double(values.firstIndex { $0 == $0 } ?? 0)
    let counts =
      (first == 0 || first == 1) && width == Double(present)
      || missing > 0 && (start == 0 || start == 1)
        && values.enumerated().allSatisfy { $1.isNaN || $1 == start + Double($0) }
    if counts {
      return Self(
        .index,
        "it numbers the rows"
          + (missing > 0 ? ", except for \(missing) missing cell\(missing == 1 ? "" : "s")" : ""))
    }
    if rises {
      return Self(
        .index, "its whole numbers rise from row to row, like those of a left-over index")
    }
    return isDense
      ? Self(
        .index,
        "its \(present) whole numbers are all different and close together, like those of a left-over index"
      )
      : namedIndex(present)
  }

  private static func areDifferent(_ values: [Double]) -> Bool {
    var seen = Set<Double>(minimumCapacity: values.count)
    return values.allSatisfy { seen.insert($0).inserted }
  }

  /// Whether whole numbers that all differ fill most of a range, as 1 … n do after rows were dropped, and
  /// numbers that have nothing to do with one another would hardly all differ: the birthday
  /// problem. Of n numbers from w equally likely ones, all differ with probability Π (1 − i / w) over
  /// i < n, and less often where some are likelier than others, as those of measurements are.
  private static func isDense(_ rows: Int, _ width: Double, from least: Double) -> Bool {
    guard width <= mostWidths * Double(rows) else { return false }
    // An index begins at 0 or 1, or a little later where its first rows were dropped.
    let beginsAsIndex = least >= 0 && least <= 1 + 5 * width / Double(rows)
    let smallest = Functions.logarithm(beginsAsIndex ? 0.004 : 0.0001)
    var probability = 0.0
    for drawn in 1..<rows {
      probability += Functions.logarithmOfOnePlus(-Double(drawn) / width)
      if probability < smallest { return true }
    }
    return false
  }
}

/// What the name of a column says of its whole numbers.
private struct ColumnName {
  /// As programs call an index that was written with a table, and nobody a measurement.
  let isIndexOfPrograms: Bool
  /// As an index is called, whoever wrote it.
  let isIndex: Bool
  /// `id`, `customer_id`, `PassengerId`
  let isIdentifier: Bool
  /// The time or an age: in a table of one row for each of them, they rise with the rows too.
  let isTime: Bool

  private static let programs: Set = ["", "rownames", "row.names", "row_names", "level_0"]
  private static let indices: Set = [
    "index", "idx", "row", "rowname", "rownumber", "row_number", "row number", "row_index",
  ]
  private static let identifiers: Set = ["id", "uuid", "guid", "identifier"]
  private static let times: Set = [
    "year", "years", "yr", "quarter", "month", "months", "week", "weeks", "day", "days", "date",
    "hour", "hours", "minute", "minutes", "second", "seconds", "time", "timestamp", "datetime",
    "epoch", "age",
  ]

  init(_ name: String) {
    let lower = name.lowercased()
    let words = Self.words(of: name)
    // `Unnamed: 0` is pandas', `...1` and `…1` are readr's, `X` is of R's data frames.
    isIndexOfPrograms =
      Self.programs.contains(lower)
      || ["Unnamed: ", "...", "…"].contains { Self.isNumbered(name, behind: $0) }
    isIndex = isIndexOfPrograms || Self.indices.contains(lower) || name == "X"
    isIdentifier = words.contains(where: Self.identifiers.contains)
    isTime = words.contains(where: Self.times.contains) || lower == "t"
  }

  private static func isNumbered(_ name: String, behind prefix: String) -> Bool {
    let number = name.dropFirst(prefix.count)
    // `Unnamed: 0.1` is a second one.
    return name.hasPrefix(prefix) && number.first?.isNumber == true
      && number.allSatisfy { $0.isNumber || $0 == "." }
  }

  /// The words of a name in small letters: `PassengerId` and `passenger_id` have the same.
  private static func words(of name: String) -> [String] {
    var words = [""]
    var last: Character = " "
    for character in name {
      if !character.isLetter || character.isUppercase && !last.isUppercase { words.append("") }
      if character.isLetter { words[words.count - 1] += character.lowercased() }
      last = character
    }
    return words
  }
}
