/// A field without its Swift type.
package struct FieldDescription: Sendable {
  package let key: String
  /// One line on what the field does.
  package let meaning: String
  package let shape: FieldShape
  /// Whether the key must be given.
  package let isRequired: Bool
  /// Whether nothing stands for the key where it is left out.
  package let isOptional: Bool
  /// The value where the key is left out; nil where there is none or where it depends on the data.
  package let defaultValue: JSONValue?
}
