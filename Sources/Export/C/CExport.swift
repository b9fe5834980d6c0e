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
    var text = """
      /* A model of dlrun: predict() answers a row.
       *
       * Compile with a C99 compiler; the mathematics of the C library (-lm) is all that it needs. */
      #include <math.h>
      #include <stdlib.h>
      #include <string.h>

      /* The cells of a row. A number is missing where it is NAN; a text where it is NULL, empty or one of the words that
       * mean a missing cell. */
      struct row {

      """
    for (column, field) in zip(model.columns, fields) {
      text +=
        "  \(column.isDecimal ? "double " : "const char *")\(field);\(Self.comment(column.name, field))\n"
    }
    text += "};\n\nstruct answer {\n"
    for (index, field) in answers.enumerated() {
      let name = model.whole.names[index]
      if case .label = model.whole.answers[index] {
        text += "  const char *\(field);\n"
      } else {
        text += "  double \(field);\(Self.comment(name, field))\n"
      }
    }
    text += "};\n\nvoid predict(const struct row *row, struct answer *answer);\n\n"

    let texts = try Self.readers(of: model)
    text += texts.functions
    text += Self.numbers(of: model)
    if let classes = model.encoder.classes?.names {
      text +=
        "static const char *const classes[] = {"
        + classes.map { Self.quoted($0) }.joined(separator: ", ") + "};\n\n"
    }
    text += "void predict(const struct row *row, struct answer *answer)\n{\n"
    text += "  double cells[\(model.columns.count)];\n"
    for (index, (field, reading)) in zip(fields, texts.calls).enumerated() {
      text += "  cells[\(index)] = \(reading(field));\n"
    }
    text += try Self.statements(model, answers)
    text += "}\n"
    self.text = text
  }

  private static func comment(_ name: String, _ field: String) -> String {
    name == field ? "" : " /* \(name.quoted.replacing("*/", with: "* /")) */"
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
    let outputs: String
    if model.isSingle {
      var layers = LoopCode<CSingle>(model.layers.graph, prefix: "v", leaf: leaf)
      outputs = try layers.array(of: model.layers.decisions)
      lines += layers.lines
    } else {
      var layers = LoopCode<CDouble>(model.layers.graph, prefix: "v", leaf: leaf)
      outputs = try layers.array(of: model.layers.decisions)
      lines += layers.lines
    }
    let width = model.network.outputs
    lines.append("  double decisions[\(width)];")
    lines.append(
      "  for (int i = 0; i < \(width); i++) decisions[i] = \(model.isSingle ? "(double)" : "")\(outputs)[i];"
    )
    var decisions = LoopCode<CDouble>(whole.decisions, prefix: "d") {
      if case .data = $0 { "decisions" } else { nil }
    }
    var results: [String] = []
    for (answer, field) in zip(whole.answers, answers) {
      let (value, column) = answer.place
      let array = try decisions.array(of: value)
      if case .label = answer {
        results.append("  answer->\(field) = classes[(int)\(array)[0]];")
      } else {
        results.append("  answer->\(field) = \(array)[\(column)];")
      }
    }
    return (lines + decisions.lines + results).joined(separator: "\n") + "\n"
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

  /// The functions that read texts, and for each column what its cell is read by.
  private static func readers(
    of model: ExportedModel
  ) throws(Failure) -> (functions: String, calls: [(String) -> String]) {
    var functions = ""
    var calls: [(String) -> String] = []
    var hasTexts = false
    for (index, column) in model.columns.enumerated() {
      switch column.kind {
      case .decimal:
        guard !column.missingNumbers.isEmpty else {
          calls.append { "row->\($0)" }
          continue
        }
        let equal = column.missingNumbers.map { "number == \(CDouble.number($0))" }
        functions +=
          "static double cell_\(index)(double number)\n{\n"
          + "  return \(equal.joined(separator: " || ")) ? NAN : number;\n}\n\n"
        calls.append { "cell_\(index)(row->\($0))" }
      case .number, .date:
        throw Failure(
          .configuration,
          "the column \(column.name.quoted) holds \(column.kindName), which an export to C cannot read"
        )
      case .boolean:
        hasTexts = true
        functions +=
          list("missing_\(index)", column.missing)
          + "static double cell_\(index)(const char *text)\n{\n"
          + "  size_t length;\n  text = trimmed(text, &length);\n"
          + missingCheck(column, index)
          + "  return is_true(text, length) ? 1 : 0;\n}\n\n"
        calls.append { "cell_\(index)(row->\($0))" }
      case .category(let encoding, let other):
        hasTexts = true
        functions +=
          list("missing_\(index)", column.missing) + list("texts_\(index)", encoding.values)
          + "static double cell_\(index)(const char *text)\n{\n"
          + "  size_t length;\n  text = trimmed(text, &length);\n"
          + missingCheck(column, index)
          + "  int place = place_of(text, length, texts_\(index), \(encoding.values.count + 1));\n"
          + (encoding.mergesNumbers
            ? "  if (place < 0) place = place_of_number(text, length, texts_\(index), \(encoding.values.count + 1));\n"
            : "")
          + "  return place < 0 ? \(other) : place;\n}\n\n"
        calls.append { "cell_\(index)(row->\($0))" }
      }
    }
    guard hasTexts else { return (functions, calls) }
    let merges = model.columns.contains {
      if case .category(let encoding, _) = $0.kind { encoding.mergesNumbers } else { false }
    }
    let parses = merges || model.columns.contains { !$0.isDecimal && !$0.missingNumbers.isEmpty }
    let hasBooleans = model.columns.contains { if case .boolean = $0.kind { true } else { false } }
    return (
      textFunctions + (parses ? numberFunctions : "") + (merges ? wholeFunctions : "")
        + (hasBooleans ? booleanFunctions : "")
        + functions, calls
    )
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

  private static let textFunctions = #"""
    /* A text without the spaces and tabs around it. */
    static const char *trimmed(const char *text, size_t *length)
    {
      size_t end;
      if (text == NULL) text = "";
      while (*text == ' ' || *text == '\t') text++;
      end = strlen(text);
      while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
      *length = end;
      return text;
    }

    /* The place of a text in a list, whose last element does not count; -1 where it is not there. */
    static int place_of(const char *text, size_t length, const char *const *list, int count)
    {
      for (int i = 0; i < count - 1; i++)
        if (strlen(list[i]) == length && memcmp(list[i], text, length) == 0) return i;
      return -1;
    }


    """#

  private static let numberFunctions = #"""
    /* The number that a text is, in any spelling without zeros before it; 0 where it is none. */
    static int plain_number(const char *text, size_t length, double *number)
    {
      char copy[64], *end;
      size_t first = length > 0 && (text[0] == '-' || text[0] == '+');
      if (length == 0 || length >= sizeof copy) return 0;
      if (strspn(text, "+-0123456789.eE") < length) return 0;
      if (length > first + 1 && text[first] == '0' && text[first + 1] >= '0' && text[first + 1] <= '9') return 0;
      memcpy(copy, text, length);
      copy[length] = 0;
      *number = strtod(copy, &end);
      return *end == 0;
    }


    """#

  private static let wholeFunctions = #"""
    /* The whole number that a text is; 0 where it is none. */
    static int whole_number(const char *text, size_t length, double *number)
    {
      return plain_number(text, length, number) && floor(*number) == *number
        && fabs(*number) < 9007199254740992.0;
    }

    /* The place of a spelling of a whole number in a list. */
    static int place_of_number(const char *text, size_t length, const char *const *list, int count)
    {
      double number, other;
      if (!whole_number(text, length, &number)) return -1;
      for (int i = 0; i < count - 1; i++)
        if (whole_number(list[i], strlen(list[i]), &other) && other == number) return i;
      return -1;
    }


    """#

  private static let booleanFunctions = #"""
    /* Whether a text is true, yes or 1. */
    static int is_true(const char *text, size_t length)
    {
      static const char *const words[] = {"true", "yes"};
      char *end;
      for (int w = 0; w < 2; w++) {
        size_t i = 0;
        while (i < length && words[w][i] != 0 && (text[i] | 0x20) == words[w][i]) i++;
        if (i == length && words[w][i] == 0) return 1;
      }
      return strtod(text, &end) == 1 && end == text + length;
    }


    """#

  private static let keywords: Set<String> = [
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
    "unsigned", "void", "volatile", "while", "_Bool", "_Complex", "_Imaginary", "NULL", "NAN",
    "INFINITY", "bool", "true", "false", "class", "new", "delete", "this", "template", "asm",
  ]
}
