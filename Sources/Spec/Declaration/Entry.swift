import System

/// A component in a registry.
package struct Entry<Kind>: Sendable {
  let description: ComponentChoice.Component
  private let make: @Sendable ([JSONMember], JSONValue, String, String?, inout Reading) -> Kind

  /// `Entry(Adam.self) { $0 }`: the closure turns the component into the kind's existential.
  package init<Value: Component>(_ type: Value.Type, _ erase: @escaping @Sendable (Value) -> Kind) {
    description = ComponentChoice.Component(
      name: type.name, meaning: type.meaning, fields: type.descriptions)
    make = { members, json, tag, title, reading in
      erase(reading.read(members, of: json, into: Value(), tag: tag, title: title))
    }
  }

  func read(
    _ members: [JSONMember], _ json: JSONValue, registry: Registry<Kind>, _ reading: inout Reading
  ) -> Kind {
    // An element of a list is better known by its place.
    let title =
      registry.choice.standard == nil ? "\(registry.kind) \(description.name.quoted)" : nil
    return make(members, json, registry.tag, title, &reading)
  }
}
