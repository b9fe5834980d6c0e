import Foundation
import Testing

/// Dates, numbers as people write them, and scales of all kinds are read by exports as by `predict`, and what that
/// refuses has no answer.
struct ExportFormatTests {
  private static let columns = [
    "day", "moment", "clock", "code", "weight", "money", "share", "swiss", "plain", "truth", "kind",
  ]

  private static let configuration = """
    {"data": {"train": "t.csv", "target": "kind", "missing": ["NA", "-999"], "columns": {
       "day": {"type": "date", "format": "%d. %b %Y"}, "moment": {"type": "date", "format": "%F %T%z", "scale": "quantile"},
       "clock": {"type": "date", "format": "%m/%d/%y %I:%M %p"}, "code": {"type": "date", "format": "%Y%j"},
       "weight": {"decimal": ",", "thousands": ".", "suffix": "kg"}, "money": {"thousands": ",", "prefix": "$", "parentheses": true},
       "share": {"suffix": "%", "scale": "quantile"}, "swiss": {"thousands": "'", "scale": "robust"},
       "plain": {"missing": "error", "scale": "quantile"}, "truth": {"type": "boolean"}}},
     "preprocessing": {"numeric": "standard", "pieces": 2},
     "model": {"layers": [{"units": 6, "activation": "tanh"}, {"activation": "softmax"}]},
     "training": {"epochs": 3, "precision": "float64"}}
    """

  private static let months = [
    "Jan", "feb", "March", "APRIL", "may", "Jun", "July", "Aug", "sept", "October", "nov", "Dec",
  ]

  private static func padded(_ number: Int, _ digits: Int = 2) -> String {
    String(repeating: "0", count: digits - String(number).count) + String(number)
  }

