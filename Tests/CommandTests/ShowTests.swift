import Foundation
import Testing

/// `dlrun show`: what the files of a run tell.
struct ShowTests {
  private static let table = """
    size,city,flag,y
    1,rome,yes,0
    2,oslo,no,1
    ,oslo,yes,1
    4,,no,2
    5,rome,yes,3
    6,rome,no,3

    """

  private func makeRun(
    _ training: String = #""epochs": 3"#, _ overrides: String...
  ) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.table, to: "t.csv")
    try workspace.write(
      """
      {
        "data": { "train": "t.csv", "target": "y", "task": "regression" },
        "preprocessing": { "numeric": "standard" },
        "model": { "layers": [ { "units": 2, "activation": "elu" }, {} ] },
        "optimizer": { "name": "momentum", "learning_rate": 0.01 },
        "training": { \(training) }
      }
      """, to: "c.json")
    let ending = try Program.run(
      ["train", "c.json", "--out", "run", "--quiet"] + overrides.flatMap { ["--set", $0] },
      in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  private func show(_ arguments: String..., in workspace: Workspace) throws -> String {
    let ending = try Program.run(["show", "run"] + arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.isEmpty)
    return ending.output
  }

  @Test func tellsWhatTheModelIs() throws {
    let text = try show(in: makeRun())
    for line in [
      "task      regression of y", "network   6-2-1, 17 parameters in float32",
      "training  all 3 epochs; 3 updates in ",
      "  optimizer              momentum (learning_rate 0.01, momentum 0.9)",
      "  preprocessing.numeric  standard", "  training.epochs        3",
      // The mean of 1, 2, 4, 5 and 6 is 3.6; the deviation counts the missing row as one at the mean.
      "size    numeric      2       3.6         (x − 3.6) / 1.693",
      #"city    categorical  3       (missing)   one of "oslo", "rome", (missing)"#,
      "flag    boolean      1       0.5         1 for true",
      "0      dense  [2, 6]   [2]     14                   elu (alpha 1)",
      "1      dense  [1, 2]   [1]     3                    identity", "model.safetensors",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
    // A path is not broken.
    for line in text.split(separator: "\n") where !line.contains("/") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test func tellsItAsJSON() throws {
    let workspace = try makeRun()
    let data = Data(try show("--json", in: workspace).utf8)
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["ending"] as? String == "epochs")
    #expect(json["parameters"] as? Int == 17)
    #expect(json["epochs"] as? Int == 3)
    let columns = try #require(json["columns"] as? [[String: Any]])
    #expect(columns.map { $0["name"] as? String } == ["size", "city", "flag"])
    #expect(columns.map { $0["inputs"] as? Int } == [2, 3, 1])
    #expect(columns[0]["fill"] as? Double == 3.6)
    let layers = try #require(json["layers"] as? [[String: Any]])
    #expect(layers.map { $0["parameters"] as? Int } == [14, 3])
    let run = RunFolder(workspace.file("run"))
    let metrics = try #require(json["metrics"] as? [String: [String: Any]])
    #expect(try metrics["train"]?["loss"] as? Double == run.metric("train", "loss"))
    let files = try #require(json["files"] as? [String: Int])
    #expect(try files["model.safetensors"] == run.bytes("model.safetensors").count)
    let configuration = try #require(json["configuration"] as? [String: Any])
    #expect(try NSDictionary(dictionary: configuration).isEqual(to: run.json("config.json")))
  }

  @Test func tellsTheEmbeddings() throws {
    let workspace = try makeRun(
      #""epochs": 1"#, #"data.columns={"city": {"encoding": "embedding", "dimensions": 3}}"#)
    let text = try show(in: workspace)
    for line in [
      "6-2-1, 29 parameters in float32",
      #"(missing)   3 learnt numbers for each of "oslo","#,
      "city   embedding  [4, 3]   [3]     12",
    ] {
      #expect(text.contains(line), "\(line)\n\(text)")
    }
  }

  @Test func tellsTheBestEpoch() throws {
    let workspace = try makeRun(
      """
      "epochs": 50,
      "early_stopping": { "patience": 2, "monitor": "train_loss", "minimum_change": 10 }
      """)
    let text = try show(in: workspace)
    // The change that counts says when to stop. The weights are those of the least loss all the same.
    #expect(text.contains("stopped early after 2 of 50 epochs, without improvement for 2"))
    #expect(text.contains("those of epoch 2, the best by train_eval_loss"))
  }

  @Test func tellsWhatARunWithoutModelLeft() throws {
    let workspace = try makeRun()
    let folder = workspace.file("run")
    for name in ["model.safetensors", "metrics.json"] {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    let text = try show(in: workspace)
    #expect(text.contains("after 3 of 3 epochs there is no model: it was killed"))
    #expect(text.contains("  model.layers"))
  }

  @Test func tellsWhereTrainingDiverged() throws {
    let workspace = try makeRun()
    let training = try Program.run(
      ["train", "c.json", "--out", "wild", "--quiet", "--set", "optimizer.learning_rate=1e30"],
      in: workspace)
    #expect(training.status == 1)
    // The record itself, not the curves: they cannot tell this.
    let record = #"{"epoch": 2, "step": 5, "value": "gradient", "layer": 1}"#
    try workspace.write(record, to: "wild/divergence.json")
    let text = try Program.run(["show", "wild"], in: workspace)
    #expect(text.status == 0)
    let words = text.output.split { $0.isWhitespace }.joined(separator: " ")
    let sentence =
      "diverged, so there is no model: the gradient of layer 1 first became infinite or NaN "
      + "in epoch 2 at step 5; the curves hold "
    #expect(words.contains(sentence), "\(text.output)")
    let data = Data(try Program.run(["show", "wild", "--json"], in: workspace).output.utf8)
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["ending"] as? String == "divergence")
    let divergence = try #require(json["divergence"] as? [String: Any])
    let expected = try JSONSerialization.jsonObject(with: Data(record.utf8))
    #expect(NSDictionary(dictionary: divergence).isEqual(expected))
  }

  @Test func refusesWhatIsNoRun() throws {
    let workspace = try makeRun()
    for name in ["missing", ".", "t.csv"] {
      let ending = try Program.run(["show", name], in: workspace)
      #expect(ending.status == 66, "\(name): \(ending.errors)")
      #expect(ending.output.isEmpty)
      #expect(ending.errors.contains(name))
    }
    try workspace.write("{", to: "run/metrics.json")
    let ending = try Program.run(["show", "run"], in: workspace)
    #expect(ending.status == 65)
    #expect(ending.errors.contains("run/metrics.json:1:1"), "\(ending.errors)")
  }
}
