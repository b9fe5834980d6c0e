import Foundation
import Testing

/// `dlrun eval` as a user meets it.
struct EvalTests {
  /// A trained XOR with its own rows as test rows.
  private func trained(_ arguments: String...) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.writeXOR(
      data: #", "test": "xor.csv""#,
      rest: #", "regularization": { "kind": "l2", "lambda": 0.5 }"#)
    let ending = try Program.run(
      ["train", "xor.json", "--out", "run", "--quiet"] + arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  private func json(_ ending: Program.Ending) throws -> [String: Any] {
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.hasSuffix("}\n"))
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
  }

  @Test func jsonHoldsWhatTheRunSaid() throws {
    let workspace = try trained()
    let result = try json(Program.run(["eval", "run", "--json"], in: workspace))
    #expect(result["rows"] as? Int == 4)
    let run = RunFolder(workspace.file("run"))
    // Both without the penalty.
    #expect(try result["loss"] as? Double == run.metric("test", "loss"))
    let metrics = try #require(result["metrics"] as? [String: Any])
    #expect(
      metrics.keys.sorted() == [
        "accuracy", "average_precision", "calibration_error", "classes", "confusion_matrix",
        "f1_macro", "log_loss", "per_class", "precision_macro", "recall_macro", "roc_auc",
      ])
    // The loss is computed from sums before the sigmoid.
    let logLoss = try #require(metrics["log_loss"] as? Double)
    #expect(try abs(logLoss - run.metric("test", "loss")) < 1e-6)
    let test = try run.json("metrics.json")["test"] as? [String: Any]
    #expect(
      NSDictionary(dictionary: metrics.merging(["baseline": result["baseline"] as Any]) { $1 })
        == NSDictionary(dictionary: (test ?? [:]).filter { $0.key != "loss" }))
    #expect(metrics["classes"] as? [String] == ["0", "1"])
    let matrix = try #require(metrics["confusion_matrix"] as? [[Int]])
    #expect(matrix.map { $0.reduce(0, +) } == [2, 2])
    #expect(metrics["accuracy"] as? Double == Double(matrix[0][0] + matrix[1][1]) / 4)
  }

  @Test func columnsAreFoundByName() throws {
    let workspace = try trained("--set", "training.epochs=300")
    try workspace.write("more,out,b,a\nx,1,0,1\ny,0,1,1\nz,,0,0\n", to: "other.csv")
    let ending = try Program.run(["eval", "run", "--data", "other.csv", "--json"], in: workspace)
    #expect(try json(ending)["rows"] as? Int == 2)
    #expect(ending.errors.contains("1 row without a target left out"))
    let table = try Program.run(["eval", "run", "--data", "other.csv"], in: workspace)
    #expect(table.output.hasPrefix("rows "))
    #expect(table.output.split(separator: "\n")[1].hasPrefix("loss  "))
    #expect(table.output.contains("confusion matrix"))
  }

  /// The baseline knows the training rows: three of b and one of a, or a mean of 3.
  @Test func theBaselineIsThatOfTheTrainingRows() throws {
    let workspace = try Workspace()
    try workspace.write("x,out\n1,b\n2,b\n3,a\n4,b\n", to: "train.csv")
    try workspace.write("x,out\n1,a\n2,b\n3,a\n", to: "test.csv")
    try workspace.write(
      """
      {"data": {"train": "train.csv", "target": "out", "test": "test.csv"},
       "model": {"layers": [{"activation": "softmax"}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let baseline = try #require(
      try json(Program.run(["eval", "run", "--json"], in: workspace))["baseline"]
        as? [String: Double])
    #expect(baseline["accuracy"] == 1.0 / 3)
    #expect(baseline["recall_macro"] == 0.5)
    #expect(baseline["roc_auc"] == 0.5)
    #expect(baseline["average_precision"] == 1.0 / 3)
    #expect(abs((baseline["log_loss"] ?? 0) + (2 * log(0.25) + log(0.75)) / 3) < 1e-7)
    #expect(abs((baseline["calibration_error"] ?? 0) - (0.75 - 1.0 / 3)) < 1e-7)
    let table = try Program.run(["eval", "run"], in: workspace).output
    #expect(table.contains("baseline: always the most frequent class of the training rows"))

    try workspace.write("x,out\n1,2.5\n2,3.5\n", to: "train.csv")
    try workspace.write("x,out\n1,2\n2,5\n3,1\n", to: "test.csv")
    _ = try Program.run(
      [
        "train", "c.json", "--out", "numbers", "--quiet", "--set",
        #"model.layers=[{"activation": "identity"}]"#, "--set", "preprocessing.target=standard",
        "--set", "data.task=regression",
      ], in: workspace)
    let numbers = try #require(
      try json(Program.run(["eval", "numbers", "--json"], in: workspace))["baseline"]
        as? [String: Double])
    #expect(abs((numbers["rmse"] ?? 0) - 3.0.squareRoot()) < 1e-12)
    #expect(abs((numbers["mape"] ?? 0) - (0.5 + 0.4 + 2) / 3) < 1e-12)
    #expect(numbers["max_error"] == 2)
    #expect(abs(numbers["explained_variance"] ?? 1) < 1e-12)
  }

  /// Wide tables are cut, not broken.
  @Test func tablesKeepToTheWidthOfATerminal() throws {
    let workspace = try Workspace()
    let name = String(repeating: "a long name of a class ", count: 5)
    let rows = (0..<40).map { "\($0),\($0 % 20) \(name)\n" }.joined()
    try workspace.write("x,out\n" + rows, to: "train.csv")
    try workspace.write(
      """
      {"data": {"train": "train.csv", "target": "out"},
       "model": {"layers": [{"activation": "softmax"}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let table = try Program.run(["eval", "run", "--data", "train.csv"], in: workspace).output
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(table.contains("most frequent confusions"))
  }

  @Test func aRunIsUsableAfterItsDataHaveMoved() throws {
    let workspace = try trained()
    for name in ["xor.csv", "run/config.json", "run/metrics.json", "run/curves.csv"] {
      try FileManager.default.moveItem(
        at: workspace.file(name),
        to: workspace.file("moved-\(name.split(separator: "/").last ?? "")"))
    }
    let ending = try Program.run(["eval", "run", "--data", "moved-xor.csv"], in: workspace)
    #expect(ending.status == 0)
    // Its own test rows are known by its configuration alone.
    #expect(try Program.run(["eval", "run"], in: workspace).status == 66)
  }

  @Test func missingTestRowsAreNoInput() throws {
    let workspace = try trained()
    try FileManager.default.removeItem(at: workspace.file("xor.csv"))
    let ending = try Program.run(["eval", "run"], in: workspace)
    #expect(ending.status == 66)
    #expect(ending.errors.contains("xor.csv: "))
  }

  @Test func testRowsOfAChangedFileAreRefused() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(data: #", "test": 0.25"#)
    _ = try Program.run(["train", "xor.json", "--out", "run"], in: workspace)
    #expect(try Program.run(["eval", "run"], in: workspace).status == 0)
    try workspace.write("a,b,out\n0,0,0\n0,1,1\n5,0,1\n1,1,0\n2,2,0\n", to: "xor.csv")
    let ending = try Program.run(["eval", "run"], in: workspace)
    #expect(ending.status == 65)
    #expect(ending.output.isEmpty)
  }

  /// Network and columns, each sound by itself, that do not go together.
  @Test(arguments: [
    ("softmax", "softmax", "sigmoid"),
    ("sigmoid", "sigmoid", "softmax"),
    ("softmax", #"\"1\"]"#, ##"\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]"##),
    ("sigmoid", #"\"1\"]"#, #"\"1\",\"2\"]"#),
    ("softmax", "cross_entropy", "perceptron"),
    ("sigmoid", "tanh", "softmax"),
  ])
  func contradictionsAreRefused(output: String, old: String, new: String) throws {
    let workspace = try trained("--set", "model.layers.1.activation=\(output)")
    let model = workspace.file("run/model.safetensors")
    let bytes = try Data(contentsOf: model)
    let length = bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    var header = String(decoding: bytes[8..<8 + length], as: UTF8.self)
    let range = try #require(header.range(of: old), "\(header)")
    header.replaceSubrange(range, with: new)
    while header.utf8.count % 8 != 0 { header += " " }
    let size = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    try (Data(size) + Data(header.utf8) + bytes[(8 + length)...]).write(to: model)
    for arguments in [["eval", "run"], ["eval", "run", "--data", "xor.csv"]] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 65, "\(ending.errors)")
      #expect(ending.output.isEmpty)
      #expect(ending.errors.hasPrefix("run/model.safetensors: its metadata are damaged"))
    }
  }

  @Test(arguments: ["truncated", "extended", "text", "empty", "metadata", "configuration"])
  func damageIsRefused(_ kind: String) throws {
    let workspace = try trained()
    let model = workspace.file("run/model.safetensors")
    var bytes = try Data(contentsOf: model)
    switch kind {
    case "truncated": bytes.removeLast()
    case "extended": bytes.append(0)
    case "text": bytes = Data("no model at all".utf8)
    case "empty": bytes = Data()
    case "metadata":
      let range = try #require(bytes.range(of: Data("cross_entropy".utf8)))
      bytes.replaceSubrange(range, with: Data("cross_entropi".utf8))
    default:
      try workspace.write("{", to: "run/config.json")
    }
    try bytes.write(to: model)
    let ending = try Program.run(["eval", "run"], in: workspace)
    #expect(ending.status == 65, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.hasPrefix("run/"))
  }
}
