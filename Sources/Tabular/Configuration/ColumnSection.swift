package import Spec
import System

/// A value of `data.columns`: what is known of a column and how it becomes inputs.
package struct ColumnSection: Declared {
  /// Nil where the cells are to tell.
  package var type: ColumnType?
  /// Nil for the scaling of all numeric inputs.
  package var scale: NumericScaling?
  package var missing: MissingCells?
  package var maxCategories: Int?
  package var minCount: Int?
  /// Nil for one-hot.
  package var encoding: CategoryForm?
  package var dimensions: Int?
  /// How numbers are written; nil each where they are decimal numbers as programs write them.
  package var decimal: DecimalMark?
  package var thousands: ThousandsMark?
  package var prefix: String?
  package var suffix: String?
  package var parentheses: Bool?
  /// How dates are written; nil where the cells are to tell.
  package var dateFormat: String?

  package init() {}

  /// How many categories get an input of their own where nothing is said.
  static let standardCategories = 256

  package static let fields: [Field<Self>] = [
    Field(
      "type", \.type, .choice,
      """
      what the cells are: numbers, categories, booleans (true or false, yes or no in any case, 1 or \
      0), dates, or something to ignore; by default numeric if at least half of the cells that are \
      not missing are decimal numbers, boolean if all are true, false, yes or no, date \
      if all are dates in one format, else categorical. A date becomes these inputs: the days \
      since 1970-01-01 (UTC), with pieces and a missing mark like a number, and its year, month, day of \
      week (from Monday, 0) and hour (with fractions), as far as the format has them, each scaled \
      like a number, all but the year followed by sine and cosine of its position in its period; \
      a part that is the same in all training rows becomes 0. Dates take no part in monomials
      """),
    Field(
      "scale", \.scale, .choice,
      "how the numbers of a numeric or date column are scaled; by default as in preprocessing.numeric"
    ),
    Field(
      "missing", \.missing, .missingCells,
      """
      what replaces a missing number or date in a numeric or date column, by default as in \
      preprocessing.missing (a categorical or boolean column only takes error); or a list of the strings that \
      mean a missing value in this column, besides an empty cell and data.missing; or both
      """),
    Field(
      "max_categories", \.maxCategories, .integer(1...2_147_483_647),
      """
      how many categories are kept, the most frequent ones of the training rows; all others, \
      and those that training has not seen, become one more (other); by default \(standardCategories) \
      with one_hot, all with embedding
      """),
    Field(
      "min_count", \.minCount, .integer(1...2_147_483_647),
      """
      how many training rows a category needs to be kept as one of its own; by default 1
      """),
    Field(
      "encoding", \.encoding, .choice,
      """
      how a category becomes inputs: an input for each (one_hot), or a vector of numbers (embedding), \
      learnt like weights; it starts normal with deviation 1/√dimensions, that of other at 0; by \
      default one_hot
      """),
    Field(
      "dimensions", \.dimensions, .integer(1...2_147_483_647),
      """
      the length of the vectors of an embedding; by default the smaller of 50 and half the \
      number of categories, rounded up
      """),
    Field(
      "decimal", \.decimal, .choice,
      """
      the character before the decimals of a number; by default a point, or a comma if points \
      separate thousands
      """),
    Field(
      "thousands", \.thousands, .choice,
      """
      what may separate a number's groups of three digits; a space is any space of Unicode, an \
      apostrophe also the typographic one; by default nothing
      """),
    Field(
      "prefix", \.prefix, .text("what precedes a number"),
      """
      what may precede a number, like $ in $61,204; spaces around it do not matter; by default \
      nothing
      """),
    Field(
      "suffix", \.suffix, .text("what follows a number"),
      """
      what may follow a number, like % in 14.35% (which is read as 14.35) or kg in 71.2 kg; \
      spaces around it do not matter; by default nothing
      """),
    Field(
      "parentheses", \.parentheses, .boolean,
      "whether a number in parentheses is negative, as in (5.00) for -5; by default false"),
    Field(
      "format", \.dateFormat, .text("the format of dates"),
      """
      how the dates of a date column are written: %Y year, %y its last two digits (69 to 99 are 19…, \
      others 20…), %m month, %b or %B its English name, %d day, %j day of the year, %H hour, %I hour \
      with %p (AM or PM), %M minute, %S second with decimals if any, %z offset from UTC (Z, +01:00), \
      %F for %Y-%m-%d, %T for %H:%M:%S, %R for %H:%M, %D for %m/%d/%y; a time without an offset is \
      UTC; by default the format of ISO 8601, or with days or months first, that fits all cells; if \
      both fit, days come first with points and hyphens, months with slashes, and check says so
      """),
  ]

  package func check(_ reading: inout Reading) {
    checkNumbers(&reading)
    if let type {
      for key in misplacedKeys(in: type) where reading.areSound("type", key) {
        reading.fault(key, Self.misplaced(key, type))
      }
    }
    if let dateFormat, reading.areSound("format") {
      do throws(DateFormat.Fault) {
        _ = try DateFormat(dateFormat)
      } catch {
        reading.fault("format", error.message)
      }
      if type == nil, reading.areSound("type", "format") {
        reading.fault(
          "format",
          "only dates have a \("format".quoted); expected \("type".quoted): "
            + "\("date".quoted) with it")
      }
    }
    if dimensions != nil, encoding != .embedding, reading.areSound("dimensions", "encoding") {
      reading.fault(
        "dimensions",
        "only an embedding has dimensions; expected \"encoding\": \"embedding\" with them")
    }
  }

  private func checkNumbers(_ reading: inout Reading) {
    if reading.areSound("decimal", "thousands"), let thousands,
      thousands.rawValue == numbers?.decimal.rawValue
    {
      reading.fault(
        "thousands",
        "\("thousands".quoted) and \("decimal".quoted) are both \(thousands.rawValue.quoted); what "
          + "separates thousands cannot also precede the decimals")
    }
    let fringes = [
      ("prefix", prefix?.trimmed.unicodeScalars.last, prefix, "+-\u{2212}("),
      ("suffix", suffix?.trimmed.unicodeScalars.first, suffix, ".,)"),
    ]
    for (key, fringe, text, signs) in fringes where reading.areSound(key) {
      guard let text else { continue }
      if fringe.map({ ("0"..."9").contains($0) || signs.unicodeScalars.contains($0) }) ?? true {
        reading.fault(
          key,
          "expected a string that cannot be mistaken for part of the number next to it, not \(text.quoted)"
        )
      }
    }
  }

  /// How the column's cells are written.
  var format: CellFormat {
    var format = CellFormat()
    format.missing = missing?.texts ?? []
    format.numbers = numbers
    format.date = dateFormat.flatMap { try? DateFormat($0) }
    return format
  }

  /// How numbers are said to be written; nil where that is as programs write them.
  private var numbers: NumberFormat? {
    var format = NumberFormat()
    format.decimal = decimal ?? (thousands == .point ? .comma : .point)
    format.thousands = thousands
    format.prefix = prefix?.trimmed ?? ""
    format.suffix = suffix?.trimmed ?? ""
    format.parentheses = parentheses ?? false
    return format == NumberFormat() ? nil : format
  }

  /// Says how numbers are written.
  package mutating func state(_ format: NumberFormat) {
    decimal = format.decimal == .point ? nil : format.decimal
    thousands = format.thousands
    prefix = format.prefix.isEmpty ? nil : format.prefix
    suffix = format.suffix.isEmpty ? nil : format.suffix
    parentheses = format.parentheses ? true : nil
  }

  /// Whether the column is said to be one of numbers, if by how they are written.
  var statesNumbers: Bool { type == .numeric || type == nil && numbers != nil }

  /// The keys given that mean something for an input alone.
  var keysOfInputs: [String] {
    [
      ("type", type != nil), ("scale", scale != nil), ("missing", missing?.fill != nil),
      ("max_categories", maxCategories != nil), ("min_count", minCount != nil),
      ("encoding", encoding != nil), ("dimensions", dimensions != nil),
      ("format", dateFormat != nil),
    ].filter(\.1).map(\.0)
  }

  /// The keys given that say how numbers are written.
  var keysOfNumbers: [String] {
    [
      ("decimal", decimal != nil), ("thousands", thousands != nil), ("prefix", prefix != nil),
      ("suffix", suffix != nil), ("parentheses", parentheses != nil),
    ].filter(\.1).map(\.0)
  }

  /// Whether it is said what becomes of many categories.
  var statesCategories: Bool { maxCategories != nil || encoding == .embedding }

  /// The keys given that mean nothing for a column of this type.
  func misplacedKeys(in type: ColumnType) -> [String] {
    var keys: [String] = []
    if type != .numeric, type != .date {
      if scale != nil { keys.append("scale") }
      if let missing {
        let isFilled = missing.fill != nil && missing.fill != .error
        if type == .ignore || isFilled { keys.append("missing") }
      }
    }
    if type != .date, dateFormat != nil { keys.append("format") }
    if type != .categorical {
      if maxCategories != nil { keys.append("max_categories") }
      if minCount != nil { keys.append("min_count") }
      if encoding != nil { keys.append("encoding") }
      if dimensions != nil { keys.append("dimensions") }
    }
    if type != .numeric { keys += keysOfNumbers }
    return keys
  }

  /// What is wrong with a key in a column of this type.
  static func misplaced(_ key: String, _ type: ColumnType) -> String {
    switch (key, type) {
    case ("missing", .categorical), ("missing", .boolean):
      "nothing is filled into a \(type.rawValue) column, where a missing cell is a value of its own; "
        + "expected \"error\", or no \"missing\""
    default: "\(key.quoted) does not go with \"type\": \(type.rawValue.quoted)"
    }
  }
}
