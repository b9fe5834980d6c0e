import Foundation
import Testing

/// The end of training by a monitored value, and the weights that are kept.
@Suite struct EarlyStoppingTests {
  /// Noise that a network learns by heart, so that validation rows soon get worse.
  static func writeNoise(in workspace: Workspace) throws {
    var state: UInt64 = 7
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    let rows = (0..<60).map { _ in
      let (x, z) = (draw(), draw())
      return "\(x),\(z),\(x + 2 * draw() > 1.5 ? "yes" : "no")\n"
    }
    try workspace.write("x,z,y\n" + rows.joined(), to: "noise.csv")
    try workspace.write(
      #"""
      { "data": { "train": "noise.csv", "target": "y", "validation": 0.4 },
        "model": { "layers": [ { "units": 30, "activation": "relu" }, { "activation": "sigmoid" } ] },
        "optimizer": { "name": "adam", "learning_rate": 0.03 },
        "training": { "epochs": 300, "early_stopping": { "patience": 12 } } }
      """#, to: "noise.json")
  }

  @Test func theBestEpochsWeightsAreKept() throws {
    let workspace = try Workspace()
    try Self.writeNoise(in: workspace)
    let ending = try Program.run(["train", "noise.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let run = RunFolder(workspace.file("run"))
    let losses = Array(try run.column("validation_loss").dropFirst())
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] }) + 1
    #expect(losses.count == best + 12 && losses.count < 300)
    let metrics = try run.json("metrics.json")
    #expect(metrics["best_epoch"] as? Int == best)
    #expect(metrics["stopped_by"] as? String == "early_stopping")
    #expect(metrics["epochs"] as? Int == losses.count)
    // The metrics are those of the weights that were kept, to the precision of the curves.
    let loss = try run.metric("validation", "loss")
    #expect(abs(loss - losses[best - 1]) < 1e-6 * loss)
    #expect(abs(loss - losses[losses.count - 1]) > 1e-4)
    #expect(ending.errors.contains("best epoch \(best), validation_loss"))
    // A run of just so many epochs ends at the same weights.
    let short = try Program.run(
      [
        "train", "noise.json", "--out", "short", "--set", "training.epochs=\(best)", "--set",
        "training.early_stopping={}",
      ], in: workspace)
    try #require(short.status == 0, "\(short.errors)")
    let model = try run.bytes("model.safetensors")
    #expect(try RunFolder(workspace.file("short")).bytes("model.safetensors") == model)
  }

  @Test func allEpochsMayBeTooFew() throws {
    let workspace = try Workspace()
    try Self.writeNoise(in: workspace)
    let ending = try Program.run(
      [
        "train", "noise.json", "--out", "run", "--set", "training.epochs=3", "--set",
        #"training.early_stopping={"patience": 5, "monitor": "validation_accuracy"}"#,
      ], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let metrics = try RunFolder(workspace.file("run")).json("metrics.json")
    #expect(metrics["stopped_by"] as? String == "epochs")
    #expect((1...3).contains(metrics["best_epoch"] as? Int ?? 0))
  }

  @Test(arguments: [
    (
      ["data.validation=noise.csv", "training.early_stopping.monitor=validation_rmse"],
      #"a classification has no rmse, expected "validation_accuracy""#
    ),
    (
      ["training.schedule.name=plateau", "training.schedule.monitor=validation_rmse"],
      #"a classification has no rmse, expected "validation_accuracy""#
    ),
    (
      ["training.clip_norm=1", "training.clip_value=1"],
      "expected one of clip_norm and clip_value, not both"
    ),
    (
      ["training.warmup_epochs=301"],
      "training.warmup_epochs=301: 301 epochs of warm-up, expected at most the 300 epochs of training"
    ),
    (
      ["training.warmup_epochs=6", "training.epochs=5"],
      "6 epochs of warm-up, expected at most the 5 epochs of training"
    ),
    (
      [#"training.early_stopping={"minimum_change": 0.1}"#],
      "patience is missing: the epochs without improvement to wait for"
    ),
  ])
  func whatDoesNotGoTogetherIsRefused(overrides: [String], message: String) throws {
    let workspace = try Workspace()
    try Self.writeNoise(in: workspace)
    let ending = try Program.run(
      ["train", "noise.json"] + overrides.flatMap { ["--set", $0] }, in: workspace)
    #expect(ending.status == 78)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(!workspace.exists("runs"))
  }

  @Test func validationRowsAreAskedFor() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""early_stopping": { "patience": 2 }"#)
    let ending = try Program.run(["train", "xor.json"], in: workspace)
    #expect(ending.status == 78)
    #expect(
      ending.errors.hasSuffix(
        #""validation_loss" needs validation rows: expected data.validation, such as 0.2, or the "#
          + "monitor \"train_loss\"\n"), "\(ending.errors)")
  }

  /// Every key of training that says how learning goes on, and what `config.json` makes of it.
  @Test func theConfigurationRepeatsTheRun() throws {
    let workspace = try Workspace()
    try Self.writeNoise(in: workspace)
    for (number, overrides) in [
      [
        #"training.schedule={"name": "cosine", "minimum": 0.001}"#, "training.warmup_epochs=2",
        "training.clip_norm=0.3", #"loss={"name": "cross_entropy", "label_smoothing": 0.1}"#,
        "regularization.max_norm=1.5", "model.layers.0.initializer=orthogonal",
        #"model.layers.0.activation={"name": "leaky_relu", "slope": 0.2}"#,
      ],
      [
        #"training.schedule={"name": "plateau", "patience": 3}"#, "training.clip_value=0.05",
        "model.layers.0.activation=selu", "training.early_stopping.monitor=validation_accuracy",
        #"data.test={"fold": 2, "of": 3}"#,
      ],
    ].enumerated() {
      let first = try Program.run(
        ["train", "noise.json", "--out", "a\(number)"] + overrides.flatMap { ["--set", $0] },
        in: workspace)
      try #require(first.status == 0, "\(first.errors)")
      let again = try Program.run(
        ["train", "a\(number)/config.json", "--out", "b\(number)", "--threads", "1"],
        in: workspace)
      try #require(again.status == 0, "\(again.errors)")
      let runs = ["a", "b"].map { RunFolder(workspace.file("\($0)\(number)")) }
      #expect(try runs[0].repeatable() == runs[1].repeatable())
    }
  }
}
