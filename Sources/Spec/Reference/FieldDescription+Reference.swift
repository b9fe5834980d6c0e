import System

/// A field in the words of a reference.
extension FieldDescription {
  /// The values that the field takes.
  /// - Parameter path: Its dotted path.
  package func values(at path: String, in style: ReferenceStyle) -> String {
    values(shape, at: path, in: style)
  }

  private func values(_ shape: FieldShape, at path: String, in style: ReferenceStyle) -> String {
    switch shape {
    case .boolean: "\(style.code("true")) or \(style.code("false"))"
    case .number(let range): range.inSigns
    case .integer(let range):
      "a whole number from \(range.lowerBound.brief) to \(range.upperBound.brief)"
    case .text(let what): what
    case .choice(let names): names.map { style.code($0.quoted) }.listed(by: "or")
    case .list(.object): "a list of objects, see \(style.link(path))"
    case .list(.component): "a list of names or objects, see \(style.link(key))"
    case .list(let element): "a list, each element \(values(element, at: path, in: style))"
    case .object: "an object, see \(style.link(path))"
    case .map(let key, .object):
      "an object with \(key) for each key; for its values see \(style.link(path))"
    case .map(let key, let element):
      "an object with \(key) for each key, each value \(values(element, at: path, in: style))"
    case .component: "a name or an object, see \(style.link(key))"
    case .either(let first, let second):
      "\(values(first, at: path, in: style)), or \(values(second, at: path, in: style))"
    }
  }

  /// The default as it is written in a configuration, of a component its name; nil where there is
  /// none that can be written down: the meaning then tells what holds. An empty text stands for a
  /// default that is known only later.
  package var standard: JSONValue? {
    switch shape {
    case .object: nil
    case .component(let choice): defaultValue.map { $0[choice.tag] ?? $0 }
    default: isRequired || defaultValue?.text == "" ? nil : defaultValue?.brief
    }
  }
}

extension ComponentChoice {
  /// A component as it is written in a configuration, with the defaults that there are.
  package func example(_ component: Component) -> JSONValue {
    let members = component.fields.compactMap { field in
      field.defaultValue.map { (field.key, $0.brief) }
    }
    return .object([(tag, .text(component.name))] + members)
  }
}

extension NumberRange {
  /// The range in signs, such as `0 ≤ number < 1`.
  fileprivate var inSigns: String {
    let sign: (Bound) -> (sign: String, mirrored: String, value: String) = {
      switch $0 {
      case .included(let value): ("≤", "≥", JSONValue.number(value).brief.onOneLine)
      case .excluded(let value): ("<", ">", JSONValue.number(value).brief.onOneLine)
      }
    }
    return switch (lower.map(sign), upper.map(sign)) {
    case (nil, nil): "a number"
    case (let lower?, nil): "a number \(lower.mirrored) \(lower.value)"
    case (nil, let upper?): "a number \(upper.sign) \(upper.value)"
    case (let lower?, let upper?):
      "\(lower.value) \(lower.sign) number \(upper.sign) \(upper.value)"
    }
  }
}

extension Int {
  fileprivate var brief: String {
    switch self {
    case 2_147_483_647: "2³¹ − 1"
    case .max: "2⁶³ − 1"
    default: String(self)
    }
  }
}

extension JSONValue {
  /// The value with its numbers as one writes them by hand: `1` for `1.0` and `1e-8` for `1e-08`.
  package var brief: JSONValue {
    switch content {
    case .number(let text):
      let short = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
      return JSONValue(.number(short.replacing("e-0", with: "e-")), at: location)
    case .list(let elements): return .list(elements.map(\.brief))
    case .object(let members): return .object(members.map { ($0.key, $0.value.brief) })
    default: return self
    }
  }
}

extension [String] {
  /// The texts in a sentence: `a, b or c`.
  package func listed(by word: String) -> String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " \(word) " + self[count - 1]
  }
}
