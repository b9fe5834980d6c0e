import Foundation
import Testing

/// `train --folds` and `train --seeds`.
@Suite struct SeriesTests {
  private func series(_ arguments: String..., in workspace: Workspace) throws -> Program.Ending {
    try Program.run(["train", Repository.path("configs/iris.json")] + arguments, in: workspace)
  }

  @Test func foldsAreRunsWithAMeanAndADeviation() throws {
    let workspace = try Workspace()
    let ending = try series(
      "--folds", "4", "--set", "training.epochs=5", "--set", "name=iris", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "runs/iris\n")
    #expect(ending.errors.contains("runs/iris: mean ± standard deviation of 4 folds\n"))
    #expect(
      try workspace.names(in: "runs/iris") == [
        "fold-1", "fold-2", "fold-3", "fold-4", "series.json", "summary.json",
      ])
    let runs = (1...4).map { RunFolder(workspace.file("runs/iris/fold-\($0)")) }
    let summary = try RunFolder(workspace.file("runs/iris")).json("summary.json")
    #expect(summary["folds"] as? Int == 4)
    let test = try #require(summary["test"] as? [String: [String: Any]])
    #expect(
      Set(test.keys) == [
        "loss", "accuracy", "precision_macro", "recall_macro", "f1_macro", "roc_auc",
        "average_precision", "log_loss", "calibration_error",
      ])
    let values = try runs.map { try $0.metric("test", "loss") }
    let mean = values.reduce(0, +) / 4
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    #expect(test["loss"]?["values"] as? [Double] == values)
    #expect(abs((test["loss"]?["mean"] as? Double ?? .nan) - mean) < 1e-12)
    let deviation = test["loss"]?["deviation"] as? Double ?? .nan
    #expect(abs(deviation - variance.squareRoot()) < 1e-12)
    #expect(Set(values).count == 4)

    // A fold is a run like any other.
    let evaluation = try Program.run(["eval", "runs/iris/fold-3", "--json"], in: workspace)
    let json = try JSONSerialization.jsonObject(with: Data(evaluation.output.utf8))
    #expect((json as? [String: Any])?["rows"] as? Int == 30)
    #expect((json as? [String: Any])?["loss"] as? Double == values[2])
    let again = try Program.run(
      ["train", "runs/iris/fold-3/config.json", "--out", "again", "--quiet"], in: workspace)
    try #require(again.status == 0, "\(again.errors)")
    #expect(try RunFolder(workspace.file("again")).repeatable() == runs[2].repeatable())
    // What holds several runs is none.
    let whole = try Program.run(["predict", "runs/iris", "--data", "none.csv"], in: workspace)
    #expect(whole.status == 66 && whole.errors.contains("several runs"))
  }

  @Test func foldersOfSeveralRunsAreEvaluatedAndShown() throws {
    let workspace = try Workspace()
    let ending = try series(
      "--folds", "3", "--quiet", "--out", "folds", "--set", "training.epochs=5", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let names = (1...3).map { "folds/fold-\($0)" }
    func json(_ arguments: [String]) throws -> [String: Any] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 0, "\(ending.errors)")
      return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
        ?? [:]
    }
    // Each fold on its own test rows, and all on one file.
    let own = try names.map { try RunFolder(workspace.file($0)).metric("test", "log_loss") }
    let table = Repository.path("datasets/iris-test.csv")
    let shared = try names.map { name in
      (try json(["eval", name, "--data", table, "--json"])["metrics"] as? [String: Any])?[
        "log_loss"]
        as? Double ?? .nan
    }
    for (arguments, split, values) in [
      (["eval", "folds", "--json"], "test", own), (["show", "folds", "--json"], "test", own),
      (["eval", "folds", "--data", table, "--json"], "data", shared),
    ] {
      let summary = try json(arguments)
      #expect(summary["folds"] as? Int == 3)
      let loss = (summary[split] as? [String: [String: Any]])?["log_loss"]
      #expect(loss?["values"] as? [Double] == values)
      #expect(abs((loss?["mean"] as? Double ?? .nan) - values.reduce(0, +) / 3) < 1e-12)
    }
    let text = try Program.run(["eval", "folds"], in: workspace).output
    #expect(text.hasPrefix("folds: mean ± standard deviation of 3 folds\n"))
    // A run that is not over yet is told, and one option takes single runs.
    try FileManager.default.removeItem(at: workspace.file("folds/fold-2/model.safetensors"))
    let partial = try Program.run(["eval", "folds"], in: workspace)
    #expect(partial.status == 0 && partial.errors.contains("folds: 1 of 3 runs have no model"))
    #expect(partial.output.contains("of 2 folds"))
    let single = try Program.run(["eval", "folds", "--by", "species"], in: workspace)
    #expect(single.status == 64 && single.errors.contains("--by takes a single one"))
  }

  @Test func seedsFollowTheConfigurations() throws {
    let workspace = try Workspace()
    let ending = try series(
      "--seeds", "2", "--out", "both", "--quiet", "--set", "training.epochs=5", "--set",
      "training.seed=7", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "both\n" && ending.errors.isEmpty)
    #expect(try workspace.names(in: "both") == ["seed-7", "seed-8", "series.json", "summary.json"])
    let one = try series(
      "--out", "one", "--set", "training.epochs=5", "--set", "training.seed=8", in: workspace)
    try #require(one.status == 0)
    #expect(
      try RunFolder(workspace.file("one")).repeatable()
        == RunFolder(workspace.file("both/seed-8")).repeatable())
  }

  @Test(arguments: [
    (["--folds", "1"], 64), (["--seeds", "0"], 64), (["--folds", "2", "--seeds", "2"], 64),
    (["--folds", "3", "--set", "data.train=-"], 64), (["--folds", "1000"], 78),
    (["--seeds", "2", "--set", "training.seed=9223372036854775807"], 78),
    (["--folds", "2", "--set", "data.target=nothing"], 78),
  ])
  func whatCannotBeIsRefusedAndLeavesNothing(arguments: [String], status: Int) throws {
    let workspace = try Workspace()
    let ending = try Program.run(
      ["train", Repository.path("configs/iris.json")] + arguments, in: workspace)
    #expect(ending.status == Int32(status), "\(ending.errors)")
    #expect(ending.output.isEmpty && !ending.errors.isEmpty)
    #expect(try workspace.names().isEmpty)
  }

  @Test func aRunThatFailsLeavesThoseBeforeIt() throws {
    let workspace = try Workspace()
    try workspace.write("x,y\n1,1\n2,2\n3,3\n40,4.5\n", to: "line.csv")
    try workspace.write(
      #"""
      { "data": { "train": "line.csv", "target": "y", "task": "regression" },
        "model": { "layers": [ {} ] },
        "optimizer": { "name": "gradient_descent", "learning_rate": 0.05 },
        "training": { "descent": "stochastic", "epochs": 500 } }
      """#, to: "line.json")
    // Without the row at x = 40 the descent is stable: that fold alone comes to an end.
    let ending = try Program.run(
      ["train", "line.json", "--folds", "4", "--out", "run"], in: workspace)
    #expect(ending.status == 1 && ending.output.isEmpty)
    #expect(!workspace.exists("run/summary.json"))
    for name in try workspace.names(in: "run") where name != "series.json" {
      let files = try workspace.names(in: "run/\(name)")
      #expect(files.starts(with: ["config.json", "curves.csv"]), "\(files)")
    }
  }
}

/// What did not come to its end is told wherever several runs are summed up.
struct UnfinishedRunTests {
  @Test func divergedAndMissingRunsAreTold() throws {
    let workspace = try Workspace()
    try workspace.write("x,y\n1,1\n2,2\n3,3\n40,4.5\n", to: "line.csv")
    try workspace.write(
      #"""
      { "data": { "train": "line.csv", "target": "y", "task": "regression" },
        "model": { "layers": [ {} ] }, "optimizer": "gradient_descent", "training": { "epochs": 300 } }
      """#, to: "line.json")
    let race = try Program.run(
      ["race", "line.json", "--vary", "optimizer.learning_rate=0.00001,1", "--out", "race"],
      in: workspace)
    #expect(race.errors.contains("learning_rate-1: 1 of 1 diverged"), "\(race.errors)")
    for command in ["compare", "show"] {
      let text = try Program.run([command, "race"], in: workspace).output
      #expect(text.contains("learning_rate-1: 1 of 1 diverged") && !text.contains("0.00001: 1 of"))
    }
    let seeds = try Program.run(
      ["train", "line.json", "--seeds", "3", "--out", "seeds", "--quiet"]
        + ["--set", "optimizer.learning_rate=0.00001"], in: workspace)
    try #require(seeds.status == 0, "\(seeds.errors)")
    #expect(try Program.run(["show", "seeds"], in: workspace).errors.isEmpty)
    try FileManager.default.removeItem(at: workspace.file("seeds/seed-1"))
    try FileManager.default.removeItem(at: workspace.file("seeds/seed-2/metrics.json"))
    let shown = try Program.run(["show", "seeds"], in: workspace)
    #expect(shown.errors == "seeds: of 3 runs, 1 not finished, 1 missing\n")
    #expect(shown.output.contains("of 1 run\n"))
  }
}
