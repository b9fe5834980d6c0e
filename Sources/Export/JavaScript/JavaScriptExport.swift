import Engine
import Spec
import System
import Tabular
import Training

/// A model as a module of JavaScript, and as a page that has it in it and works by itself.
struct JavaScriptExport {
  private(set) var files: [(name: String, bytes: [UInt8])] = []

  /// - Throws: `configuration` where the model has something that the module cannot express.
  init(_ model: ExportedModel) throws(Failure) {
    let code = try Self.code(model)
    let module =
      "// A model of dlrun: predict() answers a row, an object with a text or number for each column.\n\n"
      + code
    files = [
      (
        "model.mjs",
        Array(module.replacing("function predict(", with: "export function predict(").utf8)
      ),
      ("index.html", Array(Self.page(model, code).utf8)),
    ]
  }

  private static func code(_ model: ExportedModel) throws(Failure) -> String {
    let whole = model.whole
    var code = reading
    let used = model.usedLeaves
    for (number, elements) in model.parameters.enumerated() where used.parameters.contains(number) {
      code += array("parameter_\(number)", elements)
    }
    for (number, elements) in model.states.enumerated() where used.states.contains(number) {
      code += array("state_\(number)", elements)
    }
    if let classes = model.encoder.classes?.names { code += "const classes = \(list(classes));\n" }
    code += "\nfunction predict(row) {\n  const cells = [\n"
    for column in model.columns {
      let reading = try reading(of: column)
      code +=
        column.refusesMissing
        ? "    present(\(column.name.quoted), \(reading)),\n" : "    \(reading),\n"
    }
    code += "  ];\n"
    var cells = LoopCode<JavaScriptLanguage>(whole.cells, prefix: "c") {
      if case .data = $0 { "cells" } else { nil }
    }
    let inputs = try cells.array(of: whole.inputs)
    var layers = LoopCode<JavaScriptLanguage>(model.layers.graph, prefix: "v") { source in
      switch source {
      case .data(0): inputs
      case .parameter(let number): "parameter_\(number)"
      case .state(let number): "state_\(number)"
      default: nil
      }
    }
    let outputs = try layers.array(of: model.layers.decisions)
    var decisions = LoopCode<JavaScriptLanguage>(whole.decisions, prefix: "d") {
      if case .data = $0 { outputs } else { nil }
    }
    var results: [String] = []
    for (answer, name) in zip(whole.answers, whole.names) {
      let (value, column) = answer.place
      let element = "\(try decisions.array(of: value))[\(column)]"
      if case .label = answer {
        results.append("    [\(name.quoted)]: classes[\(element)],")
      } else {
        results.append("    [\(name.quoted)]: \(element),")
      }
    }
    code +=
      (cells.lines + layers.lines + decisions.lines + ["  return {"] + results + ["  };", "}\n"])
      .joined(separator: "\n")
    return code
  }

