import Foundation
import Testing

/// What the run in the folder `run` is exported as, asked for its answers.
enum ExportedRun {
  /// The rows of a CSV.
  static func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Expects texts to be the same, and numbers to within a tolerance, whose unit is the number where that is greater than 1.
  static func expectEqual(
    _ answers: [[String]], _ expected: [[String]], _ tolerance: Double, _ comment: Comment
  ) {
    #expect(answers.count == expected.count, comment)
    for (answer, wanted) in zip(answers, expected) {
      #expect(answer.count == wanted.count, comment)
      for (cell, other) in zip(answer, wanted) {
        if let number = Double(cell), let value = Double(other) {
          #expect(
            abs(number - value) <= tolerance * max(1, abs(value)), "\(cell), \(other): \(comment)")
        } else {
          #expect(cell == other, comment)
        }
      }
    }
  }

  /// Whether texts are the same, and numbers to the last bit.
  static func areSame(_ answer: [String], _ other: [String]) -> Bool {
    answer.count == other.count
      && zip(answer, other).allSatisfy { cell, wanted in
        Double(cell).map { $0.bitPattern == Double(wanted)?.bitPattern } ?? (cell == wanted)
      }
  }

  /// The answers of predict to rows.csv, the header first.
  static func predicted(in workspace: Workspace) throws -> [[String]] {
    let predicted = try Program.run(["predict", "run", "--data", "rows.csv"], in: workspace)
    try #require(predicted.status == 0, "\(predicted.errors)")
    return rows(predicted.output)
  }

  static func export(_ format: String, in workspace: Workspace) throws {
    let export = try Program.run(["export", "run", "--format", format], in: workspace)
    try #require(export.status == 0, "\(export.errors)")
  }

  /// The answers of the export to Python to rows.csv, the header first.
  static func python(in workspace: Workspace) throws -> [[String]] {
    let python = try Program.shell("$python run/model.py rows.csv", in: workspace)
    try #require(python.status == 0, "\(python.errors)")
    return rows(python.output)
  }

  /// The answers of the module of JavaScript to rows, the header first.
  static func javaScript(
    of columns: [String], _ rows: [[String]], in workspace: Workspace
  ) throws -> [[String]] {
    try workspace.write(
      """
      import { predict } from "./run/javascript/model.mjs";
      const columns = \(try json(columns));
      const answers = \(try json(rows)).map((row) =>
        predict(Object.fromEntries(columns.map((column, place) => [column, row[place]]))));
      console.log(Object.keys(answers[0]).join(","));
      for (const answer of answers) console.log(Object.values(answer).join(","));
      """, to: "t.mjs")
    let node = try Program.shell("node t.mjs", in: workspace)
    try #require(node.status == 0, "\(node.errors)")
    return self.rows(node.output)
  }

  private static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  /// The answers to rows of a program that is made of the export to C, compiled without a warning.
  /// - Parameters:
  ///   - columns: the names of the rows' cells.
  ///   - compiler: a compiler and what it is told besides.
  static func c(
    of columns: [String], _ rows: [[String]], in workspace: Workspace, compiledBy compiler: String
  ) throws -> [[String]] {
    try workspace.write(try driver(columns, rows, in: workspace), to: "main.c")
    let made = try Program.shell(
      "\(compiler) -std=c99 -Wall -Wextra -pedantic -Werror -o answers main.c -lm && ./answers",
      in: workspace)
    try #require(made.status == 0, "\(compiler): \(made.errors)")
    return self.rows(made.output)
  }

  /// The fields of a row stand in the order of the inputs.
  private static func driver(
    _ columns: [String], _ rows: [[String]], in workspace: Workspace
  ) throws -> String {
    let source = try RunFolder(workspace.url).text("run/model.c")
    func fields(_ name: String) throws -> [(name: String, isText: Bool)] {
      let start = try #require(source.range(of: "struct \(name) {\n")).upperBound
      let end = try #require(source.range(of: "\n};", range: start..<source.endIndex)).lowerBound
      return source[start..<end].split(separator: "\n").map { line in
        let field = line.split(separator: ";")[0]
        let name = field.split(whereSeparator: { " *".contains($0) }).last ?? ""
        return (String(name), field.contains("char"))
      }
    }
    let show = try Program.run(["show", "run", "--json"], in: workspace)
    let object = try JSONSerialization.jsonObject(with: Data(show.output.utf8)) as? [String: Any]
    let names = try #require(object?["columns"] as? [[String: Any]]).compactMap {
      $0["name"] as? String
    }
    let places = try names.map { try #require(columns.firstIndex(of: $0)) }
    let (inputs, answers) = (try fields("row"), try fields("answer"))
    let cells = rows.map { row in
      zip(places, inputs).map { place, field in
        guard field.isText else { return Double(row[place]).map { "\($0)" } ?? "NAN" }
        // In octal, with three digits, which no digit behind them joins.
        let bytes = row[place].utf8.map { byte in
          let digits = String(byte, radix: 8)
          return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
        return "\"\(bytes.joined())\""
      }.joined(separator: ", ")
    }
    let format = answers.map { $0.isText ? "%s" : "%.17g" }.joined(separator: ",")
    let values = answers.map {
      $0.isText ? "answer.\($0.name) ? answer.\($0.name) : \"NULL\"" : "answer.\($0.name)"
    }
    return """
      #include "run/model.c"
      #include <stdio.h>

      static const struct row rows[] = {
      \(cells.map { "  {\($0)}," }.joined(separator: "\n"))
      };

      int main(void)
      {
        struct answer answer;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
          predict(&rows[i], &answer);
          printf("\(format)\\n", \(values.joined(separator: ", ")));
        }
        return 0;
      }
      """
  }
}
