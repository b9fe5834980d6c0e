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
        "accuracy", "classes", "confusion_matrix", "f1_macro", "precision_macro", "recall_macro",
        "roc_auc",
      ])
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
    #expect(table.output.hasPrefix("rows             2\nloss "))
    #expect(table.output.contains("confusion matrix"))
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
