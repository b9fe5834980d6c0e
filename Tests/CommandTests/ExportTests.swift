import Foundation
import Testing

/// What a model is exported as gives the answers of `predict`.
@Suite struct ExportTests {
  /// Columns of every kind that is read, with missing cells and cells that training has not seen.
  private static func table(seed: Int, rows: Int) -> [[String]] {
    (0..<rows).map { row in
      let n = row + seed
      let number = Double((n * 37) % 101) / 8 - 3
      return [
        n % 7 == 3 ? "" : "\(number)", n % 9 == 1 ? "NA" : "\((n * 13) % 17 - 5)",
        n % 8 == 2 ? "" : ["red", "green", "a \"b\", c", "é?"][(n * 5) % 4],
        n % 11 == 4 ? "?" : ["1", "2.0", "3", "12"][(n / 2) % 4],
        n % 6 == 5 ? "" : ["true", "no", "YES", "False"][n % 4],
        "\((n * 7) % 3)", "\(number * Double(n % 5) - 1)", "\(Double(n % 10) * 1000 + 0.5)",
        n % 3 > 0 ? "with" : "without",
      ]
    }
  }

  private static let columns = [
    "a", "int", "what is it", "code", "yes", "class", "y", "big", "two",
  ]

  private static func csv(_ rows: [[String]]) -> String {
    ([columns] + rows).map { row in
      row.map {
        $0.contains("\"") ? "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : $0
      }
      .joined(separator: ",") + "\n"
    }.joined()
  }

  private struct Model {
    let name: String
    let configuration: String
    var tolerance = 1e-9
    /// What SQL has no word for; nil where it has for everything.
    var refusedBySQL: String?
  }

  private static let models = [
    Model(
      name: "classes, every kind of column",
      configuration: """
        {"data": {"train": "t.csv", "target": "class", "ignore": ["y", "big", "two"],
          "missing": ["NA", "?", "-999"], "columns": {"code": {"type": "categorical"}, "what is it": {"encoding": "embedding", "dimensions": 2}}},
         "preprocessing": {"numeric": "standard", "pieces": 3},
         "model": {"layers": [{"units": 6, "activation": "gelu"}, {"activation": "softmax"}]},
         "training": {"epochs": 5, "precision": "float64"}}
        """, refusedBySQL: "the error function"),
    Model(
      name: "numbers in their own units, monomials, norms",
      configuration: """
        {"data": {"train": "t.csv", "target": ["y", "big"], "missing": ["NA", "?", "-999"], "ignore": ["class", "two"]},
         "preprocessing": {"numeric": "robust", "polynomial_degree": 2, "normalize_rows": "l2", "target": "standard"},
         "model": {"layers": [{"units": 5, "activation": "mish"}, {"kind": "layer_normalization"}, {}]},
         "training": {"epochs": 5, "precision": "float64"}}
        """),
    Model(
      name: "two classes in single precision",
      configuration: """
        {"data": {"train": "t.csv", "target": "two", "ignore": ["class"]},
         "preprocessing": {"numeric": "min_max", "polynomial_degree": 2},
         "model": {"layers": [{"units": 7, "activation": "elu"}, {"kind": "batch_normalization"}, {"activation": "sigmoid"}]},
         "training": {"epochs": 5}}
        """, tolerance: 1e-5),
    Model(
      name: "quantiles",
      configuration: """
        {"data": {"train": "t.csv", "target": ["y", "big"], "missing": ["NA", "?", "-999"], "ignore": ["class", "two"]},
         "preprocessing": {"numeric": "standard", "target": "standard"}, "loss": {"name": "quantile", "quantiles": [0.1, 0.5, 0.9]},
         "model": {"layers": [{"units": 5, "activation": "silu"}, {}]}, "training": {"epochs": 5, "precision": "float64"}}
        """),
    Model(
      name: "windows and recurrence",
      configuration: """
        {"data": {"train": "t.csv", "target": "class", "ignore": ["y", "two"],
          "groups": {"s": {"columns": ["a", "int", "big"], "shape": [3, 1], "missing": "mean"}}},
         "model": {"layers": [{"kind": "convolution", "filters": 3, "kernel_size": 2, "padding": "same", "from": "s"},
           {"kind": "gru", "units": 3, "name": "g"}, {"units": 3, "from": ["g", "inputs"]}, {"activation": "softmax"}]},
         "training": {"epochs": 3, "precision": "float64"}}
        """, refusedBySQL: "convolution"),
  ]

