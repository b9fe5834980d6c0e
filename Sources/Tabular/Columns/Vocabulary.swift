/// Texts that are told apart, each with all its spellings.
///
/// Texts are equal where Unicode has them canonically equivalent (`größe` composed and decomposed), as
/// Swift's strings are; cells lose the spaces around them before. Spellings of one number are one text
/// too where the texts are numbers and not codes: see `areNumbers`.
struct Vocabulary: Sendable {
  /// As they were spelled first, in their order.
  private(set) var texts: [String] = []
  private var places: [String: Int] = [:]
  /// Whole numbers by their values, where spellings of one are one text.
  private var numbers: [DecimalText: Int] = [:]
  /// Whether spellings of one number are one text.
  let mergesNumbers: Bool

  /// - Parameters:
  ///   - texts: all different; each keeps its place.
  ///   - mergesNumbers: whether spellings of one number are one text.
  init(_ texts: [String], mergesNumbers: Bool) {
    self.mergesNumbers = mergesNumbers
    for text in texts { append(text) }
  }

  private mutating func append(_ text: String) {
    places[text] = texts.count
    if mergesNumbers, let value = DecimalText(text), value.isInteger {
      numbers[value] = texts.count
    }
    texts.append(text)
  }

  /// The place of a text among them, at their end where it is a spelling of none.
  fileprivate mutating func add(_ text: String) -> Int {
    if let known = index(of: text) { return known }
    append(text)
    return texts.count - 1
  }

  /// The text that this is a spelling of; nil where it is none of them.
  func index(of text: String) -> Int? {
    if let place = places[text] { return place }
    guard !numbers.isEmpty, !text.isZeroPadded else { return nil }
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
      if text.isZeroPadded { return false }
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

  /// - Parameter areNames: whether the texts are names, so that `1` and `1.0` are two.
  init(_ pool: TextPool, areNames: Bool = false) {
    let strings = (0..<pool.count).map { pool.string($0) }
    var vocabulary = Vocabulary(
      [], mergesNumbers: !areNames && Vocabulary.areNumbers(strings))
    index = strings.map { vocabulary.add($0) }
    self.vocabulary = vocabulary
  }

  var count: Int { vocabulary.texts.count }

  /// Whether spellings of one number are one text.
  var mergesNumbers: Bool { vocabulary.mergesNumbers }
}
