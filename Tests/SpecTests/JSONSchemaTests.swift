import Spec
import Testing

@Suite struct JSONSchemaTests {
  private let schema = JSONSchema(title: "Samples", Sample.descriptions).json

  private func text(_ path: String...) -> String? {
    path.reduce(schema) { json, key in Int(key).flatMap { json?.list?[$0] } ?? json?[key] }?
      .onOneLine
  }

  @Test func isOfTheDraftAndStrict() {
    #expect(text("$schema") == #""https://json-schema.org/draft/2020-12/schema""#)
    #expect(text("title") == #""Samples""#)
    #expect(text("type") == #""object""#)
    #expect(text("required") == #"["title"]"#)
    #expect(text("additionalProperties") == "false")
  }

  @Test(arguments: [
    ("title", #"{"description": "what it is called", "type": "string"}"#),
    (
      "epochs",
      """
      {"description": "passes over the rows", "default": 100, "type": "integer", "minimum": 0, \
      "maximum": 2147483647}
      """
    ),
    (
      "rate",
      #"{"description": "step size η", "default": 0.1, "type": "number", "exclusiveMinimum": 0}"#
    ),
    (
      "noise",
      """
      {"description": "share of noise", "type": "number", "minimum": 0, "exclusiveMaximum": 1}
      """
    ),
    (
      "order",
      """
      {"description": "order of the rows", "default": "sorted", "enum": ["sorted", "as_given"]}
      """
    ),
    ("draws", #"{"description": "whether to draw", "default": true, "type": "boolean"}"#),
    (
      "columns",
      #"{"description": "columns to take", "type": "array", "items": {"type": "string"}}"#
    ),
  ])
  func field(_ key: String, schema: String) { #expect(text("properties", key) == schema) }

  /// The default alone may leave out its name.
  @Test func component() {
    #expect(text("properties", "shape", "default") == #""circle""#)
    #expect(
      text("properties", "shape", "oneOf", "0")
        == #"{"const": "circle", "description": "all points at one distance"}"#)
    #expect(
      text("properties", "shape", "oneOf", "2") == """
        {"description": "all points at one distance", "type": "object", \
        "properties": {"name": {"const": "circle"}, "radius": {"description": \
        "distance from the centre", "default": 1, "type": "number", "exclusiveMinimum": 0}, \
        "turns": {"description": "times around", "default": 3, "type": "integer", "minimum": 0, \
        "maximum": 10}}, "additionalProperties": false}
        """)
    #expect(text("properties", "shape", "oneOf", "3", "required") == #"["name"]"#)
    #expect(text("properties", "edge", "default") == nil)
    #expect(text("properties", "edge", "oneOf", "2", "required") == #"["name"]"#)
    let figure = ["properties", "parts", "items", "properties", "figure", "oneOf"]
    #expect(figure.reduce(schema as JSONValue?) { $0?[$1] }?.list?.count == 4)
  }
}