  /// Asks SQLite and DuckDB for the answers to rows.csv: numbers of decimal columns, texts of others, nothing for missing
  /// cells.
  private static let database = """
    import csv, duckdb, sqlite3, sys
    rows = list(csv.reader(open("rows.csv", encoding="utf-8")))
    numbers = {"a", "int", "y", "big"}
    name = sys.argv[1]
    table = sqlite3.connect(":memory:") if name == "sqlite" else duckdb.connect()
    table.execute("CREATE TABLE data (" + ", ".join(
      f'"{name}" {"DOUBLE" if name in numbers else "TEXT"}' for name in rows[0]) + ")")
    for row in rows[1:]:
      cells = [(float(cell) if cell not in ("", "NA") else None) if name in numbers else cell
        for name, cell in zip(rows[0], row)]
      table.execute("INSERT INTO data VALUES (" + ",".join("?" * len(cells)) + ")", cells)
    answers = table.execute(open(name + ".sql", encoding="utf-8").read())
    print(",".join(column[0] for column in answers.description))
    for row in answers.fetchall(): print(",".join(str(cell) for cell in row))
    """

  /// The answers of a database, the header first; nil where the query is refused with a word.
  private func answers(
    of dialect: String, _ options: [String] = [], in workspace: Workspace, refusedFor word: String?
  ) throws -> [[String]]? {
    let query = try Program.run(
      ["export", "run", "--format", "sql", "--dialect", dialect, "--out", dialect + ".sql"]
        + options, in: workspace)
    if let word {
      #expect(query.status == 78)
      #expect(query.errors.contains(word), "\(query.errors)")
      #expect(!workspace.exists(dialect + ".sql"))
      return nil
    }
    try #require(query.status == 0, "\(query.errors)")
    try workspace.write(Self.database, to: "t.py")
    let database = try Program.shell("$python t.py \(dialect)", in: workspace)
    try #require(database.status == 0, "\(database.errors)")
    return ExportedRun.rows(database.output)
  }

