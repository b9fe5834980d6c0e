/// What values a field takes: enough for a message, a schema and a reference page.
package indirect enum Shape: Sendable {
  case boolean
  case number(NumberRange)
  case integer(ClosedRange<Int>)
  /// A text, and what it is, such as `the path of a file`.
  case text(String)
  case choice([String])
  case list(Shape)
  case object([FieldDescription])
  case component(ComponentChoice)
  case either(Shape, Shape)

  /// What is expected, in words.
  package var expectation: String {
    switch self {
    case .boolean: "true or false"
    case .number(let range): range.expectation
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .text(let what): what
    case .choice(let names): "one of " + names.map(\.quoted).joined(separator: ", ")
    case .list(let element): "a list, each element \(element.expectation)"
    case .object: "an object"
    case .component(let choice):
      "an object or one of " + choice.components.map(\.name.quoted).joined(separator: ", ")
    case .either(let first, let second): "\(first.expectation) or \(second.expectation)"
    }
  }
}

/// A field without its Swift type.
package struct FieldDescription: Sendable {
  package let key: String
  /// One line on what the field does.
  package let meaning: String
  package let shape: Shape
  /// Whether the key must be given.
  package let isRequired: Bool
  /// The value where the key is left out; nil where there is none or where it depends on the data.
  package let defaultValue: JSONValue?
}

/// A choice among the components of a registry.
package struct ComponentChoice: Sendable {
  package struct Component: Sendable {
    package let name: String
    package let meaning: String
    package let fields: [FieldDescription]
  }

  /// What is chosen, such as `optimizer`.
  package let kind: String
  /// The key that carries the component's name.
  package let tag: String
  package let components: [Component]
}
