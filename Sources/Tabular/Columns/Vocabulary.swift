/// Texts that are told apart, each with all its spellings.
///
/// Texts are equal where Unicode has them canonically equivalent (`größe` composed and decomposed), as
/// Swift's strings are; cells lose the spaces around them before. Spellings of one number are one text
/// too where the texts are numbers and not codes: see `areNumbers`.
struct Vocabulary: Sendable {
  /// As they were spelled first, in their order.
  let texts: [String]
  private let places: [String: Int]
  /// Whole numbers by their values, where spellings of one are one text.
  private let numbers: [DecimalText: Int]

  /// - Parameters:
  ///   - texts: all different.
  ///   - mergesNumbers: whether spellings of one number are one text.
  init(_ texts: [String], mergesNumbers: Bool) {
    self.texts = texts
    var places = [String: Int](minimumCapacity: texts.count)
    var numbers: [DecimalText: Int] = [:]
    for (index, text) in texts.enumerated() {
      places[text] = index
      if mergesNumbers, let value = DecimalText(text), value.isInteger { numbers[value] = index }
    }
    self.places = places
    self.numbers = numbers
  }

  /// The text that this is a spelling of; nil where it is none of them.
  func index(of text: String) -> Int? {
    if let place = places[text] { return place }
    guard !numbers.isEmpty, !DecimalText.isZeroPadded(text) else { return nil }
    return DecimalText(text).flatMap { numbers[$0] }
  }

  /// Whether the numbers among the texts of a column are numbers: whole ones may then be spelled in
  /// several ways, for programs write `2.0` for 2 as soon as a cell of the column is missing. They are
  /// codes where one has zeros before it (`007`), or where a fraction stands there in two spellings
  /// (the versions `1.1` and `1.10`).
  static func areNumbers(_ texts: some Sequence<String>) -> Bool {
    var spellings: [DecimalText: String] = [:]
    for text in texts {
      guard let value = DecimalText(text) else { continue }
      if DecimalText.isZeroPadded(text) { return false }
      if let other = spellings.updateValue(text, forKey: value), other != text, !value.isInteger {
        return false
      }
    }
    return !spellings.isEmpty
  }
}

/// The texts of a column as read, and which of them are one.
struct ColumnTexts: Sendable {
  /// Those that are told apart, in the order of their first appearance.
  let vocabulary: Vocabulary
  /// Of each text as read its place among them.
  let index: [Int]
  /// Whether spellings of one number are one text.
  let mergesNumbers: Bool

  init(_ pool: TextPool) {
    let strings = (0..<pool.count).map { pool.string($0) }
    mergesNumbers = Vocabulary.areNumbers(strings)
    var texts: [String] = []
    var places: [String: Int] = [:]
    var numbers: [DecimalText: Int] = [:]
    var index: [Int] = []
    index.reserveCapacity(strings.count)
    for text in strings {
      let value = mergesNumbers ? DecimalText(text).flatMap { $0.isInteger ? $0 : nil } : nil
      if let place = value.flatMap({ numbers[$0] }) ?? places[text] {
        index.append(place)
        continue
      }
      places[text] = texts.count
      if let value { numbers[value] = texts.count }
      index.append(texts.count)
      texts.append(text)
    }
    self.index = index
    vocabulary = Vocabulary(texts, mergesNumbers: mergesNumbers)
  }

  var count: Int { vocabulary.texts.count }
}
