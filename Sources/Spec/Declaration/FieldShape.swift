import System

/// What values a field takes: enough for a message, a schema and a reference page.
package indirect enum FieldShape: Sendable {
  case boolean
  case number(NumberRange)
  case integer(ClosedRange<Int>)
  /// A text, and what it is, such as `the path of a file`.
  case text(String)
  case choice([String])
  case list(FieldShape)
  case object([FieldDescription])
  case component(ComponentChoice)
  /// An object whose keys are the user's, each with a value of one shape; and what the keys are, such
  /// as `the name of a column`.
  case map(String, FieldShape)
  case either(FieldShape, FieldShape)

  /// What is expected, in words.
  package var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .number(let range): range.expectation
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .text(let what): what
    case .choice(let names):
      (names.count == 1 ? "" : "one of ") + names.map(\.quoted).joined(separator: ", ")
    case .list: "a list"
    case .object: "an object"
    case .map(let key, _): "an object with \(key) for each key"
    case .component(let choice):
      "an object or one of " + choice.components.map(\.name.quoted).joined(separator: ", ")
    case .either(let first, let second): "\(first.expectation) or \(second.expectation)"
    }
  }
}