  private static func table(seed: Int, rows: Int) -> [[String]] {
    (0..<rows).map { row in
      let n = row * 7 + seed
      let offset = ["Z", "+02:00", "-0930", "+05", "UTC"][n % 5]
      let seconds = n % 4 == 0 ? ".\(n % 90 + 1)" : ""
      let thousands = "\(n % 9 + 1)\(padded(n * 37 % 1000, 3))"
      let grouped = { (mark: String) in
        "\(n % 90 + 1)\(mark)\(padded(n * 37 % 1000, 3))\(mark)\(padded(n * 11 % 1000, 3))"
      }
      return [
        n % 9 == 0 ? "NA" : "\(n % 28 + 1).  \(months[n % 12]) \(1890 + n * 13 % 200)",
        "\(1960 + n % 90)-\(padded(n % 12 + 1))-\(padded(n % 28 + 1)) \(padded(n % 24)):\(padded(n % 60)):\(padded(n * 3 % 60))\(seconds)\(offset)",
        "\(n % 12 + 1)/\(padded(n % 28 + 1))/\(padded(n * 7 % 100)) \(n % 12 + 1):\(padded(n * 5 % 60)) \(["AM", "pm"][n % 2])",
        "\(1950 + n % 120)\(padded(n * 17 % 365 + 1, 3))",
        ["\(grouped(".")),5 kg", "-\(n % 50)kg", "\u{2212}\(thousands),25", "", "7e1 kg"][n % 5],
        ["$\(grouped(","))", "($ \(n % 30).50)", "-$\(n % 13)", "$ -4.5", "-999", "\(n % 8)"][
          n % 6],
        "\(Double(n * 29 % 400) / 4)\(n % 3 == 0 ? " %" : "%")",
        ["\(grouped("'"))", "\(grouped("\u{2019}")).75", "0.5", "\u{a0}\(n % 12)\u{2009}"][n % 4],
        n % 11 == 5 ? "1e-3" : "\(Double(n * 31 % 97) / 3)",
        ["true", "No", "1.0", "0", "YES"][n % 5],
        ["up", "down", "still"][n % 3],
      ]
    }
  }

  private static func csv(_ rows: [[String]]) -> String {
    ([columns] + rows).map { row in
      row.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",") + "\n"
    }.joined()
  }

  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.csv(Self.table(seed: 0, rows: 120)), to: "t.csv")
    try workspace.write(Self.configuration, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    return workspace
  }

  @Test func datesAndNumbersAreRead() throws {
    let workspace = try trained()
    var rows = Self.table(seed: 5001, rows: 140)
    // A leap second, the end of a day, a day of a leap year.
    rows[0][1] = "2016-12-31 23:59:60Z"
    rows[1][1] = "2020-02-29 24:00:00.000+01:00"
    rows[2][3] = "2024366"
    try workspace.write(Self.csv(rows), to: "rows.csv")
    let expected = try ExportedRun.predicted(in: workspace)
    for format in ["c", "javascript", "python"] { try ExportedRun.export(format, in: workspace) }
    ExportedRun.expectEqual(
      try ExportedRun.python(in: workspace), expected, 1e-9, "python")
    ExportedRun.expectEqual(
      try ExportedRun.javaScript(of: Self.columns, rows, in: workspace), expected, 1e-9,
      "javascript")
    let answers = try ExportedRun.c(
      of: Self.columns, rows, in: workspace, compiledBy: "clang -O1")
    for (row, (answer, wanted)) in zip(answers, expected.dropFirst()).enumerated() {
      #expect(ExportedRun.areSame(answer, wanted), "\(rows[row]): \(answer), \(wanted)")
    }
  }

  /// A column, and a cell that it does not take.
  private static let faults = [
    ("day", "30. Feb 2000"), ("day", "1. Smarch 2000"), ("day", "1. Jan 2000 x"),
    ("moment", "2001-01-01 24:00:01Z"), ("moment", "2001-01-01 12:61:00Z"),
    ("moment", "2016-12-31 23:59:60+01:00"), ("moment", "2001-01-01 10:00:00"),
    ("clock", "1/1/01 13:00 AM"), ("code", "2023366"), ("code", "2023"), ("weight", "1.23,5 kg"),
    ("weight", "1,234.5 kg"), ("weight", "5 lb"), ("money", "$$5"), ("money", "(-5)"),
    ("money", "0,123"), ("share", "%"), ("share", "1,5%"), ("swiss", "1'2345"), ("truth", "maybe"),
    ("truth", "2"), ("plain", "NA"), ("plain", ""), ("plain", "-999.0"),
  ]

  @Test func whatPredictRefusesHasNoAnswer() throws {
    let workspace = try trained()
    for format in ["c", "javascript", "python"] { try ExportedRun.export(format, in: workspace) }
    let good = Self.table(seed: 77, rows: 1)[0]
    let bad = try Self.faults.map { name, cell in
      var row = good
      row[try #require(Self.columns.firstIndex(of: name))] = cell
      return row
    }
    // predict refuses each of them, and all exports likewise.
    try workspace.write(Self.csv([good] + bad), to: "rows.csv")
    let skipped = try Program.run(
      ["predict", "run", "--data", "rows.csv", "--skip-bad-rows"], in: workspace)
    #expect(skipped.output.split(separator: "\n").count == 2, "\(skipped.output)\(skipped.errors)")

    let answers = try ExportedRun.c(
      of: Self.columns, [good] + bad, in: workspace, compiledBy: "clang -O1")
    #expect(answers[0][0] != "NULL")
    for (answer, fault) in zip(answers.dropFirst(), Self.faults) {
      #expect(answer[0] == "NULL" && Double(answer[1])?.isNaN == true, "\(fault): \(answer)")
    }
    let rows = try JSONSerialization.data(withJSONObject: [good] + bad)
    let columns = try JSONSerialization.data(withJSONObject: Self.columns)
    try workspace.write(String(decoding: rows, as: UTF8.self), to: "rows.json")
    try workspace.write(String(decoding: columns, as: UTF8.self), to: "columns.json")
    try workspace.write(
      """
      import { readFileSync } from "node:fs";
      import { predict } from "./run/javascript/model.mjs";
      const [rows, columns] = ["rows.json", "columns.json"].map((name) => JSON.parse(readFileSync(name)));
      for (const row of rows) {
        try {
          console.log(predict(Object.fromEntries(columns.map((column, place) => [column, row[place]]))).prediction);
        } catch (error) {
          console.log(error.message);
        }
      }
      """, to: "t.mjs")
    try workspace.write(
      """
      import json, sys
      sys.path.insert(0, "run")
      import model
      rows, columns = [json.load(open(name)) for name in ("rows.json", "columns.json")]
      for row in rows:
        try:
          print(model.predict({column: [cell] for column, cell in zip(columns, row)})["prediction"][0])
        except ValueError as error:
          print(error)
      """, to: "t.py")
    for line in ["node t.mjs", "$python t.py"] {
      let ending = try Program.shell(line, in: workspace)
      let lines = ending.output.split(separator: "\n")
      try #require(lines.count == Self.faults.count + 1, "\(ending.errors)")
      #expect(["up", "down", "still"].contains(lines[0]))
      for (text, fault) in zip(lines.dropFirst(), Self.faults) {
        #expect(text.hasPrefix("column \(fault.0): "), "\(line), \(fault): \(text)")
      }
    }
  }
}
