import Spec
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
  /// The choices of components met so far, each with its field.
  private var choices: [(ComponentChoice, FieldDescription)] = []

  init(_ fields: [FieldDescription] = Configuration.descriptions) {
    text = Self.introduction(required: Self.requiredKeys(fields, below: ""))
    addHeading("Top level", depth: 0)
    add(fields, below: "")
    for (choice, field) in choices { add(choice, of: field) }
  }

  // MARK: Parts

  private static func introduction(required: [String]) -> String {
    """
    <!-- Made from the declarations in Sources; renew it with DLRUN_WRITE_REFERENCE=1 make test -->

    # Configuration reference

    A configuration is a JSON file that says all about a run. For examples see
    [README.md](README.md); this page has every key. Only \(required.map(\.code).listed(by: "and"))
    must be given:

    ```json
    \(smallestConfiguration)
    ```

    - **Defaults.** A key that is left out has its default. Where that column has a —, the meaning
      says what holds then; often the data decide. `config.json` in the folder of a run has all of
      it filled in.
    - **Paths** are relative to the folder of the configuration, wherever `dlrun` is called; those
      given by `--set` too.
    - **Overrides** change a key for one run: `dlrun train CONFIG --set model.layers.0.units=8`.
      `--set` may be repeated. Dots lead into sections and lists, which count from 0. The value is
      JSON, or else a text.
    - **Mistakes.** An unknown key, a wrong type and a value out of range are errors; the message
      has the line and the column, and for a misspelt key the nearest right one. Comments, trailing
      commas and a key given twice are errors too. `null` is no value: leave the key out instead.
      `1e3` is a whole number.

    """
  }

  private static func requiredKeys(_ fields: [FieldDescription], below path: String) -> [String] {
    fields.flatMap { field in
      if case .object(let inner) = field.shape {
        return requiredKeys(inner, below: path + field.key + ".")
      }
      return field.isRequired ? [path + field.key] : []
    }
  }

  /// Adds a table of fields, and then the sections that they hold.
  private mutating func add(_ fields: [FieldDescription], below path: String) {
    addTable(
      ["key", "values", "default", "meaning"],
      fields.map { field in
        [
          field.key.code, Self.values(field.shape, at: path + field.key, of: field.key),
          Self.standard(field), field.meaning.escaped,
        ]
      })
    for field in fields {
      switch field.shape {
      case .object(let inner), .list(.object(let inner)), .map(_, .object(let inner)),
        .either(_, .object(let inner)):
        addHeading(path + field.key, depth: path.split(separator: ".").count)
        text += "\n\(field.meaning.sentence)\n"
        add(inner, below: path + field.key + ".")
      case .component(let choice): choices.append((choice, field))
      default: break
      }
    }
  }

  private mutating func add(_ choice: ComponentChoice, of field: FieldDescription) {
    addHeading(field.key, depth: 0)
    text += "\n\(field.meaning.sentence)\n\n"
    text += "It is given by its name, or by an object with the name as \(choice.tag.code)"
    let example = choice.components.first { $0.fields.contains { $0.defaultValue != nil } }
    if let component = example {
      let members = component.fields.compactMap { field in
        field.defaultValue.map { (field.key, $0.brief) }
      }
      let example = JSONValue.object([(choice.tag, .text(component.name))] + members)
      text += " and some or all of its keys, such as \(example.onOneLine.code)"
    }
    text += ". "
    if let name = field.defaultValue?.name(tag: choice.tag) {
      text += "An object without \(choice.tag.code) is \(name).\n"
    } else {
      text += "An object must have \(choice.tag.code).\n"
    }
    var rows: [[String]] = []
    for component in choice.components {
      rows.append([component.name.quoted.code, "", "", "", component.meaning.escaped])
      for field in component.fields {
        rows.append([
          "", field.key.code, Self.values(field.shape, at: field.key, of: field.key),
          Self.standard(field), field.meaning.escaped,
        ])
      }
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

  // MARK: Cells

  /// The values that a field takes.
  private static func values(_ shape: FieldShape, at path: String, of key: String) -> String {
    switch shape {
    case .boolean: "`true` or `false`"
    case .number(let range): values(range)
    case .integer(let range):
      "a whole number from \(brief(range.lowerBound)) to \(brief(range.upperBound))"
    case .text(let what): what.escaped
    case .choice(let names): names.map(\.quoted.code).listed(by: "or")
    case .list(.object): "a list of objects, see [\(path)](#\(path.anchor))"
    case .list(let element): "a list, each element \(values(element, at: path, of: key))"
    case .object: "an object, see [\(path)](#\(path.anchor))"
    case .map(let key, .object):
      "an object with \(key) for each key, its values see [\(path)](#\(path.anchor))"
    case .map(let key, let element):
      "an object with \(key) for each key, each value \(values(element, at: path, of: key))"
    case .component: "a name or an object, see [\(key)](#\(key.anchor))"
    case .either(let first, let second):
      "\(values(first, at: path, of: key)), or \(values(second, at: path, of: key))"
    }
  }

  private static func values(_ range: NumberRange) -> String {
    let sign: (NumberRange.Bound) -> (sign: String, mirrored: String, value: Double) = {
      switch $0 {
      case .included(let value): ("≤", "≥", value)
      case .excluded(let value): ("<", ">", value)
      }
    }
    switch (range.lower.map(sign), range.upper.map(sign)) {
    case (nil, nil): return "a number"
    case (let lower?, nil): return "a number \(lower.mirrored) \(brief(lower.value))"
    case (nil, let upper?): return "a number \(upper.sign) \(brief(upper.value))"
    case (let lower?, let upper?):
      return "\(brief(lower.value)) \(lower.sign) number \(upper.sign) \(brief(upper.value))"
    }
  }

  /// The default of a field; a dash where its meaning tells.
  private static func standard(_ field: FieldDescription) -> String {
    if field.isRequired { return "**required**" }
    switch field.shape {
    case .object: return ""
    case .component(let choice):
      return field.defaultValue?.name(tag: choice.tag) ?? "—"
    default:
      return field.defaultInReference.map(\.brief.onOneLine.code) ?? "—"
    }
  }

  private static func brief(_ value: Int) -> String {
    switch value {
    case 2_147_483_647: "2³¹ − 1"
    case .max: "2⁶³ − 1"
    default: String(value)
    }
  }

  private static func brief(_ value: Double) -> String { JSONValue.number(value).brief.onOneLine }
}

extension FieldDescription {
  /// The default, or nil where it is none that can be written down: an empty text stands for one
  /// that is known only later.
  var defaultInReference: JSONValue? { defaultValue?.text == "" ? nil : defaultValue }
}

extension JSONValue {
  /// A number as one writes it by hand: `1` for `1.0` and `1e-8` for `1e-08`.
  fileprivate var brief: JSONValue {
    guard case .number(let text) = content else { return self }
    let short = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    return JSONValue(.number(short.replacing("e-0", with: "e-")))
  }

  /// The name of a written component.
  fileprivate func name(tag: String) -> String? { (self[tag]?.text ?? text)?.quoted.code }
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

extension [String] {
  fileprivate func listed(by word: String) -> String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " \(word) " + self[count - 1]
  }
}
