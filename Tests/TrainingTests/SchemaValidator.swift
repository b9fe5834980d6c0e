import Spec

/// Checks values by the keywords of JSON Schema that the configuration's schema uses.
struct SchemaValidator {
  /// Of those that it does not know it says so, so that none is overlooked.
  private static let known: Set = [
    "$schema", "title", "description", "default", "type", "properties", "required",
    "additionalProperties", "items", "enum", "const", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "oneOf", "anyOf",
  ]

  let schema: JSONValue

  /// Whether a value is as the schema has it.
  func accepts(_ json: JSONValue) -> Bool { Self.accepts(json, schema) }

  private static func accepts(_ json: JSONValue, _ schema: JSONValue) -> Bool {
    (schema.members ?? []).allSatisfy { keyword in
      precondition(known.contains(keyword.key), keyword.key)
      return holds(keyword.key, keyword.value, schema, json)
    }
  }

  private static func holds(
    _ keyword: String, _ value: JSONValue, _ schema: JSONValue, _ json: JSONValue
  ) -> Bool {
    func compares(_ isRight: (Double, Double) -> Bool) -> Bool {
      guard let number = json.double, let bound = value.double else { return json.double == nil }
      return isRight(number, bound)
    }
    let schemas = value.list ?? []
    return switch keyword {
    case "type": isOf(value.text ?? "", json)
    case "const": json.onOneLine == value.onOneLine
    case "enum": schemas.contains { $0.onOneLine == json.onOneLine }
    case "minimum": compares { $0 >= $1 }
    case "maximum": compares { $0 <= $1 }
    case "exclusiveMinimum": compares { $0 > $1 }
    case "exclusiveMaximum": compares { $0 < $1 }
    case "oneOf": schemas.count { accepts(json, $0) } == 1
    case "anyOf": schemas.contains { accepts(json, $0) }
    case "items": (json.list ?? []).allSatisfy { accepts($0, value) }
    case "required":
      json.members == nil || schemas.allSatisfy { $0.text.map { json[$0] != nil } ?? false }
    case "properties":
      (json.members ?? []).allSatisfy { member in
        value[member.key].map { accepts(member.value, $0) } ?? true
      }
    case "additionalProperties":
      (json.members ?? []).allSatisfy { member in
        schema["properties"]?[member.key] != nil
          || (value.boolean ?? accepts(member.value, value))
      }
    default: true
    }
  }

  private static func isOf(_ type: String, _ json: JSONValue) -> Bool {
    switch type {
    case "boolean": json.boolean != nil
    case "number": json.double != nil
    case "integer": json.integer != nil
    case "string": json.text != nil
    case "array": json.list != nil
    default: json.members != nil
    }
  }
}
