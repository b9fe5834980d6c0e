package import System

/// One `KEY=VALUE` of the command line, laid over the configuration before it is checked.
package struct Override: Sendable {
  /// The text as it was given.
  package let text: String
  /// The keys and indices of `KEY`, a dotted path.
  private let path: [String]
  package let value: JSONValue
  private let repeatedKeys: [Diagnostic]

  /// The value is JSON, or else a string.
  ///
  /// - Throws: Wrong usage where there is no `=`.
  package init(_ text: String) throws(Failure) {
    guard let (path, valueText) = Self.sides(of: text) else {
      throw Failure(
        .usage, at: .override(text),
        Self.openQuoteNote(text) + "expected KEY=VALUE")
    }
    self.text = text
    self.path = path.keys
    let location = Location.override(text)
    do {
      (value, repeatedKeys) = try JSONReader.parse(Array(valueText.utf8), at: location)
    } catch {
      value = JSONValue(.text(valueText), at: location)
      repeatedKeys = []
    }
  }

  /// What a message about a text begins with where a quote of its key is not closed; else nothing.
  package static func openQuoteNote(_ text: String) -> String {
    DottedPath.openQuote(in: text).map { "the quote at character \($0) is not closed; " } ?? ""
  }

  /// The sides of the first equals sign that stands outside of quotes; nil where there is none.
  package static func sides(of text: String) -> (path: DottedPath, value: String)? {
    var rest = text.unicodeScalars[...]
    guard let path = DottedPath(startOf: &rest, until: "="), rest.first == "=" else { return nil }
    return (path, String(rest.dropFirst()))
  }

  /// Lays the value over a configuration.
  ///
  /// - Parameters:
  ///   - json: The configuration.
  ///   - shape: The configuration's shape: it tells lists from objects where the file has neither,
  ///     and lets a field reach into a component that the file names by a bare name.
  /// - Returns: The faults.
  package func apply(to json: inout JSONValue, of shape: FieldShape) -> [Diagnostic] {
    // What is no object is refused as a whole.
    guard json.members != nil else { return repeatedKeys }
    if let message = apply(path[...], to: &json, of: shape) {
      return repeatedKeys + [Diagnostic(.override(text), message)]
    }
    return repeatedKeys
  }

  /// Returns what is wrong, or nil.
  private func apply(
    _ rest: ArraySlice<String>, to json: inout JSONValue, of shape: FieldShape?
  ) -> String? {
    guard let step = rest.first else {
      json = value
      return nil
    }
    if let meant = meantPath(rest, in: shape) {
      return "a name with dots needs quotes, did you mean \(meant)?"
    }
    if case .component(let choice) = shape, json.text != nil {
      json.content = .object([JSONMember(choice.tag, json, at: json.location)])
    }
    switch json.content {
    case .object(var members):
      if let index = members.firstIndex(where: { $0.key.isSame(as: step) }) {
        if rest.count == 1 { members[index].location = .override(text) }
        let message = apply(rest.dropFirst(), to: &members[index].value, of: shape?.field(step))
        json.content = .object(members)
        return message
      }
      let inner = shape?.field(step)
      var child = JSONValue(inner?.isList == true ? .list([]) : .object([]), at: .override(text))
      let message = apply(rest.dropFirst(), to: &child, of: inner)
      if message == nil {
        json.content = .object(members + [JSONMember(step, child, at: .override(text))])
      }
      return message
    case .list(var elements):
      let names = elements.map { $0["name"]?.text }
      let place = Int(step) ?? names.firstIndex { $0?.isSame(as: step) ?? false }
      guard let index = place, elements.indices.contains(index) else {
        let list = DottedPath(path.dropLast(rest.count)).quoted
        let range = elements.isEmpty ? "is empty" : "has elements 0 to \(elements.count - 1)"
        return "there is no element \(step.quoted), the list \(list) \(range)"
          + suggestion(for: step, among: names.compactMap(\.self))
      }
      let message = apply(rest.dropFirst(), to: &elements[index], of: shape?.element)
      json.content = .list(elements)
      return message
    default:
      let part = DottedPath(path.dropLast(rest.count))
      return "\(part.quoted) is \(json.summary) and has no keys or elements"
    }
  }

  /// The path that was meant where the keys behind an object of the user's own names are no keys of what
  /// belongs to a name, but would be if the name had dots; else nil.
  private func meantPath(_ rest: ArraySlice<String>, in shape: FieldShape?) -> DottedPath? {
    guard case .map(_, let element) = shape, rest.count > 1 else { return nil }
    let inner = Array(rest.dropFirst())
    let place: Int?
    switch element {
    case .object(let fields):
      place = inner.firstIndex { key in fields.contains { $0.key.isSame(as: key) } }
    case .boolean, .number, .integer, .text, .choice: place = inner.count
    case .list, .map, .component, .either: place = nil
    }
    guard let place, place > 0 else { return nil }
    let name = rest.prefix(place + 1).joined(separator: ".")
    return DottedPath(path.dropLast(rest.count) + [name] + inner[place...])
  }
}

extension FieldShape {
  /// The shape of a field of an object, or nil where it is not known.
  fileprivate func field(_ key: String) -> FieldShape? {
    switch self {
    case .object(let fields): fields.first { $0.key.isSame(as: key) }?.shape
    case .map(_, let element): element
    default: nil
    }
  }

  fileprivate var element: FieldShape? {
    if case .list(let element) = self { element } else { nil }
  }

  fileprivate var isList: Bool { element != nil }
}
