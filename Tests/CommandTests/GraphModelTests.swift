import Foundation
import Testing

/// Models of graphs as a user meets them.
struct GraphModelTests {
  /// Two communities whose nodes' own inputs say nothing.
  private func workspace(
    edges: String = #""edges": {"file": "edges.csv", "from": "a", "to": "b", "node": "id"}"#,
    training: String = #""descent": "batch", "epochs": 60"#, rest: String = ""
  ) throws -> Workspace {
    let workspace = try Workspace()
    var nodes = "id,part,x,z,kind\n"
    var pairs = "a,b\n"
    for node in 0..<40 {
      let part = ["train", "test", "", "validation"][node / 2 % 4]
      let kind = node % 2 == 0 ? "even" : "odd"
      // One hub of each community is marked.
      nodes += "n\(node),\(part),\(node == 0 ? 1 : 0),\(node == 1 ? 1 : 0),"
      nodes += node == 3 ? "\n" : "\(kind)\n"
      if node > 1 { pairs += "n\(node),n\(node % 2)\n" }
    }
    try workspace.write(nodes, to: "nodes.csv")
    try workspace.write(pairs, to: "edges.csv")
    try workspace.write(
      """
      {"data": {"train": "nodes.csv", \(edges), "split": {"column": "part"}, "target": "kind"},
       "model": {"layers": [{"kind": "graph_convolution", "units": 4, "activation": "tanh"},
                            {"kind": "graph_convolution", "activation": "softmax"}]},
       "optimizer": {"name": "adam", "learning_rate": 0.1}, "training": {\(training)}\(rest)}
      """, to: "c.json")
    return workspace
  }

  private func trained() throws -> Workspace {
    let workspace = try workspace()
    let ending = try Program.run(["train", "c.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  @Test func neighboursTellWhatANodeIs() throws {
    let workspace = try trained()
    let run = RunFolder(workspace.url.appendingPathComponent("run"))
    #expect(try run.metric("train", "accuracy") == 1)
    #expect(try run.metric("test", "accuracy") == 1)
    let confusion = try #require(
      (run.json("metrics.json")["test"] as? [String: Any])?["confusion_matrix"] as? [[Int]])
    // Of ten test nodes one has no target.
    #expect(confusion.joined().reduce(0, +) == 9)
    let splits = try run.json("data.json")["splits"] as? [[String: Any]]
    #expect(splits?.map { $0["rows"] as? Int } == [10, 10, 9])
    // The training's own score counts the same nodes as an evaluation does.
    #expect(try run.last("train_accuracy") == 1)
    let evaluated = try Program.run(["eval", "run", "--json"], in: workspace)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    #expect(evaluated.output.contains("\"rows\": 9,"), "\(evaluated.output)")
  }

  @Test func predictAnswersAllRowsInTheirOrder() throws {
    let workspace = try trained()
    let answers = try Program.run(
      ["predict", "run", "--data", "nodes.csv", "--edges", "edges.csv", "--keep", "id"],
      in: workspace)
    #expect(answers.status == 0, "\(answers.errors)")
    let lines = answers.output.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(lines.count == 41)
    #expect(lines.dropFirst().map { $0[0] } == (0..<40).map { "n\($0)" })
    #expect(lines.dropFirst().map { $0[1] } == (0..<40).map { $0 % 2 == 0 ? "even" : "odd" })
    // Other names and another order of rows and edges: the graph alone counts.
    let mirrored = try Program.shell(
      "(head -n 1 nodes.csv; tail -n +2 nodes.csv | tac) | sed 's/^n/m/' > m.csv; "
        + "sed 's/n/m/g' edges.csv > me.csv; "
        + "$dlrun predict run --data - --edges me.csv --keep id < m.csv", in: workspace)
    #expect(mirrored.status == 0, "\(mirrored.errors)")
    let reversed = mirrored.output.split(separator: "\n").dropFirst().reversed()
    #expect(
      reversed.map { $0.split(separator: ",")[1] } == lines.dropFirst().map { Substring($0[1]) })
  }

