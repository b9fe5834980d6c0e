import Drawing
import Spec

/// The reference of keys and components for a terminal.
struct ReferenceText {
  private(set) var text: String
  /// The width of a terminal, or one that can be read anywhere.
  private static var width: Int { Console.outputWidth ?? 80 }

  /// All kinds, each with its components.
  init(_ choices: [(choice: ComponentChoice, paths: [String])]) {
    text = choices.map { choice, paths in
      "\(choice.plural), for \(paths.listed(by: "and"))\n"
        + Self.components(choice, indentation: "  ", width: Console.outputWidth)
    }.joined(separator: "\n")
  }

  /// The components of a kind. Where it is no terminal that shows them, each is one line, so that other
  /// programs can go by them.
  init(_ kind: Catalogue.Kind) {
    text = Self.components(kind.choice, width: Console.outputWidth)
  }

  /// What some names mean.
  init(_ entries: [CatalogueEntry]) {
    text = entries.map { entry in
      switch entry {
      case .key(let path, let field, let component): Self.key(path, field, of: component)
      case .component(let component, let kind): Self.component(component, of: kind)
      }
    }.joined(separator: "\n")
  }

  // MARK: Parts

  private static func components(
    _ choice: ComponentChoice, indentation: String = "", width: Int?
  ) -> String {
    TextTable(choice.components.map { [indentation + $0.name, $0.meaning] }, width: width).text
  }

  private static func key(
    _ path: String, _ field: FieldDescription, of component: ComponentChoice.Component?
  ) -> String {
    let title = path + (component.map { " of \($0.name)" } ?? "") + "\n"
    var text = title + paragraph(field.meaning) + paragraph(values(field, at: path))
    switch field.shape {
    case .component(let choice):
      text += "\n" + components(choice, indentation: "  ", width: width)
    default:
      if let fields = field.shape.fields { text += "\n" + table(fields) { path + "." + $0.key } }
    }
    return text
  }

  private static func component(
    _ component: ComponentChoice.Component, of kind: Catalogue.Kind
  ) -> String {
    var text = "\(kind.choice.kind) \(component.name)\n" + paragraph(component.meaning)
    if !component.fields.isEmpty {
      text += "\n" + table(component.fields, path: kind.path(of:))
    }
    let example = JSONValue.object([(kind.field.key, kind.choice.example(component))])
    return text + "\n" + paragraph("as in " + example.onOneLine.dropFirst().dropLast())
  }

  /// Fields by their keys, each with its meaning and under that its values.
  private static func table(
    _ fields: [FieldDescription], path: (FieldDescription) -> String
  ) -> String {
    let rows = fields.flatMap { field in
      [["  " + field.key, field.meaning], ["", values(field, at: path(field))]]
    }
    return TextTable(rows, width: width).text
  }

  private static func values(_ field: FieldDescription, at path: String) -> String {
    let standard = field.standard.map { "; default \($0.onOneLine)" } ?? ""
    return field.values(at: path, in: .plain) + (field.isRequired ? "; required" : standard)
  }

  private static func paragraph(_ text: String) -> String {
    TextTable([["", text]], width: width).text
  }
}

extension FieldShape {
  /// The fields of the object that is a value of the shape, or is in it; nil where there is none.
  fileprivate var fields: [FieldDescription]? {
    switch self {
    case .object(let fields): fields
    case .list(let element), .map(_, let element): element.fields
    case .either(let first, let second): first.fields ?? second.fields
    default: nil
    }
  }
}
