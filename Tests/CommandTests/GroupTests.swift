import Foundation
import Testing

/// Shapes, groups and stated splits from training to prediction, as a user meets them.
struct GroupTests {
  /// Rows of a sequence of up to three steps with an age beside it, and their splits.
  private static func table() -> String {
    let rows = (0..<30).map { row -> String in
      let steps = (0..<3).map { $0 <= row % 3 ? String((row * 7 + $0) % 11) : "" }
      let split = row % 5 == 0 ? "test" : row % 5 == 1 ? "validation" : row == 29 ? "" : "train"
      let cells = ["\(row)", split] + steps + ["\(row % 4)", row % 3 == 0 ? "a" : "b"]
      return cells.joined(separator: ",") + "\n"
    }
    return "id,split,s0,s1,s2,age,y\n" + rows.joined()
  }

  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.table(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "ignore": ["id"], "split": {"column": "split"},
        "groups": {"scan": {"columns": ["s*"], "shape": [3, 1], "scale": "standard"}}},
       "model": {"layers": [{"units": 4, "activation": "tanh"}, {"activation": "softmax"}]},
       "training": {"epochs": 3, "early_stopping": {"patience": 2}}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.errors.contains(
        "1 row is in no split and left out: column \"split\" holds nothing in 1"))
    return workspace
  }

  @Test func aRunKeepsItsGroupsAndSplits() throws {
    let workspace = try trained()
    let run = RunFolder(workspace.file("run"))
    let data = try run.json("data.json")
    let splits = data["splits"] as? [[String: Any]] ?? []
    #expect(splits.map { $0["rows"] as? Int } == [17, 6, 6])
    let groups = data["groups"] as? [[String: Any]] ?? []
    #expect(groups.map { $0["name"] as? String } == ["inputs", "scan"])
    #expect(groups.map { $0["shape"] as? [Int] } == [[1], [3, 1]])
    #expect(groups.map { $0["has_lengths"] as? Bool } == [false, true])
    // On its own test rows, and once more as the run states it.
    let ending = try Program.run(["eval", "run", "--json"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let result = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    #expect((result as? [String: Any])?["rows"] as? Int == 6)
    let again = try Program.run(
      ["train", "run/config.json", "--out", "again", "--quiet"], in: workspace)
    try #require(again.status == 0, "\(again.errors)")
    #expect(try RunFolder(workspace.file("again")).repeatable() == run.repeatable())
  }

  @Test func groupsAreTold() throws {
    let workspace = try trained()
    for arguments in [["check", "c.json"], ["show", "run"]] {
      let text = try Program.run(arguments, in: workspace)
      try #require(text.status == 0, "\(text.errors)")
      #expect(text.output.contains("scan"))
      #expect(text.output.contains("[3, 1]"))
      #expect(text.output.contains("may be missing at the end"))
      let json = try Program.run(arguments + ["--json"], in: workspace)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let groups = (object as? [String: Any])?["groups"] as? [[String: Any]] ?? []
      #expect(groups.map { $0["inputs"] as? Int } == [1, 3])
    }
  }

  @Test func sequencesOfOtherFilesAreAnswered() throws {
    let workspace = try trained()
    try workspace.write("age,s2,s1,s0\n1,,,4\n1,2,3,4\n", to: "new.csv")
    let ending = try Program.run(["predict", "run", "--data", "new.csv"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.split(separator: "\n").count == 3)
    try workspace.write("age,s2,s1,s0\n1,,,4\n1,,,\n1,2,3,4\n", to: "bad.csv")
    let refused = try Program.run(["predict", "run", "--data", "bad.csv"], in: workspace)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("bad.csv:3:5: a sequence without steps"))
    let skipped = try Program.run(
      ["predict", "run", "--data", "bad.csv", "--skip-bad-rows"], in: workspace)
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.output.split(separator: "\n").count == 3)
  }

  @Test func overridesReachGroupsAndSplits() throws {
    let workspace = try trained()
    for (override, message) in [
      ("data.groups.scan.shape=[2,1]", "2 · 1 = 2 numbers, and the group \"scan\" has 3 columns"),
      ("data.split.train=trial", "no row has \"trial\" in column \"split\""),
      ("data.validation=0.2", "the column \"split\" says which rows are held back"),
      ("data.shape=[7]", "a row of the shape [7] has 7 numbers, and there is 1 input in no group"),
    ] {
      let ending = try Program.run(["check", "c.json", "--set", override], in: workspace)
      #expect(ending.status == 78)
      #expect(ending.errors.contains("--set \(override): "), "\(ending.errors)")
      #expect(ending.errors.contains(message), "\(ending.errors)")
    }
  }

  /// A stated split without validation rows leaves nothing to be monitored.
  @Test func monitorsNeedValidationRows() throws {
    let workspace = try trained()
    let table = Self.table().replacingOccurrences(of: "validation", with: "train")
    try workspace.write(table, to: "t.csv")
    let ending = try Program.run(["check", "c.json"], in: workspace)
    #expect(ending.status == 78)
    #expect(ending.errors.contains("needs validation rows"), "\(ending.errors)")
  }

  @Test func foldsLeaveGroupsWhole() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "inputs": ["age"], "split": {"by": "id"}, "test": 0.2},
       "model": {"layers": [{"activation": "softmax"}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--folds", "3", "--quiet"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    let ordered = try Program.run(
      ["train", "c.json", "--folds", "3", "--quiet", "--set", #"data.split={"order": "id"}"#],
      in: workspace)
    #expect(ordered.status == 78)
    #expect(ordered.errors.contains("a fold would be evaluated"), "\(ordered.errors)")
  }

  @Test func groupsThatNoLayerReadsAreTold() throws {
    let workspace = try trained()
    let layers = { (group: String) in
      #"model.layers=[{"units": 4, "from": "\#(group)"}, {"activation": "softmax"}]"#
    }
    for (group, note) in [
      ("scan", #"no layer reads the 1 input in no group; a layer reads them by "from": "inputs""#),
      ("inputs", #"no layer reads the group "scan", 3 inputs"#),
    ] {
      let check = try Program.run(["check", "c.json", "--set", layers(group)], in: workspace)
      try #require(check.status == 0, "\(check.errors)")
      // Lines are folded.
      let words = check.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
      #expect(words.contains(note), "\(check.output)")
      let train = try Program.run(
        ["train", "c.json", "--out", group, "--set", layers(group)], in: workspace)
      #expect(train.errors.contains(note), "\(train.errors)")
    }
  }

  @Test func normalizationNeedsSeveralRows() throws {
    let workspace = try trained()
    let layers =
      #"model.layers=[{"kind": "batch_normalization", "from": "inputs"}, {"activation": "softmax"}]"#
    let one = try Program.run(
      ["check", "c.json", "--set", layers, "--set", "training.descent=stochastic"], in: workspace)
    #expect(one.status == 78)
    #expect(one.errors.contains("an update of one row has no variance"), "\(one.errors)")
    // 17 training rows.
    let rest = try Program.run(
      ["check", "c.json", "--set", layers, "--set", "training.batch_size=4"], in: workspace)
    #expect(rest.output.contains("the last update of an epoch"), "\(rest.output)")
    let even = try Program.run(
      ["check", "c.json", "--set", layers, "--set", "training.batch_size=5"], in: workspace)
    #expect(!even.output.contains("the last update"), "\(even.output)")
  }
}
