import Engine
import Spec
import System
import Tabular
import Training

/// A model as one C99 file without dependencies: `predict` answers a row without allocating.
struct CExport {
  private(set) var text: String

  /// - Throws: `configuration` where the model has something that the file cannot express.
  init(_ model: ExportedModel) throws(Failure) {
    let fields = Identifiers.unique(model.columns.map(\.name), reserved: Self.keywords)
    let answers = Identifiers.unique(
      model.whole.names.enumerated().map { index, name in
        if case .label = model.whole.answers[index] { "label" } else { name }
      }, reserved: Self.keywords)
    var fieldTexts = ""
    for (column, field) in zip(model.columns, fields) {
      fieldTexts +=
        "  \(column.isDecimal ? "double " : "const char *")\(field);\(Self.comment(column.name, field))\n"
    }
    var answerTexts = ""
    for (index, field) in answers.enumerated() {
      if case .label = model.whole.answers[index] {
        answerTexts += "  const char *\(field);\n"
      } else {
        answerTexts += "  double \(field);\(Self.comment(model.whole.names[index], field))\n"
      }
    }
    var code = Self.numbers(of: model)
    if let classes = model.encoder.classes?.names {
      code +=
        "static const char *const classes[] = {"
        + classes.map { Self.quoted($0) }.joined(separator: ", ") + "};\n\n"
    }
    code += "void predict(const struct row *row, struct answer *answer)\n{\n"
    code += "  double cells[\(model.columns.count)];\n"
    let readers = model.columns.enumerated().map { Self.reader(of: $1, $0) }
    for (index, field) in fields.enumerated() {
      code += "  cells[\(index)] = \(readers[index] == nil ? "" : "cell_\(index)(")row->\(field)"
      code += readers[index] == nil ? ";\n" : ");\n"
    }
    code += Self.faults(model, answers)
    code += try Self.statements(model, answers)
    code += "}\n"
    code = readers.compactMap(\.self).joined() + code
    text =
      Self.head(model) + fieldTexts + "};\n\nstruct answer {\n" + answerTexts
      + "};\n\nvoid predict(const struct row *row, struct answer *answer);\n\n"
      + CFunctions.called(by: code) + code
  }

  private static func head(_ model: ExportedModel) -> String {
    let used = model.usedLeaves
    let count =
      used.parameters.reduce(0) { $0 + model.parameters[$1].count }
      + used.states.reduce(0) { $0 + model.states[$1].count }
    return """
      /* A dlrun model: predict() predicts a row.
       *
       * Compile with a C99 compiler; the mathematics of the C library (-lm) is all that it needs. Its \(count) numbers take
       * \(count * (model.isSingle ? 4 : 8)) bytes; `size` tells what code comes to that. */
      #include <math.h>
      #include <stdint.h>
      #include <stdlib.h>
      #include <string.h>

      /* Products are added without intermediate rounding only where fma() says so. */
      #if defined(__GNUC__) && !defined(__clang__)
      #pragma GCC optimize ("fp-contract=off")
      #else
      #pragma STDC FP_CONTRACT OFF
      #endif

      /* The cells of a row. A number is missing if it is NAN, a text if it is NULL, empty or one of the words that
       * mean a missing cell. If dlrun predict would refuse a cell, the label is NULL and all numbers are NAN. */
      struct row {

      """
  }

  /// What answers nothing where a cell is none that a column may have.
  private static func faults(_ model: ExportedModel, _ answers: [String]) -> String {
    func isThere(_ cells: Range<Int>) -> String {
      "is_there(cells, \(cells.lowerBound), \(cells.upperBound))"
    }
    let faults =
      ["is_fault"] + model.neededColumns.map { "isnan(cells[\($0)])" }
      + model.sequences.map { "!" + isThere($0.needed) }
      + model.neededInSteps.map { "(isnan(cells[\($0.column)]) && \(isThere($0.step)))" }
    let nothing = zip(model.whole.answers, answers).map { answer, field in
      if case .label = answer {
        "    answer->\(field) = NULL;\n"
      } else {
        "    answer->\(field) = NAN;\n"
      }
    }
    return "  int is_fault = 0;\n"
      + "  for (int i = 0; i < \(model.columns.count); i++) if (fabs(cells[i]) >= \(model.cellLimit.hexadecimal)) is_fault = 1;\n"
      + "  if (\(faults.joined(separator: " || "))) {\n\(nothing.joined())    return;\n  }\n"
  }

  private static func comment(_ name: String, _ field: String) -> String {
    name == field
      ? "" : " /* \(name.quoted.replacing("*/", with: "* /").replacing("/*", with: "/ *")) */"
  }

  /// The statements from cells to answers.
  private static func statements(
    _ model: ExportedModel, _ answers: [String]
  ) throws(Failure) -> String {
    let whole = model.whole
    var cells = LoopCode<CDouble>(whole.cells, prefix: "c") {
      if case .data = $0 { "cells" } else { nil }
    }
    let inputs = try cells.array(of: whole.inputs)
    var lines = cells.lines
    let (type, count) = (model.isSingle ? "float" : "double", model.network.inputs)
    lines.append("  \(type) inputs[\(count)];")
    lines.append(
      "  for (int i = 0; i < \(count); i++) inputs[i] = \(model.isSingle ? "(float)" : "")\(inputs)[i];"
    )
    // As the program runs the graph, which has its order of sums.
    let outline = Plan(evaluating: model.network, by: model.layers).outline
    let decisions = model.layers.decisions
    let outputs: String
    if model.isSingle {
      var layers = LoopCode<CSingle>(outline.graph, prefix: "v", leaf: leaf)
      outputs = try layers.array(of: decisions)
      lines += layers.lines
    } else {
      var layers = LoopCode<CDouble>(outline.graph, prefix: "v", sums: outline.sums, leaf: leaf)
      outputs = try layers.array(of: decisions)
      lines += layers.lines
    }
    let width = model.network.outputs
    lines.append("  double decisions[\(width)];")
    lines.append(
      "  for (int i = 0; i < \(width); i++) decisions[i] = \(model.isSingle ? "(double)" : "")\(outputs)[i];"
    )
    var suffix = LoopCode<CDouble>(whole.decisions, prefix: "d") {
      if case .data = $0 { "decisions" } else { nil }
    }
    var results: [String] = []
    for (answer, field) in zip(whole.answers, answers) {
      let (value, column) = answer.place
      let array = try suffix.array(of: value)
      if case .label = answer {
        results.append("  answer->\(field) = classes[(int)\(array)[0]];")
      } else {
        results.append("  answer->\(field) = \(array)[\(column)];")
      }
    }
    return (lines + suffix.lines + results).joined(separator: "\n") + "\n"
  }

  private static func leaf(_ source: Source) -> String? {
    switch source {
    case .data(0): "inputs"
    case .parameter(let number): "parameter_\(number)"
    case .state(let number): "state_\(number)"
    default: nil
    }
  }

  /// The parameters and states.
  private static func numbers(of model: ExportedModel) -> String {
    func array(_ name: String, _ numbers: [Double]) -> String {
      let texts = numbers.map { model.isSingle ? CSingle.number($0) : CDouble.number($0) }
      var lines =
        "static const \(model.isSingle ? "float" : "double") \(name)[\(numbers.count)] = {\n"
      for start in stride(from: 0, to: texts.count, by: 6) {
        lines +=
          "  " + texts[start..<min(start + 6, texts.count)].joined(separator: ", ") + ",\n"
      }
      return lines + "};\n\n"
    }
    let used = model.usedLeaves
    return model.parameters.enumerated().map {
      used.parameters.contains($0) ? array("parameter_\($0)", $1) : ""
    }.joined()
      + model.states.enumerated().map {
        used.states.contains($0) ? array("state_\($0)", $1) : ""
      }.joined()
  }

  // MARK: Cells

  /// The function `cell_n` that makes a number of a column's cell; nil where it is one.
  private static func reader(of column: ExportedColumn, _ index: Int) -> String? {
    guard !column.isDecimal else {
      guard !column.missingNumbers.isEmpty else { return nil }
      let equal = column.missingNumbers.map { "number == \(CDouble.number($0))" }
      return
        "static double cell_\(index)(double number)\n{\n"
        + "  return \(equal.joined(separator: " || ")) ? NAN : number;\n}\n\n"
    }
    var lists = list("missing_\(index)", column.missing)
    var body = missingCheck(column, index)
    switch column.kind {
    case .decimal: return nil
    case .number(let format):
      lists += list("marks_\(index)", Self.marks(format.thousands))
      body +=
        "  return numeral(text, length, '\(format.decimal.rawValue)', marks_\(index), \(quoted(format.prefix)), \(quoted(format.suffix)), \(format.parentheses ? 1 : 0));\n"
    case .date(let format):
      body += "  return date(text, length, \(quoted(CFunctions.format(format))));\n"
    case .boolean:
      body += "  if (is_word(text, length, \"true\", \"yes\", 1)) return 1;\n"
      body += "  return is_word(text, length, \"false\", \"no\", 0) ? 0 : INFINITY;\n"
    case .category(let encoding, let other):
      lists += list("texts_\(index)", encoding.values)
      let arguments = "text, length, texts_\(index), \(encoding.values.count + 1)"
      body += "  int place = place_of(\(arguments));\n"
      if encoding.mergesNumbers {
        body += "  if (place < 0) place = place_of_number(\(arguments));\n"
      }
      body += "  return place < 0 ? \(other) : place;\n"
    }
    return lists + "static double cell_\(index)(const char *text)\n{\n  size_t length;\n"
      + "  text = trimmed(text, &length);\n\(body)}\n\n"
  }

  /// What may stand between groups of three digits.
  private static func marks(_ mark: ThousandsMark?) -> [String] {
    switch mark {
    case nil: []
    case .space: [" ", "\u{a0}", "\u{2007}", "\u{2009}", "\u{202f}"]
    case .apostrophe: ["'", "\u{2019}"]
    case .some(let mark): [mark.rawValue]
    }
  }

  /// What gives up a text that means a missing cell.
  private static func missingCheck(_ column: ExportedColumn, _ index: Int) -> String {
    let words =
      "length == 0 || place_of(text, length, missing_\(index), \(column.missing.count + 1)) >= 0"
    guard !column.missingNumbers.isEmpty else { return "  if (\(words)) return NAN;\n" }
    // A word that is a number may be spelled in another way.
    let equal = column.missingNumbers.map { "number == \(CDouble.number($0))" }
    return "  double number;\n  if (\(words)) return NAN;\n"
      + "  if (plain_number(text, length, &number) && (\(equal.joined(separator: " || ")))) return NAN;\n"
  }

  /// Texts that a cell is looked up among; a list of C has at least one element.
  private static func list(_ name: String, _ texts: [String]) -> String {
    "static const char *const \(name)[] = {"
      + texts.map { quoted($0) + ", " }.joined() + "\"\"};\n"
  }

  /// A text as a literal of C: bytes beyond ASCII in octal, which no digit behind them joins.
  static func quoted(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        literal += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: literal += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }

  private static let keywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
    "unsigned", "void", "volatile", "while", "_Bool", "_Complex", "_Imaginary", "NULL", "NAN",
    "INFINITY", "isinf", "isnan", "bool", "true", "false", "class", "new", "delete", "this",
    "template", "asm", "linux", "unix", "HUGE_VAL", "RAND_MAX",
  ]
}