  private static func array(_ name: String, _ numbers: [Double]) -> String {
    "const \(name) = new Float64Array([\(numbers.map { JavaScriptLanguage.number($0) }.joined(separator: ","))]);\n"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(\.quoted).joined(separator: ", "))]"
  }

  private static func reading(of column: ExportedColumn) throws(Failure) -> String {
    let (name, missing) = (column.name.quoted, list(column.missing))
    let cell = "row[\(name)], \(missing)"
    switch column.kind {
    case .decimal: return "decimal(\(name), \(cell))"
    case .boolean: return "truth(\(name), \(cell))"
    case .category(let encoding, let other):
      return
        "place(\(cell), \(list(encoding.values)), \(other), \(encoding.mergesNumbers))"
    case .number, .date:
      throw Failure(
        .configuration,
        "the column \(column.name.quoted) holds \(column.kindName), which an export to JavaScript cannot read"
      )
    }
  }

  /// What reads cells, and the error function.
  private static let reading = #"""
    // The text of a cell; null where it is missing.
    function textOf(cell, missing) {
      if (cell === null || cell === undefined || Number.isNaN(cell)) return null;
      const text = String(cell).replace(/^[ \t]+|[ \t]+$/g, "");
      if (text === "" || missing.includes(text)) return null;
      // A word that is a number may be spelled in another way.
      const number = plainNumber(text);
      return number !== null && missing.some((word) => plainNumber(word) === number) ? null : text;
    }

    // The number that a text is, in any spelling without zeros before it.
    function plainNumber(text) {
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text) || /^[+-]?0[0-9]/.test(text)) return null;
      return Number(text);
    }

    // The number of a cell that must be there.
    function present(column, number) {
      if (Number.isNaN(number)) throw new Error(`column ${column}: the cell is missing, expected one`);
      return number;
    }

    function decimal(column, cell, missing) {
      const text = textOf(cell, missing);
      if (text === null) return NaN;
      if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(text)) {
        throw new Error(`column ${column}: "${text}" is no decimal number`);
      }
      return Number(text);
    }

    function truth(column, cell, missing) {
      const text = textOf(cell, missing);
      if (text === null) return NaN;
      if (/^(true|yes)$/i.test(text) || Number(text) === 1) return 1;
      if (/^(false|no)$/i.test(text) || Number(text) === 0) return 0;
      throw new Error(`column ${column}: "${text}" is neither true nor false`);
    }

    // The whole number that a text is.
    function wholeNumber(text) {
      const number = plainNumber(text);
      return Number.isSafeInteger(number) ? number : null;
    }

    // The place of a text among those that are told apart.
    function place(cell, missing, texts, other, mergesNumbers) {
      const text = textOf(cell, missing);
      if (text === null) return NaN;
      let found = texts.indexOf(text);
      if (found < 0 && mergesNumbers && wholeNumber(text) !== null) {
        found = texts.findIndex((known) => wholeNumber(known) === wholeNumber(text));
      }
      return found < 0 ? other : found;
    }

    // The error function: its series near 0, further out the continued fraction of its complement.
    function erf(x) {
      const size = Math.abs(x);
      if (size < 3) {
        let term = size, sum = size;
        for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
          term *= (2 * size * size) / (2 * n + 1);
          sum += term;
        }
        return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * sum;
      }
      let fraction = 0;
      for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
      return Math.sign(x) * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
    }


    """#

  // MARK: The page

  private static func page(_ model: ExportedModel, _ code: String) -> String {
    let controls = model.columns.map { column in
      let name = column.name.markup
      let options: [String]? =
        switch column.kind {
        case .category(let encoding, _): encoding.values
        case .boolean: ["true", "false"]
        case .decimal, .number, .date: nil
        }
      let control =
        options.map { options in
          "<select name=\"\(name)\"><option value=\"\"></option>"
            + options.map { "<option>\($0.markup)</option>" }.joined() + "</select>"
        } ?? "<input name=\"\(name)\" inputmode=\"decimal\" autocomplete=\"off\">"
      return "<label><span>\(name)</span>\(control)</label>\n"
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>A model of dlrun</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em; color-scheme: light dark; }
      label { display: flex; gap: 1em; justify-content: space-between; padding: 0.2em 0; }
      input, select { font: inherit; width: 50%; }
      td { padding: 0.1em 1em 0.1em 0; }
      </style>
      </head>
      <body>
      <h1>Predict \(model.encoder.targets.joined(separator: ", ").markup)</h1>
      <form>
      \(controls.joined())</form>
      <p>An empty field is a missing cell.</p>
      <h2>Answer</h2>
      <output></output>
      <script>
      \(code.replacing("</", with: "<\\/"))
      const form = document.querySelector("form");
      const output = document.querySelector("output");
      function answer() {
        const row = Object.fromEntries(new FormData(form));
        output.replaceChildren();
        try {
          const table = document.createElement("table");
          for (const [name, value] of Object.entries(predict(row))) {
            const line = table.insertRow();
            line.insertCell().textContent = name;
            line.insertCell().textContent = value;
          }
          output.append(table);
        } catch (error) {
          output.textContent = error.message;
        }
      }
      form.addEventListener("input", answer);
      form.addEventListener("submit", (event) => event.preventDefault());
      answer();
      </script>
      </body>
      </html>

      """
  }
}

extension String {
  /// The text within HTML.
  fileprivate var markup: String {
    replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: nil
      }
    }
  }
}
