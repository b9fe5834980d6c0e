package import Spec
import System

/// `data.split`: which rows of the training file are held back, where a column has a say in it.
package struct SplitSection: Declared {
  /// The column that says of each row which split it is in.
  package var column: String?
  /// Its texts; nil for the splits' own names.
  package var train: String?
  package var validation: String?
  package var test: String?
  /// The column whose rows with one value stay together.
  package var by: String?
  /// The column by whose order the last rows are held back.
  package var order: String?

  package init() {}

  package static let fields: [Field<Self>] = [
    Field(
      "column", \.column, .text("the name of a column"),
      """
      a column, not an input, that says which split each row is in; a row whose cell is empty or \
      holds anything else is left out; by default none
      """),
    Field(
      "train", \.train, .text("a value of the column"),
      "the value of the rows to train on; by default train"),
    Field(
      "validation", \.validation, .text("a value of the column"),
      "the value of the validation rows; by default validation"),
    Field(
      "test", \.test, .text("a value of the column"), "the value of the test rows; by default test"),
    Field(
      "by", \.by, .text("the name of a column"),
      """
      a column, not an input unless data.inputs names it, whose rows with the same value all go into one \
      split; the fractions and folds of validation and test are met as nearly as that allows; \
      by default none
      """),
    Field(
      "order", \.order, .text("the name of a column"),
      """
      a column of numbers or dates that rows are ordered by: the last ones are the test rows, those before them the \
      validation rows, in the fractions that validation and test name; rows with the same value go into one \
      split; by default none
      """),
  ]

  /// The column, and the key that names it.
  typealias Rule = (key: String, column: String)

  /// What each key says that names a column.
  private var rules: [Rule] {
    [("column", column), ("by", by), ("order", order)].compactMap { key, name in
      name.map { (key, $0) }
    }
  }

  /// Nil where no column has a say.
  var rule: Rule? { rules.first }

  /// Whether a column has a say.
  package var isStated: Bool { rule != nil }

  package func check(_ reading: inout Reading) {
    guard reading.areSound("column", "by", "order") else { return }
    if rules.count > 1 {
      reading.fault(
        rules[1].key,
        "\(rules[0].key.quoted) already decides; expected one of \("column".quoted), "
          + "\("by".quoted) and \("order".quoted)")
      return
    }
    let texts = [("train", train), ("validation", validation), ("test", test)]
    var known: [String] = []
    for (key, text) in texts {
      if let text, rule?.key != "column" {
        reading.fault(
          key, "\(text.quoted) is a value of a \("column".quoted), which is not named")
      }
      let name = (text ?? key).trimmed
      if known.contains(name) {
        reading.fault(key, "the value \(name.quoted) stands for two splits")
      } else if name.isEmpty {
        reading.fault(key, "expected a value; a row without one is in no split")
      }
      known.append(name)
    }
  }

  /// What of the rest of the section does not go with it: a key and the reason.
  /// - Parameter isWhole: whether no fold comes to the configuration any more.
  func objection(to data: DataSection, isWhole: Bool) -> (key: String, message: String)? {
    guard let rule = data.splitRule else { return nil }
    let holdouts = [("validation", data.validation), ("test", data.test)]
    let name = rule.column.quoted
    if rule.key == "column" {
      if let (key, _) = holdouts.first(where: { $0.1 != nil }) {
        return (key, "the column \(name) says which rows are held back; expected no \(key.quoted)")
      }
    } else if isWhole, !holdouts.contains(where: { $0.1?.isOfTrain == true }) {
      return (
        "split",
        "no rows are held back; expected a fraction as \("validation".quoted) or \("test".quoted), such "
          + "as 0.2"
      )
    }
    if rule.key == "order", case .fold = data.test {
      return (
        "test",
        "a fold would be evaluated by a model trained on later rows, which \("order".quoted) "
          + "rules out; expected a fraction"
      )
    }
    if data.stratify == true {
      return (
        "stratify",
        "rows that are split by a column cannot be stratified; expected no \("stratify".quoted)"
      )
    }
    return nil
  }
}

extension Holdout {
  /// Whether the rows are some of the training file's.
  package var isOfTrain: Bool { if case .file = self { false } else { true } }
}
