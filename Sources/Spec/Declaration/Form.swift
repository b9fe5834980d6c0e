/// How a value is written in JSON: which values are taken, and the way in and out.
package struct Form<Value>: Sendable {
  package let shape: FieldShape
  /// Reads a value, given the default; where it is wrong, reports that and returns nil.
  let read: @Sendable (JSONValue, Value?, inout Reading) -> Value?
  let write: @Sendable (Value) -> JSONValue

  init(
    _ shape: FieldShape,
    reading read: @escaping @Sendable (JSONValue, Value?, inout Reading) -> Value?,
    write: @escaping @Sendable (Value) -> JSONValue
  ) {
    self.shape = shape
    self.read = read
    self.write = write
  }

  /// A form for values without parts.
  ///
  /// - Parameters:
  ///   - shape: Which values are taken; its words make the message about any other.
  ///   - read: The value, or nil where it is not of the shape.
  ///   - write: The value as JSON.
  package init(
    _ shape: FieldShape, read: @escaping @Sendable (JSONValue) -> Value?,
    write: @escaping @Sendable (Value) -> JSONValue
  ) {
    self.init(shape) { json, _, reading in
      let value = read(json)
      if value == nil { reading.mismatch(json, shape) }
      return value
    } write: {
      write($0)
    }
  }
}

extension Form {
  /// The same values as another type.
  package func converted<Other>(
    to other: @escaping @Sendable (Value) -> Other, from value: @escaping @Sendable (Other) -> Value
  ) -> Form<Other> {
    let (read, write) = (read, write)
    return Form<Other>(shape) { json, defaults, reading in
      read(json, defaults.map(value), &reading).map(other)
    } write: {
      write(value($0))
    }
  }
}

extension Form where Value == Double {
  package static func number(_ range: NumberRange) -> Form {
    Form(.number(range), read: { $0.double.flatMap { range.contains($0) ? $0 : nil } }) {
      .number($0)
    }
  }
}

extension Form where Value == Int {
  /// A whole number; `1e3` and `10.0` are whole.
  package static func integer(_ range: ClosedRange<Int>) -> Form {
    Form(.integer(range), read: { $0.integer.flatMap { range.contains($0) ? $0 : nil } }) {
      .integer($0)
    }
  }
}

extension Form where Value == Bool {
  package static var boolean: Form { Form(.boolean, read: \.boolean) { .boolean($0) } }
}

extension Form where Value == String {
  /// A text. `what` says what it is, such as `the name of a column`.
  package static func text(_ what: String = "a string") -> Form {
    Form(.text(what), read: \.text) { .text($0) }
  }

  /// The path of a file.
  package static var path: Form {
    Form(.text("the path of a file"), read: \.path) { .text($0) }
  }
}

extension Form where Value: RawRepresentable<String> & CaseIterable & Sendable {
  /// One of an enumeration's cases, by its raw value.
  package static var choice: Form {
    Form(
      .choice(Value.allCases.map(\.rawValue)), read: { $0.text.flatMap(Value.init(rawValue:)) }
    ) { .text($0.rawValue) }
  }
}

extension Form where Value: Declared {
  /// A declared part; what it leaves out keeps its default.
  package static func object(_ type: Value.Type = Value.self) -> Form {
    Form(.object(Value.descriptions)) { json, defaults, reading in
      guard let members = json.members else {
        reading.mismatch(json, .object([]))
        return nil
      }
      return reading.read(members, of: json, into: defaults ?? Value())
    } write: {
      $0.written
    }
  }
}

extension Form {
  /// A list whose elements all have one form.
  package static func list<Element>(_ element: Form<Element>) -> Form where Value == [Element] {
    Form(.list(element.shape)) { json, _, reading in
      guard let elements = json.list else {
        reading.mismatch(json, .list(element.shape))
        return nil
      }
      let values = elements.enumerated().compactMap { index, json in
        reading.enter(String(index), at: json.location) { element.read(json, nil, &$0) }
      }
      // With one left out, the others would stand at wrong indices.
      return values.count == elements.count ? values : nil
    } write: {
      .list($0.map(element.write))
    }
  }

  /// One element by itself, or a list of at least one.
  package static func oneOrSeveral<Element>(_ element: Form<Element>) -> Form
  where Value == [Element] {
    let list = list(element)
    let shape = FieldShape.either(element.shape, list.shape)
    return Form(shape) { json, _, reading in
      guard let elements = json.list else { return element.read(json, nil, &reading).map { [$0] } }
      if elements.isEmpty {
        reading.mismatch(json, shape)
        return nil
      }
      return list.read(json, nil, &reading)
    } write: {
      $0.count == 1 ? element.write($0[0]) : list.write($0)
    }
  }

  /// An object whose keys are the user's; its members keep their order.
  ///
  /// - Parameters:
  ///   - key: What the keys are, such as `the name of a column`.
  ///   - element: The form of each value.
  package static func map<Element>(_ key: String, _ element: Form<Element>) -> Form
  where Value == [Named<Element>] {
    let shape = FieldShape.map(key, element.shape)
    return Form(shape) { json, _, reading in
      guard let members = json.members else {
        reading.mismatch(json, shape)
        return nil
      }
      return members.compactMap { member in
        reading.enter(member.key, at: member.location ?? member.value.location) {
          element.read(member.value, nil, &$0)
        }.map { Named(member.key, $0) }
      }
    } write: {
      .object($0.map { ($0.name, element.write($0.value)) })
    }
  }

  /// One word that stands for a value, or values of another form.
  ///
  /// - Parameters:
  ///   - word: The word.
  ///   - value: What the word stands for.
  ///   - form: The form of all other values.
  ///   - wrap: Makes a value of what the form reads.
  ///   - unwrap: What the form writes of a value; nil for the one that the word stands for.
  package static func word<Inner>(
    _ word: String, _ value: Value, or form: Form<Inner>,
    wrap: @escaping @Sendable (Inner) -> Value, unwrap: @escaping @Sendable (Value) -> Inner?
  ) -> Form where Value: Sendable {
    let shape = FieldShape.either(.choice([word]), form.shape)
    return Form(shape) { json, _, reading in
      guard let text = json.text else { return form.read(json, nil, &reading).map(wrap) }
      if text == word { return value }
      reading.mismatch(json, shape)
      return nil
    } write: {
      unwrap($0).map(form.write) ?? .text(word)
    }
  }

  /// One form, or an object as a declared part of another kind.
  ///
  /// - Parameters:
  ///   - form: The form of what is no object.
  ///   - wrap: Makes a value of the part.
  package static func either<Part: Declared>(
    _ form: Form, orObject wrap: @escaping @Sendable (Part) -> Value,
    write: @escaping @Sendable (Value) -> JSONValue
  ) -> Form {
    let object = Form<Part>.object()
    let shape = FieldShape.either(form.shape, object.shape)
    return Form(shape) { json, defaults, reading in
      if json.members != nil { return object.read(json, nil, &reading).map(wrap) }
      var attempt = reading
      guard let value = form.read(json, defaults, &attempt) else {
        // The form's own message would leave the object out.
        reading.mismatch(json, shape)
        return nil
      }
      reading = attempt
      return value
    } write: {
      write($0)
    }
  }

  /// A component of a registry, by its name or as an object with its name and its fields.
  package static func component(in registry: Registry<Value>) -> Form {
    Form(.component(registry.choice)) { json, defaults, reading in
      registry.read(json, defaults, &reading)
    } write: {
      registry.write($0)
    }
  }
}
