import Foundation
import Testing

/// What exports do with rows and places that are not as they should be.
@Suite struct ExportFaultTests {
  /// A model of a number and a category, in single precision.
  private func run(
    in workspace: Workspace, header: String = "x,k",
    layers: String = "{\"units\": 3, \"activation\": \"tanh\"}, {}"
  ) throws {
    let rows = (0..<30).map { "\($0 % 7),\(["u", "v", "w"][$0 % 3]),\($0 % 7 + $0 % 3)\n" }
    try workspace.write("\(header),y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "regression"},
       "model": {"layers": [\(layers)]}, "training": {"epochs": 5}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
  }

  private func export(_ arguments: [String], in workspace: Workspace) throws -> Program.Ending {
    try Program.run(["export", "run", "--format"] + arguments, in: workspace)
  }

  @Test func tablesThatLackColumnsOrHoldTextsAreNotAnswered() throws {
    let workspace = try Workspace()
    try run(in: workspace)
    #expect(try export(["sql", "--out", "q.sql"], in: workspace).status == 0)
    try workspace.write(
      """
      import sqlite3
      query = open("q.sql").read()
      for columns, cells in [("x DOUBLE, k TEXT", (1, "u")), ("x DOUBLE, k TEXT", ("abc", "u")),
                             ("x TEXT, k TEXT", ("1_0", "u")), ("x TEXT, k TEXT", (" 2.50", "u")),
                             ("x DOUBLE, k TEXT", (1e39, "u")), ("x DOUBLE, kk TEXT", (1, "u")),
                             ("xx DOUBLE, k TEXT", (1, "u"))]:
          database = sqlite3.connect(":memory:")
          database.execute(f"CREATE TABLE data ({columns})")
          database.execute("INSERT INTO data VALUES (?, ?)", cells)
          try:
              print(type(database.execute(query).fetchone()[0]).__name__)
          except sqlite3.OperationalError as error:
              print(error)
      """, to: "t.py")
    let ending = try Program.shell("$python t.py", in: workspace)
    #expect(
      ending.output.split(separator: "\n") == [
        "float", "NoneType", "NoneType", "float", "NoneType", "no such column: cells.k",
        "no such column: cells.x",
      ], "\(ending.errors)")
  }

