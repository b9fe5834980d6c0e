/// The known components of one kind. A component is made known by one line in its registry.
package struct Registry<Kind>: Sendable {
  /// What the components are, such as `optimizer`.
  package let kind: String
  private let plural: String
  /// The key of an object that carries the component's name.
  package let tag: String
  package let entries: [Entry<Kind>]
  private let alwaysWritesObject: Bool
  /// The name of the component that an object without a name is, where there is no other default.
  private let standard: String?

  /// - Parameters:
  ///   - kind: What the components are, such as `optimizer`.
  ///   - plural: What several of them are called, where that is not the kind with an s.
  ///   - tag: The key of an object that carries the component's name.
  ///   - alwaysWritesObject: Whether a component without fields is written as an object too, instead
  ///     of its bare name. Both are read.
  ///   - standard: The component that an object without a name is, where there is no other default.
  ///   - entries: The components.
  package init(
    _ kind: String, plural: String? = nil, tag: String = "name", alwaysWritesObject: Bool = false,
    standard: (any Component.Type)? = nil, _ entries: [Entry<Kind>]
  ) {
    self.kind = kind
    self.plural = plural ?? kind + "s"
    self.tag = tag
    self.alwaysWritesObject = alwaysWritesObject
    self.standard = standard?.name
    self.entries = entries
  }

  /// The names of the components.
  package var names: [String] { entries.map(\.description.name) }

  var choice: ComponentChoice {
    ComponentChoice(
      kind: kind, plural: plural, tag: tag, standard: standard,
      components: entries.map(\.description))
  }

  /// Reads a bare name, or an object with a name and fields. Without a name the default's is taken.
  func read(_ json: JSONValue, _ defaultValue: Kind?, _ reading: inout Reading) -> Kind? {
    var members: [JSONMember] = []
    let name: String
    if let text = json.text {
      name = text
    } else if let object = json.members {
      members = object
      if let member = object.first(where: { $0.key == tag }) {
        guard let text = member.value.text else {
          let names = FieldShape.choice(entries.map(\.description.name))
          reading.enter(tag, at: member.value.location) { $0.mismatch(member.value, names) }
          return nil
        }
        name = text
      } else if let component = defaultValue as? any Component {
        name = type(of: component).name
      } else if let standard {
        name = standard
      } else {
        reading.missing(tag, "the name of the \(kind)", in: json)
        return nil
      }
    } else {
      reading.mismatch(json, standard == nil ? .component(choice) : .object([]))
      return nil
    }
    let tagged = json[tag] ?? json
    guard let entry = entries.first(where: { $0.description.name == name }) else {
      let names = entries.map(\.description.name)
      reading.enter(tag, at: tagged.location) { $0.unknown(name, kind: kind, among: names) }
      return nil
    }
    return entry.read(members, json, registry: self, &reading)
  }

  /// A component's name, or an object with its name and its fields.
  package func write(_ component: Kind) -> JSONValue {
    guard let component = component as? any Component else { return JSONValue(.null) }
    let name = JSONValue.text(type(of: component).name)
    let members = component.members
    if members.isEmpty, !alwaysWritesObject { return name }
    return JSONValue(.object([JSONMember(tag, name)] + members))
  }
}
