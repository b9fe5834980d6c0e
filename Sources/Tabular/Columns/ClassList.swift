/// The classes of a classification in their order: by number where all are numbers, else by their
/// UTF-8 bytes.
///
/// Where all are numbers, spellings of one number (`1`, `1.0`) are one class, named as it was spelled
/// first: tools write integers with a point as soon as a cell of the column is missing, and files for
/// training and for testing then differ.
package struct ClassList: Hashable, Sendable {
  /// The classes' names, as in the CSV.
  package let names: [String]
  private let numbers: [DecimalText: Int]?
  /// By bytes, since Swift's strings are equal where bytes are not.
  private let texts: [[UInt8]: Int]

  /// Orders the texts of a target column, given in the order of their first appearance.
  package init(texts: [String]) {
    let values = texts.map { DecimalText($0) }
    if !values.contains(nil) {
      var first: [DecimalText: String] = [:]
      for (text, value) in zip(texts, values) {
        if let value, first[value] == nil { first[value] = text }
      }
      let ordered = first.sorted { $0.key < $1.key }
      names = ordered.map(\.value)
      var numbers: [DecimalText: Int] = [:]
      for (index, entry) in ordered.enumerated() { numbers[entry.key] = index }
      self.numbers = numbers
      self.texts = [:]
    } else {
      let ordered = Set(texts.map { Array($0.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
      names = ordered.map { String(decoding: $0, as: UTF8.self) }
      numbers = nil
      var places: [[UInt8]: Int] = [:]
      for (index, bytes) in ordered.enumerated() { places[bytes] = index }
      self.texts = places
    }
  }

  package var count: Int { names.count }

  /// The class that a cell names; nil where it is none of them.
  package func index(of text: String) -> Int? {
    guard let numbers else { return texts[Array(text.utf8)] }
    return DecimalText(text).flatMap { numbers[$0] }
  }

  /// The classes for a message.
  var listed: String { Message.list(names) }
}
