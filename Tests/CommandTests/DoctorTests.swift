import Foundation
import Testing

/// Planted faults are found, and nothing else is.
@Suite struct DoctorTests {
  /// What is said of a configuration of the repository, trained with overrides and its layers logged.
  private func findings(
    _ name: String, _ overrides: String..., status: Int32 = 0
  ) throws -> [String: [String: Any]] {
    let workspace = try Workspace()
    let sets = (["training.log_layers=true"] + overrides).flatMap { ["--set", $0] }
    let ending = try Program.run(
      ["train", Repository.path("configs/\(name).json"), "--out", "run", "--quiet"] + sets,
      in: workspace)
    try #require(ending.status == status, "\(ending.errors)")
    return try findings(in: workspace)
  }

  private func findings(in workspace: Workspace) throws -> [String: [String: Any]] {
    let ending = try Program.run(["doctor", "run", "--json"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    let findings = try #require(json?["findings"] as? [[String: Any]])
    return Dictionary(
      findings.map { ($0["code"] as? String ?? "", $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static let healthy = [
    "xor", "xor-polynomial", "perceptron-and", "activation-relu", "activation-tanh", "iris", "wine",
    "breast-cancer", "learning-rate-good", "vanishing-relu", "spirals-three-hidden-layers",
  ]

  @Test(arguments: healthy) func healthyRunsHaveNoFinding(_ name: String) throws {
    #expect(try findings(name).isEmpty)
  }

  @Test func ratesAreFound() throws {
    let high = try findings("learning-rate-high", status: 1)
    #expect(Set(high.keys) == ["learning-rate-high", "non-finite"])
    #expect(
      (high["learning-rate-high"]?["finding"] as? String)?.contains("-fold per epoch") == true)
    #expect(Set(try findings("learning-rate-low").keys) == ["learning-rate-low"])
  }

  @Test func plateausAreFound() throws {
    #expect(try findings("saddle")["loss-plateau"]?["epoch"] as? Int == 0)
    #expect(try findings("near-saddle-gradient-descent")["loss-plateau"] != nil)
  }

  @Test func vanishingGradientsAreFound() throws {
    let found = try findings("vanishing-sigmoid")
    #expect(found["vanishing-gradients"]?["layer"] as? Int == 0)
    #expect(found["loss-plateau"]?["epoch"] as? Int == 0)
  }

  /// What is measured is what `doctor --json` says of it, computed here from the run's tables.
  @Test func measuresAreThoseOfTheTables() throws {
    func noise(_ values: [Double]) -> Double {
      let last = values.suffix((values.count - 1) / 2 + 1)
      let changes = zip(last, last.dropFirst()).map { abs($1 - $0) }
      return changes.reduce(0, +) / last.dropFirst().reduce(0, +)
    }
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 40, "log_steps": true, "log_layers": true"#)
    try #require(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let ending = try Program.run(["doctor", "run", "--json"], in: workspace)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    let measures = try #require(json?["measures"] as? [String: Any])
    let run = RunFolder(workspace.file("run"))
    let (epochs, updates) = (
      try run.column("train_loss"), try run.column("loss", of: "steps.csv")
    )
    #expect(abs(try #require(measures["loss_noise"] as? Double) - noise(epochs)) < 1e-9)
    #expect(abs(try #require(measures["update_noise"] as? Double) - noise(updates)) < 1e-9)
    let ratio = try #require(measures["gradient_ratio"] as? [String: Any])
    var ratios: [Double] = []
    let rows = try run.rows("layers.csv").filter { $0["gradient_norm"] != "" }
    for epoch in Set(rows.map { $0["epoch"] }) {
      let norms = rows.filter { $0["epoch"] == epoch }.map {
        Double($0["gradient_norm"] ?? "") ?? 0
      }
      try #require(norms.count == 2)
      ratios.append(norms[0] / norms[1])
    }
    #expect(ratio["layer"] as? Int == 0)
    #expect(
      abs(try #require(ratio["ratio"] as? Double) - ratios.sorted()[ratios.count / 2]) < 1e-9)
    let help = try Program.run(["help", "doctor"], in: workspace).output
    #expect(
      ["loss_noise", "update_noise", "gradient_ratio"].allSatisfy { help.contains($0 + ": ") })
  }

  @Test func explodingGradientsAreFound() throws {
    let found = try findings("exploding", status: 1)
    #expect(found["exploding-gradients"] != nil)
    #expect(found["non-finite"]?["step"] as? Int == 2)
    #expect(found["non-finite"]?["layer"] as? Int != nil)
  }

  @Test func overFittingIsFound() throws {
    let found = try findings("overfit")
    #expect(Set(found.keys) == ["over-fitting"])
    #expect(try findings("overfit-l1").isEmpty)
    // Early stopping kept the best epoch's weights; what came after them is told all the same.
    let stopped = try findings("overfit", #"training.early_stopping={"patience":100}"#)
    let sentence = try #require(stopped["over-fitting"]?["finding"] as? String)
    #expect(sentence.contains("; the weights kept are those of epoch"), "\(sentence)")
    #expect((stopped["over-fitting"]?["try"] as? String)?.contains("early_stopping") == false)
  }

  /// Classes by the throw of a coin: all that is learnt is noise.
  @Test func theEpochFromWhichRowsAreLearntByHeartIsNamed() throws {
    let workspace = try Workspace()
    var state = 1
    func next(_ bound: Int) -> Int {
      state = (state * 1_103_515_245 + 12345) % 2_147_483_648
      return (state >> 16) % bound
    }
    let rows = (0..<80).map { _ in "\(next(100)),\(next(100)),\(next(2))" }
    try workspace.write("a,b,y\n" + rows.joined(separator: "\n") + "\n", to: "coin.csv")
    try workspace.write(
      """
      { "data": { "train": "coin.csv", "target": "y", "validation": 0.5 },
        "preprocessing": { "numeric": "standard" },
        "model": { "layers": [ { "units": 32, "activation": "tanh" }, { "activation": "sigmoid" } ] },
        "optimizer": { "name": "adam", "learning_rate": 0.02 }, "training": { "epochs": 300 } }
      """, to: "coin.json")
    try #require(
      try Program.run(["train", "coin.json", "--out", "run"], in: workspace).status == 0)
    let epoch = try #require(try findings(in: workspace)["over-fitting"]?["epoch"] as? Int)
    let losses = try RunFolder(workspace.file("run")).column("validation_loss")
    #expect(losses[epoch] == losses.min() && epoch < 100)
  }

  @Test func underFittingIsFound() throws {
    #expect(try findings("activation-identity")["under-fitting"] != nil)
    #expect(Set(try findings("perceptron-xor").keys) == ["under-fitting"])
  }

  /// The accuracy that is told is that of the weights at the end, not the mean over the updates of the last
  /// epoch, in which a perceptron on XOR goes to and fro.
  @Test func theAccuracyToldIsThatOfTheModel() throws {
    let workspace = try Workspace()
    for seed in 1...4 {
      let ending = try Program.run(
        [
          "train", Repository.path("configs/perceptron-xor.json"), "--out", "run-\(seed)",
          "--quiet",
          "--set", "training.seed=\(seed)",
        ], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let accuracy = try RunFolder(workspace.file("run-\(seed)")).metric("train", "accuracy")
      let text = try Program.run(["doctor", "run-\(seed)"], in: workspace).output
      #expect(text.contains("the accuracy on the training rows is \(accuracy),"), "\(text)")
    }
  }

  /// Rows drawn by a rule with more noise than rule, or without noise.
  private func write(
    _ target: (_ x: Double, _ noise: Double) -> String, task: String, layers: String,
    in workspace: Workspace
  ) throws {
    var state = 5
    func next() -> Double {
      state = (state * 1_103_515_245 + 12345) % 2_147_483_648
      return Double(state >> 8) / Double(1 << 23)
    }
    let rows = (0..<300).map { _ in
      let x = 2 * next() - 1
      return "\(x),\(target(x, next() + next() + next() + next() - 2))\n"
    }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "\(task)"}, "model": {"layers": [\(layers)]},
       "optimizer": {"name": "adam", "learning_rate": 0.02}, "training": {"epochs": 40}}
      """, to: "t.json")
    let ending = try Program.run(["train", "t.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
  }

  /// All that there is to be learnt is learnt: the rest is noise.
  @Test func aRunAtTheNoiseOfItsDataIsNotUnderFitted() throws {
    let numbers = try Workspace()
    try write(
      { "\(0.4 * $0 + $1)" }, task: "regression",
      layers: #"{"units": 8, "activation": "tanh"}, {}"#,
      in: numbers)
    #expect(try RunFolder(numbers.file("run")).metric("train", "r2") < 0.5)
    #expect(try findings(in: numbers)["under-fitting"] == nil)
    let classes = try Workspace()
    try write(
      { 0.4 * $0 + $1 > 0 ? "a" : "b" }, task: "classification",
      layers: #"{"units": 8, "activation": "tanh"}, {"activation": "sigmoid"}"#, in: classes)
    #expect(try RunFolder(classes.file("run")).metric("train", "accuracy") < 0.75)
    #expect(try findings(in: classes)["under-fitting"] == nil)
  }

  /// A straight line through a wave.
  @Test func nearestRowsShowWhatIsLeftToLearn() throws {
    let workspace = try Workspace()
    try write(
      { x, noise in "\(sin(9 * x) + 0.1 * noise)" }, task: "regression", layers: "{}", in: workspace
    )
    let found = try findings(in: workspace)["under-fitting"]?["finding"] as? String
    #expect(try #require(found).contains("predicting from the nearest rows reaches 0.9"))
  }

  /// Early stopping put the weights of epoch 10 back; training went from 0.441 to 0.256 all the same, while
  /// validation rose from 0.453 to 0.529.
  @Test func overFittingIsSeenWhereTrainingWasStopped() throws {
    let workspace = try Workspace()
    try EarlyStoppingTests.writeNoise(in: workspace)
    let ending = try Program.run(
      ["train", "noise.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let header = try RunFolder(workspace.file("run")).text("curves.csv").prefix { $0 != "\n" }
    let rows = (0...22).map { epoch in
      let after = Double(epoch - 10) / 12
      let train = epoch <= 10 ? 0.7 - 0.0259 * Double(epoch) : 0.441 - 0.185 * after
      let validation = epoch <= 10 ? 0.71 - 0.0257 * Double(epoch) : 0.453 + 0.076 * after
      return "\(epoch),\(epoch),\(epoch),0.03,\(train),\(train),,\(validation),0.8,0.7\n"
    }
    try workspace.write(header + "\n" + rows.joined(), to: "run/curves.csv")
    let metrics = try RunFolder(workspace.file("run")).text("metrics.json")
    let best = try #require(metrics.range(of: #""best_epoch": \d+"#, options: .regularExpression))
    try workspace.write(
      metrics.replacingCharacters(in: best, with: "\"best_epoch\": 10"), to: "run/metrics.json")
    let found = try #require(try findings(in: workspace)["over-fitting"])
    #expect(found["epoch"] as? Int == 10)
    let sentence = try #require(found["finding"] as? String)
    #expect(
      sentence.contains(
        "grew from 0.453 to 0.529, while the training loss fell from 0.441 to 0.256"),
      "\(sentence)")
    #expect(sentence.hasSuffix("; the weights kept are those of epoch 10"))
  }

  @Test func deadUnitsAreFound() throws {
    // One huge step throws the units where they are inactive on all rows.
    let found = try findings(
      "activation-relu", #"optimizer={"name":"gradient_descent","learning_rate":100}"#)
    #expect(found["dead-units"]?["layer"] as? Int != nil)
  }

  @Test func saturatedUnitsAreFound() throws {
    let found = try findings(
      "activation-tanh", #"model.layers.0.initializer={"name":"normal","deviation":100}"#,
      #"optimizer={"name":"gradient_descent","learning_rate":0.0001}"#, "training.epochs=20")
    #expect(found["saturated-units"]?["layer"] as? Int == 0)
  }

  @Test func unscaledInputsAndImbalanceAreFound() throws {
    let workspace = try Workspace()
    let rows = (0..<220).map { "\(1000 + $0 * 37 % 220),\($0 < 10 ? "rare" : "common")" }
    try workspace.write("size,kind\n" + rows.joined(separator: "\n") + "\n", to: "kinds.csv")
    try workspace.write(
      """
      { "data": { "train": "kinds.csv", "target": "kind" },
        "model": { "layers": [ { "units": 4, "activation": "tanh" }, {} ] },
        "loss": "squared_error", "training": { "epochs": 30 } }
      """, to: "kinds.json")
    let ending = try Program.run(["train", "kinds.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("unscaled-inputs: input \"size\""))
    #expect(ending.errors.contains("dlrun doctor run"))
    let found = try findings(in: workspace)
    #expect(found["unscaled-inputs"] != nil)
    let imbalance = try #require(found["class-imbalance"]?["finding"] as? String)
    #expect(imbalance.contains("210 training rows"))
    let text = try Program.run(["doctor", "run"], in: workspace).output
    #expect(text.contains("try: \"class_weight\": \"balanced\" in data"))
    #expect(text.contains("not looked for: over-fitting: the run has no validation rows"))
    #expect(text.contains("training.log_layers=true"))
  }

  @Test func foldersThatAreNoRunsAreRefused() throws {
    let workspace = try Workspace()
    let missing = try Program.run(["doctor", "nowhere"], in: workspace)
    #expect(missing.status == 66 && missing.output.isEmpty)
    #expect(missing.errors.contains("nowhere: the run's folder cannot be read"))
  }
}
