import System

/// The reading of one configuration: the faults found so far, and the place of each part.
package struct Reading {
  private(set) var faults: [Diagnostic] = []
  private(set) var places = Places()

  private let title: String
  /// The keys and indices that lead to the part being read.
  private var path: [String] = []
  /// The paths at or below which there is a fault.
  private var unsound: Set<[String]> = []

  init(title: String, _ location: Location?) {
    self.title = title
    places.insert(location, at: [])
  }

  /// Goes into a key or an index, and out again.
  mutating func enter<Result>(
    _ key: String, at location: Location?, _ body: (inout Reading) -> Result
  ) -> Result {
    path.append(key)
    defer { path.removeLast() }
    places.insert(location, at: path)
    return body(&self)
  }

  /// The way to a key, or to several with dots between, seen from the part being read.
  private func path(of key: String) -> [String] { path + Places.keys(of: key) }

  /// How a message names the part being read.
  private var subject: String { path.isEmpty ? title : DottedPath(path).quoted }

  // MARK: For checks of several fields

  /// Whether nothing wrong was found in these parts of the part being read.
  package func areSound(_ keys: String...) -> Bool {
    keys.allSatisfy { !unsound.contains(path(of: $0)) }
  }

  /// Reports a fault.
  ///
  /// - Parameters:
  ///   - key: Where it is: a key, or a dotted path, seen from the part being read.
  ///   - message: What is wrong and what was expected.
  package mutating func fault(_ key: String, _ message: String) {
    markUnsound(key)
    faults.append(Diagnostic(places[path(of: key)], message))
  }

  private mutating func markUnsound(_ key: String) {
    var path = path(of: key)
    while unsound.insert(path).inserted, path.count > 1 { path.removeLast() }
  }

  // MARK: For forms

  mutating func mismatch(_ json: JSONValue, _ shape: FieldShape) {
    var nearest = ""
    if case .choice(let names) = shape, let text = json.text {
      nearest = suggestion(for: text, among: names)
    }
    fault("", "\(subject) must be \(shape.expectation), not \(json.summary)\(nearest)")
  }

  mutating func unknown(_ name: String, kind: String, among names: [String]) {
    let expected = suggestion(
      for: name, among: names, orExpected: FieldShape.choice(names).expectation)
    fault("", "unknown \(kind) \(name.quoted(most: 56))\(expected)")
  }

  mutating func missing(_ key: String, _ meaning: String, in json: JSONValue) {
    markUnsound(key)
    faults.append(
      Diagnostic(
        json.location, "missing key \(DottedPath(path(of: key)).quoted): \(meaning)"))
  }

  /// Reads an object's members into the fields of a declared part.
  ///
  /// - Parameters:
  ///   - members: The members.
  ///   - json: The object, for its place.
  ///   - value: The part with its defaults.
  ///   - tag: A key that is no field because it carries the component's name.
  ///   - title: How a message names the part.
  mutating func read<Value: Declared>(
    _ members: [JSONMember], of json: JSONValue, into value: Value, tag: String? = nil,
    title: String? = nil
  ) -> Value {
    var value = value
    let fields = Value.fields
    let keys = fields.map(\.key)
    var remaining = Set(keys)
    for member in members where member.key != tag {
      if let field = fields.first(where: { $0.key.isSame(as: member.key) }) {
        remaining.remove(field.key)
        enter(field.key, at: member.value.location) { field.read(member.value, &value, &$0) }
      } else {
        unknownKey(member, among: keys + [tag].compactMap(\.self), of: title ?? subject)
      }
    }
    for field in fields where remaining.contains(field.key) {
      if case .object = field.shape, !field.isOptional {
        // A part left out is an empty one: keys that it requires are missing all the same.
        let empty = JSONValue(.object([]), at: json.location)
        enter(field.key, at: json.location) { field.read(empty, &value, &$0) }
      } else if field.isRequired, areSound(field.key) {
        missing(field.key, field.meaning, in: json)
      }
    }
    value.check(&self)
    return value
  }

  private mutating func unknownKey(_ member: JSONMember, among keys: [String], of part: String) {
    let expected = suggestion(
      for: member.key, among: keys, orExpected: FieldShape.choice(keys).expectation)
    // The key that was meant is not to be reported as missing too.
    if let nearest = nearestName(to: member.key, among: keys) { markUnsound(nearest) }
    faults.append(
      Diagnostic(
        member.location, "unknown key \(member.key.quoted(most: 56)) in \(part)\(expected)"))
  }
}

extension JSONValue {
  /// The value in a few words, for a message.
  var summary: String {
    switch content {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let text):
      text.shown(most: 58) + (double == nil ? " (beyond the range of numbers)" : "")
    case .text(let text): text.quoted(most: 56)
    case .list(let elements): elements.isEmpty ? "an empty list" : "a list"
    case .object: "an object"
    }
  }
}

extension Diagnostic {
  /// The faults in the order of their places: those of files by line, then the rest.
  static func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    func key(_ element: EnumeratedSequence<[Diagnostic]>.Element) -> (Int, Int, Int) {
      switch element.element.location {
      case .position(_, let line, let column): (line, column, element.offset)
      default: (.max, .max, element.offset)
      }
    }
    return diagnostics.enumerated().sorted { key($0) < key($1) }.map(\.element)
  }
}
