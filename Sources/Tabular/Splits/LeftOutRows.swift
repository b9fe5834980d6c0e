import System

/// The rows of a file that have no target and were left out.
package struct LeftOutRows: Sendable {
  package let count: Int
  /// The texts that stood for a missing target, the most frequent first, and how many cells have each.
  private let texts: [(text: String, count: Int)]
  /// Whether they might have been classes.
  private let areClasses: Bool

  package static let none = LeftOutRows(count: 0, texts: [], areClasses: false)

  private init(count: Int, texts: [(text: String, count: Int)], areClasses: Bool) {
    self.count = count
    self.texts = texts
    self.areClasses = areClasses
  }

  init(_ tally: ChunkTally, _ task: Task) {
    self.init(
      count: tally.parsedRows - tally.keptRows,
      texts: tally.missingTargets.map { ($0.key, $0.value) }.sorted {
        $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1
      },
      areClasses: task == .classification)
  }

  /// What to tell the user, if anything: how many rows there are, and which texts made them so.
  package var sentence: String? {
    guard count > 0 else { return nil }
    let rows = "\(count) row\(count == 1 ? "" : "s") without a target left out"
    return texts.isEmpty ? rows : "\(rows): \(reason)"
  }

  /// Which texts stood for the missing targets, and how they would be none.
  package var reason: String {
    let listed =
      texts.prefix(3).map { "\(Message.quoted($0.text)) in \($0.count)" }
      .joined(separator: ", ") + (texts.count > 3 ? " and others" : "")
    return "the target is \(listed), which \("missing".quoted) in data counts as missing"
      + (areClasses ? "; if one of these is a class, set it to a list without it" : "")
  }

  /// Whether there are texts among what is missing, not only empty cells.
  package var hasTexts: Bool { !texts.isEmpty }
}
