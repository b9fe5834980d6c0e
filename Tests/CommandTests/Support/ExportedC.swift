import Foundation
import Testing

/// A run that was exported as `run/model.c`.
enum ExportedC {
  /// The answers to rows, a line each, as a program prints them that is made of the export, compiled without a warning.
  /// - Parameters:
  ///   - columns: the names of the rows' cells.
  ///   - compiler: a compiler and what it is told besides.
  static func answers(
    of columns: [String], _ rows: [[String]], in workspace: Workspace, compiledBy compiler: String
  ) throws -> String {
    try workspace.write(try driver(columns, rows, in: workspace), to: "main.c")
    let made = try Program.shell(
      "\(compiler) -std=c99 -Wall -Wextra -pedantic -Werror -o answers main.c -lm && ./answers",
      in: workspace)
    try #require(made.status == 0, "\(compiler): \(made.errors)")
    return made.output
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