  @Test func edgesAreAskedFor() throws {
    let workspace = try trained()
    for arguments in [
      ["predict", "run", "--data", "nodes.csv"], ["eval", "run", "--data", "nodes.csv"],
      ["eval", "run", "--edges", "edges.csv"], ["surface", "run"],
      ["predict", "run", "--data", "-", "--edges", "-"],
    ] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 64, "\(arguments): \(ending.errors)")
      #expect(
        ending.errors.contains("graph") || ending.errors.contains("--edges")
          || ending.errors.contains("standard input"))
    }
    let whole = try Program.run(
      ["eval", "run", "--data", "nodes.csv", "--edges", "edges.csv", "--json"], in: workspace)
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(whole.output.contains("\"rows\": 39,"), "\(whole.output)")
  }

  @Test func descentIsByBatch() throws {
    let workspace = try workspace(training: #""descent": "stochastic", "epochs": 1"#)
    let ending = try Program.run(["train", "c.json"], in: workspace)
    #expect(ending.status == 78)
    #expect(ending.errors.contains("expected \"batch\""), "\(ending.errors)")
    let without = try self.workspace(edges: #""ignore": ["id"]"#)
    let refused = try Program.run(["train", "c.json"], in: without)
    #expect(refused.status == 78 && refused.errors.contains("\"edges\""), "\(refused.errors)")
    // Before any table is read, at the layer's place.
    try FileManager.default.removeItem(at: without.file("nodes.csv"))
    let early = try Program.run(["train", "c.json"], in: without)
    #expect(
      early.status == 78 && early.errors.contains("c.json:2:")
        && early.errors.contains("c.json:3:"), "\(early.errors)")
  }

  @Test func otherCommandsKnowGraphs() throws {
    let workspace = try trained()
    for arguments in [
      ["check", "c.json"], ["trace", "c.json", "--steps", "1"], ["show", "run"], ["doctor", "run"],
      ["graph", "c.json"],
    ] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 0, "\(arguments): \(ending.errors)")
      if arguments[0] == "check" { #expect(ending.output.contains("agrees"), "\(ending.output)") }
    }
  }

  /// A node that is skipped goes with its edges.
  @Test func aSkippedNodeTakesItsEdgesAlong() throws {
    let workspace = try trained()
    let bad = "sed 's/^n7,\\([^,]*\\),0/n7,\\1,?!/' nodes.csv > bad.csv; grep -q '?!' bad.csv && "
    let refused = try Program.shell(
      bad + "$dlrun predict run --data bad.csv --edges edges.csv", in: workspace)
    #expect(refused.status == 65 && refused.errors.contains("bad.csv:9:"), "\(refused.errors)")
    let skipped = try Program.shell(
      bad + "$dlrun predict run --data bad.csv --edges edges.csv --skip-bad-rows --keep id",
      in: workspace)
    #expect(skipped.status == 0, "\(skipped.errors)")
    #expect(skipped.errors.contains("1 bad row skipped"))
    #expect(skipped.errors.contains("edges.csv: 1 edge of a skipped node is left out"))
    let without = try Program.shell(
      "grep -v '^n7,' nodes.csv > less.csv; grep -v 'n7,' edges.csv > fewer.csv; "
        + "$dlrun predict run --data less.csv --edges fewer.csv --keep id", in: workspace)
    #expect(without.status == 0 && without.output == skipped.output)
  }

  /// A graph may have no edges: each node reads itself alone.
  @Test func aGraphWithoutEdgesIsTrained() throws {
    let workspace = try workspace(training: #""descent": "batch", "epochs": 2"#)
    try workspace.write("a,b\n", to: "edges.csv")
    let ending = try Program.run(["train", "c.json", "--out", "run"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("edges.csv: no edges, so no node reads another"))
    let answers = try Program.run(
      ["predict", "run", "--data", "nodes.csv", "--edges", "edges.csv"], in: workspace)
    #expect(answers.status == 0 && answers.output.split(separator: "\n").count == 41)
  }

  /// The same, whatever the number of threads.
  @Test func threadsChangeNothing() throws {
    let workspace = try workspace()
    for threads in ["1", "3"] {
      let ending = try Program.run(
        ["train", "c.json", "--out", "t\(threads)", "--threads", threads, "--quiet"], in: workspace)
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let one = RunFolder(workspace.url.appendingPathComponent("t1"))
    let three = RunFolder(workspace.url.appendingPathComponent("t3"))
    #expect(try one.bytes("model.safetensors") == three.bytes("model.safetensors"))
  }
}
