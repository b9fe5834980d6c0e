/// The JSON Schema of a configuration (https://json-schema.org/draft/2020-12): what an editor needs to
/// complete and to check one.
///
/// It takes everything that the parser takes. The parser refuses more: what concerns several keys, and
/// texts that are no path or name.
package struct JSONSchema {
  package let json: JSONValue

  /// - Parameters:
  ///   - title: What the schema describes.
  ///   - fields: The fields of the whole configuration.
  package init(title: String, _ fields: [FieldDescription]) {
    json = .object(
      [
        ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
        ("title", .text(title)),
      ] + Self.object(fields))
  }

  private typealias Members = [(String, JSONValue)]

  private static func schema(_ field: FieldDescription) -> JSONValue {
    var members: Members = [("description", .text(field.meaning))]
    if let standard = field.standard { members.append(("default", standard)) }
    return .object(members + schema(field.shape, standard: field.standard?.text))
  }

  /// - Parameter standard: The component that an object without a name is.
  private static func schema(_ shape: FieldShape, standard: String? = nil) -> Members {
    switch shape {
    case .boolean: [("type", .text("boolean"))]
    case .number(let range): [("type", .text("number"))] + bounds(range)
    case .integer(let range):
      [
        ("type", .text("integer")), ("minimum", .integer(range.lowerBound)),
        ("maximum", .integer(range.upperBound)),
      ]
    case .text: [("type", .text("string"))]
    case .choice(let names): [("enum", .list(names.map { .text($0) }))]
    case .list(let element):
      [("type", .text("array")), ("items", .object(schema(element)))]
    case .object(let fields): object(fields)
    case .map(_, let element):
      [("type", .text("object")), ("additionalProperties", .object(schema(element)))]
    case .component(let choice): component(choice, standard: standard ?? choice.standard)
    case .either(let first, let second):
      [("anyOf", .list([.object(schema(first)), .object(schema(second))]))]
    }
  }

  private static func bounds(_ range: NumberRange) -> Members {
    func bound(_ bound: NumberRange.Bound?, _ included: String, _ excluded: String) -> Members {
      switch bound {
      case nil: []
      case .included(let value): [(included, JSONValue.number(value).brief)]
      case .excluded(let value): [(excluded, JSONValue.number(value).brief)]
      }
    }
    return bound(range.lower, "minimum", "exclusiveMinimum")
      + bound(range.upper, "maximum", "exclusiveMaximum")
  }

  /// An object, its keys and those of them that must be there.
  /// - Parameter tag: A key with one text that the object has besides; and whether it must have it.
  private static func object(
    _ fields: [FieldDescription], tag: (key: String, text: String, isRequired: Bool)? = nil
  ) -> Members {
    var properties = fields.map { ($0.key, schema($0)) }
    var required = fields.filter(\.needsToBeThere).map(\.key)
    if let tag {
      properties.insert((tag.key, .object([("const", .text(tag.text))])), at: 0)
      if tag.isRequired { required.insert(tag.key, at: 0) }
    }
    return [("type", .text("object")), ("properties", .object(properties))]
      + (required.isEmpty ? [] : [("required", .list(required.map { .text($0) }))])
      + [("additionalProperties", .boolean(false))]
  }

  /// A component by its name or as an object.
  private static func component(_ choice: ComponentChoice, standard: String?) -> Members {
    let names = choice.components.map { component in
      JSONValue.object([
        ("const", .text(component.name)), ("description", .text(component.meaning)),
      ])
    }
    let objects = choice.components.map { component in
      JSONValue.object(
        [("description", .text(component.meaning))]
          + object(component.fields, tag: (choice.tag, component.name, component.name != standard)))
    }
    return [("oneOf", .list(names + objects))]
  }
}

extension FieldDescription {
  /// Whether a configuration without the key is wrong: it is required, or something in it is.
  fileprivate var needsToBeThere: Bool {
    guard case .object(let fields) = shape, !isOptional else { return isRequired }
    return isRequired || fields.contains(where: \.needsToBeThere)
  }
}
