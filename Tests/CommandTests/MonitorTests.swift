import Foundation
import Testing

/// What training may go by, and that what is told of it is true of the weights that are kept.
@Suite struct MonitorTests {
  /// A workspace with `noise.json`.
  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try EarlyStoppingTests.writeNoise(in: workspace)
    return workspace
  }

  private func train(
    _ overrides: [String], out: String = "run", in workspace: Workspace
  ) throws -> Program.Ending {
    let ending = try Program.run(
      ["train", "noise.json", "--out", out] + overrides.flatMap { ["--set", $0] }, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return ending
  }

  /// The loss that is told is that of the weights that are kept, whichever is monitored, however the rows
  /// are taken: `train_loss` is one of no weights, measured while they change.
  @Test(arguments: ["train_loss", "train_eval_loss"], ["batch", "mini_batch", "stochastic"])
  func theLossToldIsThatOfTheWeightsKept(monitor: String, descent: String) throws {
    let workspace = try workspace()
    let ending = try train(
      [
        #"training.early_stopping={"patience": 4, "monitor": "\#(monitor)"}"#,
        "training.descent=\(descent)", "training.precision=float64", "training.epochs=40",
        // So high a rate that the loss soon rises.
        "optimizer.learning_rate=0.3",
      ], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let losses = try run.column("train_eval_loss")
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(try run.json("metrics.json")["best_epoch"] as? Int == best)
    #expect(try abs(run.metric("train", "loss") - losses[best]) < 1e-12)
    #expect(ending.errors.contains("best epoch \(best), train_eval_loss "), "\(ending.errors)")
  }

  /// Whatever `eval` gives can be monitored, the better value being the higher or the lower one.
  @Test(arguments: [
    ("validation_roc_auc", true), ("validation_f1_macro", true), ("validation_log_loss", false),
    ("validation_average_precision", true), ("validation_calibration_error", false),
    ("train_eval_accuracy", true), ("train_eval_roc_auc", true),
  ])
  func metricsCanBeMonitored(monitor: String, isBetterHigh: Bool) throws {
    let workspace = try workspace()
    let stopping = #"training.early_stopping={"patience": 9, "monitor": "\#(monitor)"}"#
    let ending = try train([stopping, "training.precision=float64"], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let split = monitor.hasPrefix("validation_") ? "validation" : "train"
    // Both prefixes have as many letters.
    let name = String(monitor.dropFirst("validation_".count))
    let kept = try run.metric(split, name)
    let sentence = try #require(
      ending.errors.split(separator: "\n").first { $0.hasPrefix("best epoch ") })
    let words = sentence.split { " :".contains($0) }
    #expect(words[3] == monitor && abs((Double(words[4]) ?? .nan) - kept) < 1e-3, "\(sentence)")
    // Of other epochs none is better.
    let best = try #require(try run.json("metrics.json")["best_epoch"] as? Int)
    for epochs in [best, best / 2, best + 1, best + 3] {
      _ = try train(
        [
          "training.early_stopping={}", "training.epochs=\(epochs)", "training.precision=float64",
        ], out: "other-\(epochs)", in: workspace)
      let other = try RunFolder(workspace.file("other-\(epochs)")).metric(split, name)
      #expect(isBetterHigh ? other <= kept : other >= kept, "\(epochs): \(other), kept \(kept)")
      if epochs == best { #expect(other == kept) }
      try FileManager.default.removeItem(at: workspace.file("other-\(epochs)"))
    }
  }

  @Test(arguments: [
    ("validation_r2", "r2"), ("validation_mae", "mae"), ("train_eval_rmse", "rmse"),
  ])
  func metricsOfARegressionCanBeMonitored(monitor: String, name: String) throws {
    let workspace = try Workspace()
    let rows = (0..<40).map { "\(Double($0) / 20 - 1),\(Double(($0 * 7) % 11) / 10)\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      #"""
      {"data": {"train": "t.csv", "target": "y", "task": "regression", "validation": 0.3},
       "model": {"layers": [{"units": 8, "activation": "tanh"}, {}]},
       "optimizer": {"name": "adam", "learning_rate": 0.05}, "training": {"epochs": 60,
       "schedule": {"name": "plateau", "patience": 2, "monitor": "validation_explained_variance"},
       "early_stopping": {"patience": 10, "monitor": "\#(monitor)"}}}
      """#, to: "t.json")
    let ending = try Program.run(["train", "t.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let split = monitor.hasPrefix("validation") ? "validation" : "train"
    let kept = try RunFolder(workspace.file("run")).metric(split, name)
    let sentence = try #require(
      ending.errors.split(separator: "\n").first { $0.hasPrefix("best epoch ") })
    let words = sentence.split { " :".contains($0) }
    #expect(words[3] == monitor && abs((Double(words[4]) ?? .nan) - kept) < 1e-3, "\(sentence)")
    // The plateau's monitor lowers the rate.
    #expect(try Set(RunFolder(workspace.file("run")).column("learning_rate")).count > 1)
  }

  /// Initial weights that nothing betters are those of the run.
  @Test(arguments: ["validation_loss", "train_loss", "validation_log_loss"])
  func epochZeroCounts(monitor: String) throws {
    let workspace = try workspace()
    _ = try train(
      ["training.epochs=20", "training.early_stopping={}"], out: "first", in: workspace)
    let ending = try train(
      [
        "model.initial_weights=first/model.safetensors",
        #"optimizer={"name": "gradient_descent", "learning_rate": 30}"#,
        #"training.early_stopping={"patience": 3, "monitor": "\#(monitor)"}"#,
      ], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let metrics = try run.json("metrics.json")
    #expect(metrics["best_epoch"] as? Int == 0 && metrics["epochs"] as? Int == 3)
    #expect(ending.errors.contains("best epoch 0, "))
    #expect(
      ending.errors.contains(
        ": the initial weights are kept; training stopped after epoch 3, 3 epochs without improvement"
      ))
    let tensors = try run.tensors()
    for (name, tensor) in try RunFolder(workspace.file("first")).tensors() {
      #expect(tensors[name]?.values == tensor.values)
    }
    let shown = try Program.run(["show", "run"], in: workspace).output
    #expect(shown.contains("the initial ones, the best by "), "\(shown)")
  }

  /// Where nothing changes, what was trained is taken.
  @Test func equalValuesAreNotThoseOfTheStart() throws {
    let workspace = try workspace()
    _ = try train(
      [
        "optimizer.learning_rate=1e-12",
        #"training.early_stopping={"patience": 3, "monitor": "validation_accuracy"}"#,
      ], in: workspace)
    let metrics = try RunFolder(workspace.file("run")).json("metrics.json")
    #expect(metrics["best_epoch"] as? Int == 1 && metrics["epochs"] as? Int == 3)
  }

  /// What counts as an improvement says when to stop, and nothing of which weights are best.
  @Test func theLeastChangeDoesNotChooseTheWeights() throws {
    let workspace = try workspace()
    _ = try train(
      [
        "optimizer.learning_rate=0.001",
        #"training.early_stopping={"patience": 6, "minimum_change": 0.5}"#,
      ], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let losses = try run.column("validation_loss")
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    #expect(losses.count == 7 && best > 0)
    #expect(try run.json("metrics.json")["best_epoch"] as? Int == best)
  }

  @Test func theSentenceSaysWhichLossItIs() throws {
    let workspace = try workspace()
    var number = 0
    func sentence(_ overrides: String...) throws -> String {
      number += 1
      let ending = try train(
        ["training.epochs=3"] + overrides, out: "run-\(number)", in: workspace)
      return try #require(
        ending.errors.split(separator: "\n").first { $0.hasPrefix("best epoch ") }
          .map(String.init))
    }
    let penalty = #"regularization={"kind": "l2", "lambda": 0.01}"#
    let weights = #"data.class_weight={"yes": 3}"#
    let onTraining = "training.early_stopping.monitor=train_loss"
    #expect(try !sentence().contains("("))
    #expect(try sentence(penalty).contains(" (without the penalty): its weights"))
    #expect(try !sentence(weights).contains("("), "validation rows have no weights")
    #expect(try sentence(weights, onTraining).contains(" (with row weights): its weights"))
    #expect(
      try sentence(weights, onTraining, penalty).contains(
        " (with row weights, without the penalty): its weights"))
    let onMetric = "training.early_stopping.monitor=validation_f1_macro"
    #expect(try !sentence(penalty, onMetric).contains("("))
  }

  /// Columns are those of the contract; the one of what is monitored is filled.
  @Test func curvesKeepTheirColumns() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #""epochs": 3, "early_stopping": {"patience": 2, "monitor": "train_loss"}"#)
    _ = try Program.run(["train", "xor.json", "--out", "run", "--quiet"], in: workspace)
    let run = RunFolder(workspace.file("run"))
    #expect(
      try run.text("curves.csv").hasPrefix(
        "epoch,step,seconds,learning_rate,train_loss,train_objective,train_eval_loss,"
          + "validation_loss,train_accuracy,validation_accuracy\n"))
    #expect(try run.column("train_eval_loss").count == run.column("train_loss").count)
  }

  @Test func whatTheRowsDoNotDefineIsNotMonitored() throws {
    let workspace = try workspace()
    try workspace.write("x,z,y\n0.1,0.2,no\n0.3,0.1,no\n", to: "one.csv")
    func refused(_ overrides: String...) throws -> String {
      let ending = try Program.run(
        ["train", "noise.json"] + overrides.flatMap { ["--set", $0] }, in: workspace)
      #expect(ending.status == 78 && !workspace.exists("runs"), "\(ending.errors)")
      return ending.errors
    }
    let monitor = "training.early_stopping.monitor="
    #expect(
      try refused(monitor + "validation_roc_auc", "data.validation=one.csv").contains(
        "\"validation_roc_auc\" is undefined on these rows: a class has no rows"))
    #expect(
      try refused(monitor + "validation_log_loss", "model.layers.1.activation=tanh", "loss=hinge")
        .contains("\"validation_log_loss\" needs probabilities"))
    #expect(
      try refused(monitor + "validation_rocauc").contains(#"did you mean "validation_roc_auc"?"#))
    #expect(
      try refused(monitor + "validation_r2").contains("a classification has no r2, expected"))
  }
}
