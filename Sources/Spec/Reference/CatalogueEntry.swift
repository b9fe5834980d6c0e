/// A key or a component of the configuration.
package enum CatalogueEntry: Sendable {
  /// A key, by its path in a configuration; and the component that it is a field of, if it is.
  case key(path: String, FieldDescription, of: ComponentChoice.Component?)
  case component(ComponentChoice.Component, of: Catalogue.Kind)

  /// The dotted paths that name it: that in a configuration first, and with the name of the component.
  var paths: [String] {
    switch self {
    case .key(let path, _, nil): [path]
    case .key(let path, let field, let component?):
      [path, path.dropLast(field.key.utf8.count) + component.name + "." + field.key]
    case .component(let component, let kind): [kind.path + "." + component.name]
    }
  }

  /// The component's own name; nil for a key.
  var componentName: String? {
    if case .component(let component, _) = self { component.name } else { nil }
  }

  /// Whether a text is one of those that the key takes.
  func takes(_ text: String) -> Bool {
    if case .key(_, let field, _) = self { field.shape.takes(text) } else { false }
  }
}

extension FieldShape {
  fileprivate func takes(_ text: String) -> Bool {
    switch self {
    case .choice(let names): names.contains(text)
    case .either(let first, let second): first.takes(text) || second.takes(text)
    default: false
    }
  }
}
