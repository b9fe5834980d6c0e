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
      "// A dlrun model: predict() predicts a row, an object with a text or number for each column.\n\n"
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
    code += "const LIMIT = \(JavaScriptLanguage.number(model.cellLimit));\n"
    let used = model.usedLeaves
    for (number, elements) in model.parameters.enumerated() where used.parameters.contains(number) {
      code += array("parameter_\(number)", elements)
    }
    for (number, elements) in model.states.enumerated() where used.states.contains(number) {
      code += array("state_\(number)", elements)
    }
    if let classes = model.encoder.classes?.names { code += "const classes = \(list(classes));\n" }
    code += "\nfunction predict(row) {\n  const cells = [\n"
    let needed = Set(model.neededColumns)
    for (number, column) in model.columns.enumerated() {
      let reading = reading(of: column)
      code +=
        needed.contains(number)
        ? "    present(\(column.name.quoted), \(reading)),\n" : "    \(reading),\n"
    }
    code += "  ];\n"
    for sequence in model.sequences {
      code += "  needSteps(cells, \(sequence.name.quoted), \(Self.bounds(sequence.needed)));\n"
    }
    for (column, step) in model.neededInSteps {
      code +=
        "  if (isThere(cells, \(Self.bounds(step)))) present(\(model.columns[column].name.quoted), cells[\(column)]);\n"
    }
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

  private static func bounds(_ range: Range<Int>) -> String {
    "\(range.lowerBound), \(range.upperBound)"
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(\.quoted).joined(separator: ", "))]"
  }

  private static func reading(of column: ExportedColumn) -> String {
    let (name, missing) = (column.name.quoted, list(column.missing))
    let cell = "cellOf(row, \(name)), \(missing)"
    switch column.kind {
    case .decimal: return "decimal(\(name), \(cell))"
    case .boolean: return "truth(\(name), \(cell))"
    case .category(let encoding, let other):
      return
        "place(\(cell), \(list(encoding.values)), \(other), \(encoding.mergesNumbers))"
    case .number(let format):
      let pattern = "^(?:\(CellPatterns.number(format)))$".quoted
      return
        "numeral(\(name), \(cell), \(pattern), \(format.prefix.quoted), \(format.suffix.quoted), \(format.parentheses))"
    case .date(let format):
      let pattern = "^(?:\(CellPatterns.date(format, group: "?")))$".quoted
      return "date(\(name), \(cell), \(pattern))"
    }
  }

  /// What reads cells, and the error function.
  private static let reading = #"""
    const blanks = /^[ \t\u00a0\u2000-\u200b\u202f\u3000\ufeff]+|[ \t\u00a0\u2000-\u200b\u202f\u3000\ufeff]+$/g;

    // A row's cell in a column, which must be one of its keys.
    function cellOf(row, column) {
      if (!(column in row)) throw new Error(`column ${column}: the row has no such key`);
      return row[column];
    }

    // The text of a cell; null where it is missing.
    function textOf(cell, missing) {
      if (cell === null || cell === undefined || Number.isNaN(cell)) return null;
      const text = String(cell).replace(blanks, "").normalize();
      if (text === "" || missing.some((word) => word.normalize() === text)) return null;
      // A word that is a number may be spelled in another way.
      const number = plainNumber(text);
      return number !== null && missing.some((word) => plainNumber(word) === number) ? null : text;
    }

    // The decimal number that a text is; null where it is none.
    function decimalNumber(text) {
      const isNumber = /^[-+\u2212]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+\u2212]?[0-9]+)?$/.test(text);
      return isNumber ? Number(text.replaceAll("\u2212", "-")) : null;
    }

    // The same for a text that is no code of digits with zeros before them.
    function plainNumber(text) {
      return /^0[0-9]+$/.test(text) ? null : decimalNumber(text);
    }

    // Whether some of the cells are there.
    function isThere(cells, first, end) {
      return cells.slice(first, end).some((cell) => !Number.isNaN(cell));
    }

    function needSteps(cells, name, first, end) {
      if (!isThere(cells, first, end)) throw new Error(`sequence ${name}: there are too few steps`);
    }

    // The number of a cell that must be there.
    function present(column, number) {
      if (Number.isNaN(number)) throw new Error(`column ${column}: the cell is missing, expected one`);
      return number;
    }

    // The number that the text of a cell is read as; NaN where it is missing.
    function value(column, cell, missing, reading, expectation) {
      const text = textOf(cell, missing);
      if (text === null) return NaN;
      const number = reading(text);
      if (number === null || Math.abs(number) >= LIMIT) {
        throw new Error(`column ${column}: "${text}", expected ${expectation}`);
      }
      return number;
    }

    function decimal(column, cell, missing) {
      return value(column, cell, missing, decimalNumber, "a decimal number");
    }

    function truth(column, cell, missing) {
      return value(column, cell, missing, (text) => {
        if (/^(true|yes)$/i.test(text) || decimalNumber(text) === 1) return 1;
        return /^(false|no)$/i.test(text) || decimalNumber(text) === 0 ? 0 : null;
      }, "true or false");
    }

    // A number as people write it.
    function numeral(column, cell, missing, pattern, prefix, suffix, parentheses) {
      return value(column, cell, missing, (text) => {
        let isNegative = null;
        for (let turn = 0; turn < 2; turn++) {
          if (isNegative === null && /^[-+\u2212]/.test(text)) {
            isNegative = text[0] !== "+";
            text = text.slice(1).replace(blanks, "");
          }
          if (parentheses && isNegative === null && /^\(.+\)$/s.test(text)) {
            isNegative = true;
            text = text.slice(1, -1).replace(blanks, "");
          }
          if (turn === 1) break;
          if (prefix && text.startsWith(prefix)) text = text.slice(prefix.length).replace(blanks, "");
          if (suffix && text.endsWith(suffix)) text = text.slice(0, -suffix.length).replace(blanks, "");
        }
        const match = new RegExp(pattern).exec(text);
        if (!match || !(match[1] || match[2])) return null;
        const power = (match[3] ?? "0").replace("\u2212", "-");
        const number = Number(`${match[1].replace(/[^0-9]/g, "")}.${match[2] ?? ""}e${power}`.replace(/^\.e/, "0e"));
        return isNegative ? -number : number;
      }, "a number as in training");
    }

    // Days since 1970-01-01.
    function date(column, cell, missing, pattern) {
      return value(column, cell, missing, (text) => {
        const match = new RegExp(pattern).exec(text);
        return match ? days(match.groups) : null;
      }, "a date as in training");
    }

    function days(parts) {
      const number = (name, otherwise = 0) => (parts[name] === undefined ? otherwise : Number(parts[name]));
      const names = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december"];
      let year = number("year");
      if (parts.short !== undefined) year = number("short") + (number("short") < 69 ? 2000 : 1900);
      const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
      let month = number("month", 1);
      let day = number("day", 1);
      if (parts.name !== undefined) {
        const name = parts.name.toLowerCase();
        month = 1 + names.findIndex((long) =>
          name === long || name === long.slice(0, 3) || (name === "sept" && long.startsWith(name)));
      }
      if (parts.number !== undefined) {
        [month, day] = [1, number("number")];
        lengths[0] = isLeap ? 366 : 365;
      }
      if (!(month >= 1 && month <= 12 && day >= 1 && day <= lengths[month - 1])) return null;
      // Years begin in March, so that the odd day is the last one.
      if (month <= 2) year -= 1;
      const era = Math.floor(year / 400);
      year -= era * 400;
      const count = era * 146097 + year * 365 + Math.floor(year / 4) - Math.floor(year / 100)
        + Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1 - 719468;
      let hour = number("hour");
      if (parts.hour === undefined && parts.half === undefined) return count;
      if (parts.half !== undefined) {
        hour = number("half");
        if (hour < 1 || hour > 12) return null;
        hour = (hour % 12) + (/p/i.test(parts.noon) ? 12 : 0);
      }
      const [minute, second, hours, minutes] = ["minute", "second", "hours", "minutes"].map((name) => number(name));
      // Beyond 15 digits a number has none to add.
      const digits = (parts.fraction ?? "").slice(0, 15);
      const fraction = Number(digits) / 10 ** digits.length;
      const isEnd = hour === 24 && minute === 0 && second === 0 && fraction === 0;
      if ((hour >= 24 && !isEnd) || minute >= 60 || second > 60 || hours >= 24 || minutes >= 60) return null;
      const seconds = count * 86400 + hour * 3600 + minute * 60 + second
        - (hours * 3600 + minutes * 60) * (parts.sign === "-" ? -1 : 1);
      return second === 60 && seconds % 86400 !== 0 ? null : (seconds + fraction) / 86400;
    }

    // The year and the month of days since 1970-01-01.
    function calendar(days) {
      if (!(Math.abs(days) < 1e8)) return [0, 0];
      const shifted = Math.floor(days) + 719468;
      const era = Math.floor(shifted / 146097);
      const day = shifted - era * 146097;
      const year = Math.floor(
        (day - Math.floor(day / 1460) + Math.floor(day / 36524) - Math.floor(day / 146096)) / 365);
      const dayOfYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
      const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
      const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
      return [year + era * 400 + (month <= 2 ? 1 : 0), month];
    }

    function year_of(days) {
      return calendar(days)[0];
    }

    function month_of(days) {
      return calendar(days)[1];
    }

    function weekday_of(days) {
      return Math.abs(days) < 1e8 ? (((Math.floor(days) + 3) % 7) + 7) % 7 : 0;
    }

    function hour_of(days) {
      return Math.abs(days) < 1e8 ? Math.round((days - Math.floor(days)) * 86400e4) / 3600e4 : 0;
    }

    function sine_and_cosine(turns, result) {
      result[0] = Math.sin(2 * Math.PI * turns);
      result[1] = Math.cos(2 * Math.PI * turns);
    }

    // The normal distribution's quantile of the share of training rows below x.
    function normal_quantile(x, quantiles) {
      const [centre, tail] = [\#(polynomials(NormalDistribution.centre)), \#(polynomials(NormalDistribution.tail))];
      const [least, last] = [\#(NormalDistribution.leastShare), quantiles.length - 1];
      const polynomial = (coefficients, x) => coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
      const quotient = (polynomials, x) => polynomial(polynomials[0], x) / polynomial(polynomials[1], x);
      const first = quantiles.findIndex((quantile) => quantile >= x);
      let share;
      if (x <= quantiles[0]) {
        share = 0;
      } else if (x >= quantiles[last]) {
        share = 1;
      } else if (quantiles[first] === x) {
        share = (first + quantiles.findIndex((quantile) => quantile > x) - 1) / (2 * last);
      } else {
        const [low, high] = [quantiles[first - 1], quantiles[first]];
        share = (first - 1 + (x / 2 - low / 2) / (high / 2 - low / 2)) / last;
      }
      share = Math.min(Math.max(share, least), 1 - least);
      const distance = share - 0.5;
      if (Math.abs(distance) <= 0.425) return distance * quotient(centre, 0.180625 - distance * distance);
      const size = quotient(tail, Math.sqrt(-Math.log(distance < 0 ? share : 1 - share)) - 1.6);
      return distance < 0 ? -size : size;
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
      let found = texts.findIndex((known) => known.normalize() === text);
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

  private static func polynomials(_ quotient: (numerator: [Double], denominator: [Double]))
    -> String
  {
    "[\([quotient.numerator, quotient.denominator].map { "[\($0.map(JavaScriptLanguage.number).joined(separator: ", "))]" }.joined(separator: ", "))]"
  }

  // MARK: The page

  /// Code within a page: what a text in it says neither ends the script nor begins a comment or another one.
  private static func inScript(_ code: String) -> String {
    code.replacing("</", with: "<\\/").replacing("<!--", with: "<\\!--")
      .replacing("<script", with: "<\\script").replacing("<SCRIPT", with: "<\\SCRIPT")
  }

  private static func page(_ model: ExportedModel, _ code: String) -> String {
    let controls = model.columns.enumerated().map { index, column in
      let name = column.name.markup
      // Any text may be written, one that training has not seen among them.
      func suggestions(_ texts: [String]) -> (attribute: String, list: String) {
        let options = texts.map { "<option value=\"\($0.markup)\">" }.joined()
        return (
          " list=\"texts_\(index)\"", "<datalist id=\"texts_\(index)\">\(options)</datalist>"
        )
      }
      let (attribute, list) =
        switch column.kind {
        case .category(let encoding, _): suggestions(encoding.values)
        case .boolean: suggestions(["true", "false"])
        case .decimal: (" inputmode=\"decimal\"", "")
        case .number: ("", "")
        case .date(let format): (" placeholder=\"\(format.example.markup)\"", "")
        }
      return
        "<label><span>\(name)</span><input name=\"\(name)\"\(attribute) autocomplete=\"off\"></label>\(list)\n"
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
      input { font: inherit; width: 50%; }
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
      \(inScript(code))
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
      // A column may be called as a function of the form is.
      document.addEventListener("input", answer);
      document.addEventListener("submit", (event) => event.preventDefault());
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
