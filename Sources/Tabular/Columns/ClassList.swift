/// The classes of a classification in their order: by number where all are numbers, else by their
/// UTF-8 bytes.
package struct ClassList: Hashable, Sendable {
  /// The classes' names, as spelled first in the CSV.
  package let names: [String]
  private let vocabulary: Vocabulary

  /// Orders the texts of a target column, given in the order of their first appearance.
  package init(texts: [String]) {
    self.init(ColumnTexts(TextPool(texts)))
  }

  init(_ texts: ColumnTexts) {
    let names = texts.vocabulary.texts
    let values = names.compactMap { DecimalText($0) }
    let byBytes = { (left: String, right: String) in
      left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    if values.count == names.count {
      self.names = zip(names, values).sorted {
        $0.1 == $1.1 ? byBytes($0.0, $1.0) : $0.1 < $1.1
      }.map(\.0)
    } else {
      self.names = names.sorted(by: byBytes)
    }
    vocabulary = Vocabulary(self.names, mergesNumbers: texts.mergesNumbers)
  }

  package var count: Int { names.count }

  /// The class that a text without blanks around it names; nil where it is none of them.
  package func index(of text: String) -> Int? { vocabulary.index(of: text) }

  package static func == (left: ClassList, right: ClassList) -> Bool { left.names == right.names }

  package func hash(into hasher: inout Hasher) { hasher.combine(names) }

  /// The classes for a message.
  var listed: String { Message.list(names) }
}
