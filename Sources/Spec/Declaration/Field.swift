/// One key of a declared part: its name, its values, its meaning, and the property that holds it.
///
/// The default is the value that the property has after `Root()`. A property of optional type is nil
/// where the key is left out.
package struct Field<Root: Declared>: Sendable {
  let key: String
  let shape: FieldShape
  let meaning: String
  let isRequired: Bool
  /// Whether the property is nil where the key is left out.
  let isOptional: Bool
  /// Reads a value into the property; where it is wrong, reports that and leaves the property alone.
  let read: @Sendable (JSONValue, inout Root, inout Reading) -> Void
  /// The property as JSON, or nil where it is nil.
  let write: @Sendable (Root) -> JSONValue?

  /// - Parameters:
  ///   - key: The key in JSON.
  ///   - property: Where the value is kept.
  ///   - form: Which values are taken.
  ///   - meaning: One line on what the field does.
  ///   - isRequired: Whether the key must be given.
  package init<Value>(
    _ key: String, _ property: any WritableKeyPath<Root, Value> & Sendable, _ form: Form<Value>,
    _ meaning: String, isRequired: Bool = false
  ) {
    self.key = key
    self.meaning = meaning
    self.isRequired = isRequired
    isOptional = false
    shape = form.shape
    read = { json, root, reading in
      if let value = form.read(json, root[keyPath: property], &reading) {
        root[keyPath: property] = value
      }
    }
    write = { form.write($0[keyPath: property]) }
  }

  /// A field whose property is nil where the key is left out.
  package init<Value>(
    _ key: String, _ property: any WritableKeyPath<Root, Value?> & Sendable, _ form: Form<Value>,
    _ meaning: String
  ) {
    self.key = key
    self.meaning = meaning
    isRequired = false
    isOptional = true
    shape = form.shape
    read = { json, root, reading in
      if let value = form.read(json, root[keyPath: property], &reading) {
        root[keyPath: property] = value
      }
    }
    write = { $0[keyPath: property].map(form.write) }
  }

  /// The field without its Swift type.
  package var description: FieldDescription {
    FieldDescription(
      key: key, meaning: meaning, shape: shape, isRequired: isRequired, isOptional: isOptional,
      defaultValue: isRequired ? nil : write(Root()))
  }
}
