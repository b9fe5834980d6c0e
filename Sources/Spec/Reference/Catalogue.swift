import System

/// Everything that a configuration can name: sections with their keys, and kinds of components.
package struct Catalogue: Sendable {
  /// An object with declared keys.
  package struct Section: Sendable {
    /// The dotted path of the field that holds it, indices and the user's own keys left out; empty for
    /// the whole configuration.
    package let path: String
    /// The field; nil for the whole configuration.
    package let field: FieldDescription?
    package let fields: [FieldDescription]

    /// The path of one of its fields.
    package func path(of field: FieldDescription) -> String {
      path.isEmpty ? field.key : path + "." + field.key
    }
  }

  /// A kind of components, and the field that takes one.
  package struct Kind: Sendable {
    package let path: String
    package let field: FieldDescription
    package let choice: ComponentChoice

    /// The path of a component's field in a configuration.
    package func path(of field: FieldDescription) -> String { path + "." + field.key }
  }

  /// From the outermost inwards, in the order of their fields.
  package private(set) var sections: [Section] = []
  /// In the order of their fields.
  package private(set) var kinds: [Kind] = []

  /// - Parameter fields: The fields of the whole configuration.
  package init(_ fields: [FieldDescription]) {
    add(Section(path: "", field: nil, fields: fields))
  }

  private mutating func add(_ section: Section) {
    sections.append(section)
    for field in section.fields { visit(field.shape, of: field, at: section.path(of: field)) }
  }

  private mutating func visit(_ shape: FieldShape, of field: FieldDescription, at path: String) {
    switch shape {
    case .boolean, .number, .integer, .text, .choice: break
    case .list(let element), .map(_, let element): visit(element, of: field, at: path)
    case .object(let fields): add(Section(path: path, field: field, fields: fields))
    case .component(let choice):
      let kind = Kind(path: path, field: field, choice: choice)
      kinds.append(kind)
      for field in choice.components.flatMap(\.fields) {
        visit(field.shape, of: field, at: kind.path(of: field))
      }
    case .either(let first, let second):
      visit(first, of: field, at: path)
      visit(second, of: field, at: path)
    }
  }
}

extension Catalogue {
  /// The kinds by themselves, each with the paths of all fields that take one.
  package var choices: [(choice: ComponentChoice, paths: [String])] {
    var choices: [(choice: ComponentChoice, paths: [String])] = []
    for kind in kinds {
      if let known = choices.firstIndex(where: { $0.choice.kind == kind.choice.kind }) {
        // Components of one kind may take others at the same path, as layers take activations.
        if !choices[known].paths.contains(kind.path) { choices[known].paths.append(kind.path) }
      } else {
        choices.append((kind.choice, [kind.path]))
      }
    }
    return choices
  }

  /// The kind that goes by a name, in the singular or the plural.
  package func kind(named name: String) -> Kind? {
    kinds.first { [$0.choice.kind, $0.choice.plural, $0.field.key].contains(name) }
  }

  /// All that can be looked up by `entries(named:)`, in the order of the declarations.
  package var entries: [CatalogueEntry] {
    let keys = sections.flatMap { section in
      section.fields.map { CatalogueEntry.key(path: section.path(of: $0), $0, of: nil) }
    }
    let components = kinds.flatMap { kind in
      kind.choice.components.flatMap { component in
        [CatalogueEntry.component(component, of: kind)]
          + component.fields.map { .key(path: kind.path(of: $0), $0, of: component) }
      }
    }
    return keys + components
  }

  /// What a name stands for: the keys with that path; else the components with that name; else the keys
  /// whose path ends so; else those that take it as a value. Indices in the name do not count.
  package func entries(named name: String) -> [CatalogueEntry] {
    let parts = name.parts(at: ".").filter { !$0.isEmpty && Int($0) == nil }
    let name = parts.joined(separator: ".")
    let ranks: [(CatalogueEntry) -> Bool] = [
      { $0.paths.contains(name) },
      { $0.componentName == name },
      { $0.paths.contains { $0.hasSuffix("." + name) } },
      { $0.takes(name) },
    ]
    let entries = entries
    for isMeant in ranks {
      let found = entries.filter(isMeant)
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Names that `entries(named:)` knows: of keys their paths and the last part of these, and components.
  package var names: [String] {
    var known: Set<String> = []
    return entries.flatMap { entry in
      switch entry {
      case .key(let path, let field, _): [path, field.key]
      case .component(let component, _): [component.name]
      }
    }.filter { known.insert($0).inserted }
  }
}
