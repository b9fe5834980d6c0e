import Spec
import System
import Training

/// The reference of all keys, `configs/REFERENCE.md`: Markdown made from the declarations.
struct ReferenceDocument {
  /// A configuration of nothing but what must be given.
  static let smallestConfiguration = """
    {
      "data": { "train": "../datasets/xor.csv", "target": "out" },
      "model": { "layers": [ { "units": 8, "activation": "tanh" }, { "activation": "sigmoid" } ] }
    }
    """

  private(set) var text = ""

  init(_ fields: [FieldDescription] = Configuration.descriptions) {
    text = Self.introduction(required: Self.requiredKeys(fields, below: ""))
    let catalogue = Catalogue(fields)
    for section in catalogue.sections { add(section) }
    for kind in catalogue.kinds { add(kind) }
  }

  // MARK: Parts

  private static func introduction(required: [String]) -> String {
    """
    <!-- Made from the declarations in Sources; renew it with DLRUN_WRITE_REFERENCE=1 make test -->

    # Configuration reference

    A configuration is a JSON file that describes a run completely. For examples see
    [README.md](README.md); this page has every key. Only \(required.map(\.code).listed(by: "and"))
    must be given:

    ```json
    \(smallestConfiguration)
    ```

    - **Defaults.** A key that is left out has its default. Where that column has a —, the meaning
      says what applies then; often it depends on the data. `config.json` in the folder of a run has
      all defaults filled in.
    - **Paths** are relative to the folder of the configuration, wherever `dlrun` is called; including
      those given by `--set`.
    - **Overrides** change a key for one run: `dlrun train CONFIG --set model.layers.0.units=8`.
      `--set` may be repeated. Dots lead into sections and lists, which count from 0. The value is
      JSON, or else a string.
    - **Mistakes.** An unknown key, a wrong type and a value out of range are errors; the message
      gives line and column, and for a misspelt key the nearest right one. Comments, trailing
      commas and a key given twice are errors too. `null` is not a value: leave the key out instead.
      `1e3` is a whole number.

    """
  }

  private static func requiredKeys(_ fields: [FieldDescription], below path: String) -> [String] {
    fields.flatMap { field in
      if case .object(let inner) = field.shape, !field.isOptional {
        return requiredKeys(inner, below: path + field.key + ".")
      }
      return field.isRequired ? [path + field.key] : []
    }
  }

  private mutating func add(_ section: Catalogue.Section) {
    if let field = section.field {
      addHeading(section.path, depth: section.path.split(separator: ".").count - 1)
      text += "\n\(field.meaning.sentence)\n"
    } else {
      addHeading("Top level", depth: 0)
    }
    addTable(
      ["key", "values", "default", "meaning"],
      section.fields.map { Self.cells($0, at: section.path(of: $0)) })
  }

  private mutating func add(_ kind: Catalogue.Kind) {
    let choice = kind.choice
    addHeading(kind.field.key, depth: 0)
    text += "\n\(kind.field.meaning.sentence)\n\n"
    text += "It is given by its name, or by an object with the name as \(choice.tag.code)"
    let example = choice.components.first { $0.fields.contains { $0.defaultValue != nil } }
    if let example {
      text += " and some or all of its keys, such as \(choice.example(example).onOneLine.code)"
    }
    text += ". "
    if let standard = kind.field.standard {
      text += "An object without \(choice.tag.code) is \(standard.onOneLine.code).\n"
    } else {
      text += "An object must have \(choice.tag.code).\n"
    }
    var rows: [[String]] = []
    for component in choice.components {
      rows.append([component.name.quoted.code, "", "", "", component.meaning.escaped])
      rows += component.fields.map { [""] + Self.cells($0, at: kind.path(of: $0)) }
    }
    addTable([choice.tag, "key", "values", "default", "meaning"], rows)
  }

  private mutating func addHeading(_ title: String, depth: Int) {
    text += "\n\(String(repeating: "#", count: depth + 2)) \(title)\n"
  }

  private mutating func addTable(_ header: [String], _ rows: [[String]]) {
    text += "\n"
    for cells in [header, header.map { _ in "---" }] + rows {
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
  }

  private static func cells(_ field: FieldDescription, at path: String) -> [String] {
    let style = ReferenceStyle(code: \.code) { "[\($0)](#\($0.anchor))" }
    var standard = field.standard?.onOneLine.code ?? "—"
    if field.isRequired { standard = "**required**" } else if field.shape.isObject { standard = "" }
    return [
      field.key.code, field.values(at: path, in: style).escaped, standard, field.meaning.escaped,
    ]
  }
}

extension FieldShape {
  fileprivate var isObject: Bool { if case .object = self { true } else { false } }
}

extension String {
  fileprivate var code: String { "`\(self)`" }

  /// The text in a cell of a table.
  fileprivate var escaped: String { replacing("|", with: "\\|") }

  fileprivate var sentence: String { prefix(1).uppercased() + dropFirst() + "." }

  /// What a link to the heading with this text has behind its `#`.
  fileprivate var anchor: String {
    lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
  }
}