  @Test(arguments: models.indices)
  func answersAreThoseOfPredict(number: Int) throws {
    let model = Self.models[number]
    let workspace = try Workspace()
    try workspace.write(Self.csv(Self.table(seed: 0, rows: 80)), to: "t.csv")
    let rows = Self.table(seed: 1000, rows: 60).enumerated().map { number, row in
      var row = row
      if number % 10 == 7 { row[2] = "never seen" }
      // Where -999 means a missing cell, -999.0 does too.
      if number % 10 == 6 { (row[1], row[3]) = ("-999.0", "-999.0") }
      if number % 10 == 8 { row[3] = ["2", "12.0", "99", "01"][number / 10 % 4] }
      return row
    }
    try workspace.write(Self.csv(rows), to: "rows.csv")
    try workspace.write(model.configuration, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let expected = try ExportedRun.predicted(in: workspace)

    for format in ["python", "javascript", "c"] {
      let export = try Program.run(["export", "run", "--format", format], in: workspace)
      try #require(export.status == 0, "\(export.errors)")
      let path = export.output.trimmingCharacters(in: .newlines)
      let first = try contents(of: path, in: workspace)
      _ = try Program.run(["export", "run", "--format", format, "--out", "again"], in: workspace)
      #expect(try contents(of: "again", in: workspace) == first, "\(format) is not the same again")
      try FileManager.default.removeItem(at: workspace.file("again"))
    }
    ExportedRun.expectEqual(
      try ExportedRun.python(in: workspace), expected, model.tolerance, "python, \(model.name)")

    for dialect in ["sqlite", "duckdb"] {
      guard
        let answers = try answers(
          of: dialect, ["--keep", "a"], in: workspace, refusedFor: model.refusedBySQL)
      else { continue }
      #expect(answers.first?.first == "a")
      ExportedRun.expectEqual(
        answers.map { Array($0.dropFirst()) }, expected, model.tolerance,
        "\(dialect), \(model.name)")
    }

    ExportedRun.expectEqual(
      try ExportedRun.javaScript(of: Self.columns, rows, in: workspace), expected, model.tolerance,
      "javascript, \(model.name)")
    let c = try ExportedRun.c(of: Self.columns, rows, in: workspace, compiledBy: "clang -Os")
    ExportedRun.expectEqual(
      c, Array(expected.dropFirst()), model.tolerance, "c, \(model.name)")
  }

  @Test func queriesAnswerNothingOfWhatPredictRefuses() throws {
    let workspace = try Workspace()
    try workspace.write(Self.csv(Self.table(seed: 0, rows: 80)), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "two", "inputs": ["big", "yes"], "columns": {"big": {"missing": "error"}}},
       "preprocessing": {"numeric": "standard"}, "model": {"layers": [{"activation": "softmax"}]},
       "training": {"epochs": 1, "precision": "float64"}}
      """, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    var rows = Self.table(seed: 1000, rows: 5)
    rows[1][4] = "maybe"
    rows[2][7] = "NA"
    (rows[3][4], rows[4][4]) = ("1.00", "\u{2003}nO\u{a0}")
    try workspace.write(Self.csv(rows), to: "rows.csv")
    for dialect in ["sqlite", "duckdb"] {
      let answers = try #require(try answers(of: dialect, in: workspace, refusedFor: nil))
      let areNothing = answers.dropFirst().map { $0.allSatisfy { $0 == "None" } }
      #expect(areNothing == [false, true, true, false, false], "\(dialect): \(answers)")
    }
  }

  @Test func theWholeGraphIsDrawn() throws {
    let workspace = try Workspace()
    try workspace.write(Self.csv(Self.table(seed: 0, rows: 40)), to: "t.csv")
    try workspace.write(Self.models[0].configuration, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let drawing = try Program.run(["graph", "run", "--whole"], in: workspace)
    #expect(drawing.status == 0, "\(drawing.errors)")
    for text in [
      "fill_missing", "what is it", "embeddings.what is it.weight", "softmax", "chosen_class",
      "probability_2",
    ] { #expect(drawing.output.contains(text), "\(text)") }
    // Every value that an arrow names is there.
    let lines = drawing.output.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    let nodes = Set(lines.filter { $0.contains(" [label=") }.map { $0.prefix { $0 != " " } })
    for line in lines where line.contains(" -> ") {
      for end in line.components(separatedBy: " -> ") {
        #expect(nodes.contains(end[...]), "\(line)")
      }
    }
    #expect(try Program.run(["graph", "run", "--whole", "--plan"], in: workspace).status == 64)
    #expect(try Program.run(["graph", "c.json", "--whole"], in: workspace).status == 66)
  }

  /// The bytes of a file, or of the files of a folder.
  private func contents(of path: String, in workspace: Workspace) throws -> [Data] {
    let url = workspace.file(path)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
      return [try Data(contentsOf: url)]
    }
    return try names.sorted().map { try Data(contentsOf: url.appendingPathComponent($0)) }
  }

  @Test func whatCannotBeExpressedIsRefusedByName() throws {
    let workspace = try Workspace()
    try workspace.write(
      "when,b,out\n"
        + (1...20).map { "2024-01-\($0 < 10 ? "0" : "")\($0),\($0 % 3),\($0 % 2)\n" }.joined(),
      to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out"}, "training": {"epochs": 1},
       "model": {"layers": [{"units": 2}, {"activation": "softmax"}]}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let refused = try Program.run(
      ["export", "run", "--format", "sql", "--out", "x"], in: workspace)
    #expect(refused.status == 78)
    #expect(refused.errors.contains("the column \"when\" holds dates"), "\(refused.errors)")
    #expect(!workspace.exists("x"))
    #expect(try Program.run(["export", "run", "--format", "pyton"], in: workspace).status == 64)
    let dialect = ["export", "run", "--format", "sql", "--dialect", "sqlit"]
    #expect(try Program.run(dialect, in: workspace).status == 64)
    #expect(try Program.run(["export", "none", "--format", "c"], in: workspace).status == 66)
  }
}
