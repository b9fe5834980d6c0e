import Foundation
import Testing

/// `dlrun importance` as a user meets it.
struct ImportanceTests {
  /// A regression on y = 3 a − b, in which c has no say, and whose d is a category that has one; trained in one
  /// layer whose weights are given, so that what comes of it is known.
  static func workspace(_ preprocessing: String = "{}") throws -> Workspace {
    let workspace = try Workspace()
    var text = "a,b,c,d,y\n"
    for row in 0..<40 {
      let (a, b, c) = (row % 7, (row * 5) % 11, (row * 3) % 13)
      let d = ["x", "y", "z"][row % 3]
      text += "\(a),\(b),\(c),\(d),\(3 * a - b + (d == "y" ? 4 : 0))\n"
    }
    try workspace.write(text, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "regression", "test": "t.csv"}, "preprocessing": \(preprocessing),
       "model": {"layers": [{"units": 1}]},
       "training": {"epochs": 400, "descent": "batch", "precision": "float64"},
       "optimizer": {"name": "adam", "learning_rate": 0.1}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  static func json(_ ending: Program.Ending) throws -> [String: Any] {
    try #require(ending.status == 0, "\(ending.errors)")
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
  }

  private struct Column: Equatable {
    let name: String
    let importance: Double
    let deviation: Double
  }

  private func columns(_ json: [String: Any]) throws -> [Column] {
    try #require(json["columns"] as? [[String: Any]]).map {
      try Column(
        name: #require($0["column"] as? String), importance: #require($0["importance"] as? Double),
        deviation: #require($0["deviation"] as? Double))
    }
  }

  @Test func whatHasASayIsImportant() throws {
    let workspace = try Self.workspace()
    let ending = try Program.run(["importance", "run", "--json"], in: workspace)
    let json = try Self.json(ending)
    #expect(json.keys.sorted() == ["baseline", "columns", "metric", "repeats", "rows"])
    #expect(json["metric"] as? String == "rmse")
    #expect(json["rows"] as? Int == 40)
    #expect(json["repeats"] as? Int == 5)
    let eval = try Self.json(Program.run(["eval", "run", "--json"], in: workspace))
    #expect(json["baseline"] as? Double == (eval["metrics"] as? [String: Any])?["rmse"] as? Double)
    let found = try columns(json)
    #expect(found.map(\.name) == ["a", "b", "d", "c"])
    #expect(found.map(\.importance) == found.map(\.importance).sorted(by: >))
    #expect(found[0].importance > 3 && found[0].deviation > 0)
    // The weight of c is all but 0.
    #expect(abs(found[3].importance) < 0.1)
    // The same again on one thread, and as CSV.
    let alone = try Program.shell("taskset -c 0 $dlrun importance run --json", in: workspace)
    #expect(alone.output == ending.output)
    let csv = try Program.run(["importance", "run", "--csv", "--data", "t.csv"], in: workspace)
      .output
    let lines = csv.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(lines[0] == ["column", "importance", "deviation"])
    #expect(lines.dropFirst().map { $0[0] } == found.map(\.name))
    for (line, column) in zip(lines.dropFirst(), found) {
      let (importance, deviation) = try (#require(Double(line[1])), #require(Double(line[2])))
      #expect(abs(importance - column.importance) < 1e-12)
      #expect(abs(deviation - column.deviation) < 1e-12)
    }
    let table = try Program.run(["importance", "run"], in: workspace).output
    #expect(table.hasPrefix("rmse ") && table.contains("on 40 rows"))
  }

  /// A permutation is that of its column and repeat: more repeats, or another metric, leave it as it is. The error that
  /// is told follows from predictions of rows that a user permuted alike.
  @Test func theColumnsOfAGroupMoveTogether() throws {
    let workspace = try Self.workspace()
    let alone = try columns(
      Self.json(Program.run(["importance", "run", "--json"], in: workspace)))
    let ending = try Program.run(
      ["importance", "run", "--json", "--group", "d,b", "--metric", "mae"], in: workspace)
    let json = try Self.json(ending)
    #expect(json["metric"] as? String == "mae")
    let joined = try columns(json)
    #expect(Set(joined.map(\.name)) == ["a", "c", "d,b"])
    let rmse = try columns(
      Self.json(
        Program.run(["importance", "run", "--json", "--group", "d,b"], in: workspace)))
    #expect(rmse.first { $0.name == "a" } == alone.first { $0.name == "a" })
    let together = try #require(rmse.first { $0.name == "d,b" })
    #expect(together.importance > (alone.first { $0.name == "b" }?.importance ?? 0))
    // All together leave no more than the mean: worse than any of them.
    let all = try columns(
      Self.json(Program.run(["importance", "run", "--json", "--group", "a,b,c,d"], in: workspace)))
    #expect(all.count == 1)
    #expect(all[0].importance > alone[0].importance)
  }

  /// What follows from several columns is computed anew: monomials, and rows divided by their norm.
  @Test(arguments: [
    #"{"numeric": "standard", "polynomial_degree": 2}"#, #"{"normalize_rows": "l2"}"#,
  ])
  func inputsOfSeveralColumnsFollow(preprocessing: String) throws {
    let workspace = try Self.workspace(preprocessing)
    let json = try Self.json(
      Program.run(["importance", "run", "--json", "--metric", "loss"], in: workspace))
    let eval = try Self.json(Program.run(["eval", "run", "--json"], in: workspace))
    let (baseline, loss) = (json["baseline"] as? Double ?? 0, eval["loss"] as? Double ?? 1)
    #expect(abs(baseline - loss) < 1e-12 * max(1, loss))
    #expect(try columns(json)[0].name == "a")
  }

  @Test func classesAndProbabilities() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #""epochs": 500, "descent": "batch""#, data: #", "test": "xor.csv""#,
      rest: #", "optimizer": { "name": "adam", "learning_rate": 0.05 }"#)
    #expect(
      try Program.run(["train", "xor.json", "--out", "run", "--quiet"], in: workspace).status == 0)
    for metric in ["accuracy", "log_loss", "roc_auc", "f1_macro"] {
      let json = try Self.json(
        Program.run(
          ["importance", "run", "--json", "--metric", metric, "--repeats", "9"], in: workspace))
      let eval = try Self.json(Program.run(["eval", "run", "--json"], in: workspace))
      let value = try #require((eval["metrics"] as? [String: Any])?[metric] as? Double)
      #expect(json["baseline"] as? Double == value)
      // Whatever is worse is above 0.
      #expect(try columns(json).allSatisfy { $0.importance > 0 })
    }
    #expect(
      try Self.json(Program.run(["importance", "run", "--json"], in: workspace))["metric"]
        as? String
        == "accuracy")
    // One repeat has no deviation.
    let one = try Program.run(["importance", "run", "--csv", "--repeats", "1"], in: workspace)
      .output
    #expect(one.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix(",") })
  }

  @Test func bars() throws {
    let workspace = try Self.workspace()
    let ending = try Program.run(
      ["importance", "run", "--out", "bars.svg", "--csv"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.hasPrefix("column,"))
    let picture = try String(contentsOf: workspace.file("bars.svg"), encoding: .utf8)
    #expect(picture.contains("<svg") && picture.contains("rmse"))
  }

  @Test(arguments: [
    (["run", "--metric", "rmze"], 64, #"did you mean "rmse"?"#),
    (["run", "--metric", "accuracy"], 64, "expected loss, rmse"),
    (["run", "--repeats", "0"], 64, "--repeats"), (["run", "--repeats", "many"], 64, "repeats"),
    (["none"], 66, "none"), (["run", "--group", "a,bb"], 64, #"no input column "bb""#),
    (["run", "--group", "a,b", "--group", "b,c"], 64, "named twice"),
    (["run", "--group", "a,a"], 64, "named twice"), (["run", "--json", "--csv"], 64, "exclude"),
    (["run", "--out", "bars.txt"], 64, ".svg"), (["run", "--data", "none.csv"], 66, "none.csv"),
  ])
  func faults(arguments: [String], status: Int32, part: String) throws {
    let ending = try Program.run(["importance"] + arguments, in: Self.workspace())
    #expect(ending.status == status)
    #expect(ending.errors.contains(part), "\(ending.errors)")
    #expect(ending.output.isEmpty)
  }

  /// A run without test rows takes those for validation, and says so.
  @Test func rowsThatThereAre() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(
      try Program.run(["train", "xor.json", "--out", "run", "--quiet"], in: workspace).status == 0)
    let ending = try Program.run(["importance", "run", "--json"], in: workspace)
    #expect(try Self.json(ending)["rows"] as? Int == 4)
    #expect(ending.errors.contains("that it was trained on"))
    #expect(
      try Program.run(["importance", "run", "--json", "--quiet"], in: workspace).errors == "")
  }

  /// Pixels and steps are permuted together, short sequences with their lengths.
  @Test func groupsWithAShapeAreOne() throws {
    let workspace = try Workspace()
    var text = "n,s1,s2,s3,s4,out\n"
    for row in 0..<30 {
      text += "\(row % 4),\(row % 5),\(row % 3),"
      text += row % 4 == 0 ? ",," : "\(row % 8),\(row % 6),"
      text += row % 5 > 2 ? "high\n" : "low\n"
    }
    try workspace.write(text, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out",
                "groups": {"s": {"columns": ["s1", "s2", "s3", "s4"], "shape": [2, 2]}}},
       "model": {"layers": [{"kind": "gru", "units": 3, "from": "s", "name": "f"},
                            {"units": 3, "from": ["inputs", "f"]}, {"activation": "softmax"}]},
       "training": {"epochs": 60}, "optimizer": {"name": "adam", "learning_rate": 0.05}}
      """, to: "c.json")
    let trained = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    let json = try Self.json(
      Program.run(["importance", "run", "--json", "--metric", "loss", "--quiet"], in: workspace))
    let found = try columns(json)
    #expect(found.map(\.name) == ["s", "n"])
    let map = try Program.run(["importance", "run", "--map"], in: workspace)
    #expect(map.status == 78 && map.errors.contains(#"group "s""#), "\(map.errors)")
    // The same loss as without any cell moved.
    let eval = try Self.json(
      Program.run(["eval", "run", "--data", "t.csv", "--json"], in: workspace))
    let (baseline, loss) = (json["baseline"] as? Double ?? 0, eval["loss"] as? Double ?? 1)
    #expect(abs(baseline - loss) < 1e-6)
    // The lengths of sequences are no numbers to be changed little by little.
    let explained = try Program.run(["explain", "run", "--data", "t.csv"], in: workspace)
    #expect(explained.status == 78 && explained.errors.contains(#"group "s""#))
    let effect = try Program.run(["effect", "run", "--column", "s3"], in: workspace)
    #expect(effect.status == 78 && effect.errors.contains(#""s3""#), "\(effect.errors)")
    #expect(try Program.run(["effect", "run", "--column", "n"], in: workspace).status == 0)
  }

  /// An image whose upper left pixel alone has a say, a map of the pixels, and the pictures of both.
  @Test func pixelsAreToldApartInMaps() throws {
    let workspace = try Workspace()
    var text = "p1,p2,p3,p4,out\n"
    for row in 0..<60 {
      text +=
        "\(row % 7),\((row * 3) % 5),\((row * 5) % 6),\(row % 4),\(row % 7 > 3 ? "high" : "low")\n"
    }
    try workspace.write(text, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "test": "t.csv", "shape": [2, 2, 1]},
       "preprocessing": {"numeric": "standard"},
       "model": {"layers": [{"units": 4, "activation": "tanh"}, {"activation": "softmax"}]},
       "training": {"epochs": 60}, "optimizer": {"name": "adam", "learning_rate": 0.05}}
      """, to: "c.json")
    let trained = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    let whole = try columns(
      Self.json(Program.run(["importance", "run", "--json", "--metric", "loss"], in: workspace)))
    #expect(whole.count == 1)
    let pixels = try columns(
      Self.json(
        Program.run(["importance", "run", "--json", "--metric", "loss", "--map"], in: workspace)))
    #expect(pixels.map(\.name).sorted() == ["p1", "p2", "p3", "p4"])
    #expect(pixels[0].name == "p1" && pixels[0].importance > 10 * pixels[1].importance)
    for (command, blocks) in [
      (["importance", "run", "--map", "--out", "map.svg"], 1),
      (["explain", "run", "--data", "t.csv", "--quiet", "--out", "map.svg"], 24),
    ] {
      let ending = try Program.run(command, in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let picture = try RunFolder(workspace.url).text("map.svg")
      #expect(picture.contains("<svg"))
      #expect(picture.components(separatedBy: "<image").count - 1 == blocks)
    }
    let other = try Program.run(
      ["explain", "run", "--data", "t.csv", "--out", "map.gif"], in: workspace)
    #expect(other.status == 64)
  }
}