  @Test func cellsBeyondSinglePrecisionAreRefused() throws {
    let workspace = try Workspace()
    try run(in: workspace)
    for format in ["python", "javascript", "c"] {
      let ending = try export([format, "--out", format], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
    }
    try workspace.write("x,k\n1e39,u\n", to: "rows.csv")
    #expect(try Program.run(["predict", "run", "--data", "rows.csv"], in: workspace).status == 65)
    let python = try Program.shell("cp python model.py; $python model.py rows.csv", in: workspace)
    #expect(python.status != 0 && python.errors.contains("column x"), "\(python.errors)")
    try workspace.write(
      """
      import { predict } from "./javascript/model.mjs";
      for (const row of [{ x: 1e39, k: "u" }, { X: 1, k: "u" }]) {
        try { console.log(predict(row)); } catch (error) { console.log(error.message); }
      }
      """, to: "t.mjs")
    let node = try Program.shell("node t.mjs", in: workspace)
    let lines = node.output.split(separator: "\n")
    #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("column x") }, "\(node.output)")
    try workspace.write(
      """
      #include <stdio.h>
      #include "c"
      int main(void) {
        struct row row = {1e39, "u"};
        struct answer answer;
        predict(&row, &answer);
        printf("%f\\n", answer.prediction);
        return 0;
      }
      """, to: "main.c")
    let c = try Program.shell("clang -std=c99 -o answer main.c -lm && ./answer", in: workspace)
    #expect(c.output.contains("nan"), "\(c.output)\(c.errors)")
  }

  @Test func rowsOfOtherLengthsAreRefusedByPython() throws {
    let workspace = try Workspace()
    try run(in: workspace)
    #expect(try export(["python", "--out", "model.py"], in: workspace).status == 0)
    for text in ["x,k\n1,u,3\n", "x,x\n1,2\n", "x,k\n1\n", "x,k\n", "", "x,k\n\"1\"2,u\n"] {
      try workspace.write(text, to: "rows.csv")
      let ending = try Program.shell("$python model.py rows.csv", in: workspace)
      #expect(ending.status != 0 && ending.output.isEmpty, "\(text.debugDescription)")
    }
  }

  @Test func namesThatMeanSomethingElsewhereAreKept() throws {
    let workspace = try Workspace()
    try run(in: workspace, header: "km/*h,K*/")
    #expect(try export(["c", "--out", "m.c"], in: workspace).status == 0)
    let flags = "-std=c99 -Wall -Wextra -pedantic -Werror"
    let c = try Program.shell("clang \(flags) -c m.c -o m.o", in: workspace)
    #expect(c.status == 0, "\(c.errors)")
    let other = try Workspace()
    try run(in: other, header: "a,A")
    for (dialect, status) in [("sqlite", 78), ("duckdb", 78), ("postgresql", 0)] {
      let ending = try export(["sql", "--dialect", dialect], in: other)
      #expect(Int(ending.status) == status, "\(ending.errors)")
      #expect(status == 0 || ending.errors.contains("\"A\""), "\(ending.errors)")
    }
  }

  /// Links and pipes stay what they are, and what is written goes through them.
  @Test func whatIsNoFileStaysWhatItIs() throws {
    let workspace = try Workspace()
    try run(in: workspace)
    try workspace.write("old", to: "kept.c")
    let script = """
      ln -s kept.c link.c && $dlrun export run --format c --out link.c && test -L link.c &&
      grep -q "void predict" kept.c && mkfifo pipe && { cat pipe > read.c & } &&
      $dlrun export run --format c --out pipe && wait && test -p pipe && cmp read.c kept.c
      """
    let ending = try Program.shell(script, in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    try FileManager.default.createDirectory(
      at: workspace.file("folder"), withIntermediateDirectories: false)
    for (arguments, status) in [
      (["c", "--out", "folder"], 73), (["c", "--out", "none/model.c"], 73),
      (["c", "--out", ""], 73), (["sql", "--table", ""], 64), (["d"], 64),
    ] {
      let ending = try export(arguments, in: workspace)
      #expect(Int(ending.status) == status, "\(arguments): \(ending.errors)")
    }
  }

  /// Rows that `predict` refuses are refused, and others answered: sequences without a step, with too few for a window, and
  /// with cells missing in a step that is there.
  @Test(arguments: [true, false])
  func sequencesThatPredictRefusesHaveNoAnswer(hasWindows: Bool) throws {
    let workspace = try Workspace()
    var text = "a1,b1,a2,b2,a3,b3,a4,b4,y\n"
    for row in 0..<40 {
      let length = row % 2 == 0 ? 4 : 3
      text += (0..<8).map { $0 < 2 * length ? "\((row * 7 + $0 * 3) % 11)" : "" }.joined(
        separator: ",")
      text += ",\(row % 5)\n"
    }
    try workspace.write(text, to: "t.csv")
    let layers =
      hasWindows
      ? #"{"kind": "convolution", "filters": 3, "kernel_size": 3, "padding": "valid", "activation": "relu"}, {"kind": "pooling", "size": "all"}, {}"#
      : #"{"kind": "gru", "units": 3}, {}"#
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "regression", "shape": [4, 2]},
       "preprocessing": {"numeric": "standard", "missing": "error"},
       "model": {"layers": [\(layers)]}, "training": {"epochs": 3, "precision": "float64"}}
      """, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    for (format, out) in [("python", "model.py"), ("javascript", "js"), ("c", "m.c")] {
      #expect(try export([format, "--out", out], in: workspace).status == 0)
    }
    let rows = [
      "1,2,3,4,5,6,7,8", "1,2,3,4,5,6,,", "1,2,3,4,,,,", "1,2,,,,,,", ",,,,,,,", "1,,3,4,5,6,,",
      "1,2,3,4,5,,,", "1,2,,,5,6,,", "1,2,3,4,5,6,,8",
    ]
    var answered = 0
    for row in rows {
      try workspace.write("a1,b1,a2,b2,a3,b3,a4,b4\n\(row)\n", to: "row.csv")
      let predicted = try Program.run(["predict", "run", "--data", "row.csv"], in: workspace)
      let isRefused = predicted.status == 65
      answered += isRefused ? 0 : 1
      let python = try Program.shell("$python model.py row.csv", in: workspace)
      #expect((python.status != 0) == isRefused, "python, \(row)")
      let cells = row.split(separator: ",", omittingEmptySubsequences: false)
      let names = ["a1", "b1", "a2", "b2", "a3", "b3", "a4", "b4"]
      let object = zip(names, cells).map { "\($0): \"\($1)\"" }.joined(separator: ", ")
      try workspace.write(
        "import { predict } from \"./js/model.mjs\"; console.log(predict({\(object)}).prediction);\n",
        to: "t.mjs")
      let node = try Program.shell("node t.mjs", in: workspace)
      #expect((node.status != 0) == isRefused, "javascript, \(row)")
      let values = cells.map { $0.isEmpty ? "NAN" : String($0) }.joined(separator: ", ")
      try workspace.write(
        """
        #include <stdio.h>
        #include "m.c"
        int main(void) {
          struct row row = {\(values)};
          struct answer answer;
          predict(&row, &answer);
          return isnan(answer.prediction) ? 1 : 0;
        }
        """, to: "main.c")
      let c = try Program.shell("clang -std=c99 -o answer main.c -lm && ./answer", in: workspace)
      #expect((c.status != 0) == isRefused, "c, \(row): \(c.errors)")
    }
    #expect(answered >= 2 && answered < rows.count)
  }
}
