import Foundation
import Records
import Spec
import Testing

/// Each configuration of the repository shows what configs/README.md says of it. The bounds hold for
/// other seeds as well.
struct OutcomeTests {
  /// Trains configurations of the repository into a folder.
  struct Trainer {
    let workspace: Workspace

    func train(_ name: String, _ overrides: String...) throws -> RunFolder {
      try train(name, overrides, status: 0)
    }

    func train(
      _ name: String, _ overrides: [String], status: Int32
    ) throws -> RunFolder {
      let out = UUID().uuidString
      let ending = try Program.run(
        ["train", Repository.path("configs/\(name).json"), "--out", out, "--quiet"]
          + overrides.flatMap { ["--set", $0] }, in: workspace)
      try #require(ending.status == status, "\(ending.errors)")
      return RunFolder(workspace.file(out))
    }
  }

  private static let diverging: Set = ["learning-rate-high", "exploding"]

  @Test(arguments: Repository.configurations)
  func configurationShowsItsIdea(_ name: String) throws {
    let trainer = Trainer(workspace: try Workspace())
    // The convolution shows what it can in a fifth of its epochs.
    let overrides = name == "digits-cnn" ? ["training.epochs=6"] : []
    let run = try trainer.train(
      name, overrides, status: Self.diverging.contains(name) ? 1 : 0)
    let checks = [
      checkUnits, checkDescent, checkShapes, checkJoins, checkOverfitting, checkOthers,
    ]
    let isChecked = try checks.contains { try $0(name, run, trainer) }
    #expect(isChecked, "no outcome is stated for this configuration")
  }

  @Test func thereAreConfigurations() { #expect(Repository.configurations.count > 40) }

  // MARK: Figures

  /// What `doctor --json` measures of a run.
  private func measures(_ run: RunFolder, _ trainer: Trainer) throws -> [String: Any] {
    let ending = try Program.run(["doctor", run.url.path, "--json"], in: trainer.workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    return try #require(json?["measures"] as? [String: Any])
  }

  @Test func noiseInTheDocumentIsThatOfTheProgram() throws {
    let document = try String(contentsOfFile: Repository.path("configs/README.md"), encoding: .utf8)
    let trainer = Trainer(workspace: try Workspace())
    let runs = try ["batch", "mini_batch", "stochastic"].map {
      try trainer.train("descent", "training.descent=\($0)", "training.log_steps=true")
    }
    let noise = try runs.map {
      Decimals.text(
        try #require(try measures($0, trainer)["update_noise"] as? Double), digits: 3)
    }
    #expect(
      document.contains("noise of the loss \(noise[0]), \(noise[1]) and \(noise[2])."), "\(noise)")
    let losses = try runs.map { Decimals.text(try $0.metric("train", "loss"), digits: 3) }
    #expect(losses.allSatisfy { document.contains(" \($0)") }, "\(losses)")
  }

  @Test(arguments: [
    ("sigmoid", 1e6, "%@ million times smaller"), ("relu", 1, "the same factor is %@ "),
  ])
  func gradientRatiosInTheDocumentAreThoseOfTheProgram(
    _ activation: String, _ unit: Double, _ words: String
  ) throws {
    let document = try String(contentsOfFile: Repository.path("configs/README.md"), encoding: .utf8)
    let trainer = Trainer(workspace: try Workspace())
    let run = try trainer.train("vanishing-\(activation)", "training.log_layers=true")
    let found = try #require(try measures(run, trainer)["gradient_ratio"] as? [String: Any])
    let ratio = try #require(found["ratio"] as? Double)
    let figure = words.replacingOccurrences(
      of: "%@", with: Decimals.text(1 / ratio / unit, digits: 2))
    #expect(document.contains(figure), "\(figure)")
  }

  /// The contract and the program define a measure in the same words.
  @Test func measuresAreDefinedOnce() throws {
    let contract = try String(
      contentsOfFile: Repository.path("configs/CONTRACT.md"), encoding: .utf8
    )
    .replacingOccurrences(of: "`", with: "")
    for (key, sentence) in Measures.definitions {
      let row = contract.split(separator: "\n").first { $0.hasPrefix("| \(key) |") }
      #expect(row?.contains(sentence) == true, "\(key)")
    }
  }

  // MARK: One unit, depth and activations

  private func checkUnits(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool {
    switch name {
    case "perceptron-and":
      #expect(try run.column("train_accuracy").last == 1)
      #expect(try run.column("train_loss").last == 0)
    case "perceptron-xor":
      #expect(try run.column("train_accuracy").allSatisfy { $0 <= 0.75 })
      #expect(try run.last("train_loss") > 0.05)
    case "xor-polynomial":
      #expect(try run.metric("train", "accuracy") == 1)
      #expect(try run.metric("train", "loss") < 0.02)
    case "xor":
      #expect(try run.metric("train", "accuracy") == 1)
      #expect(try run.metric("train", "loss") < 0.01)
    case "spirals-one-hidden-layer":
      #expect(try run.metric("train", "accuracy") < 0.9)
      #expect(try run.metric("validation", "accuracy") < 0.85)
    case "spirals-three-hidden-layers":
      #expect(try run.metric("train", "accuracy") > 0.97)
      #expect(try run.metric("validation", "accuracy") > 0.9)
    case "activation-identity":
      #expect(try run.metric("train", "accuracy") < 0.75)
      #expect(try run.metric("train", "loss") > 0.6)
    case "activation-sigmoid":
      try expectFit(run)
    case "activation-tanh":
      try expectFit(run)
    case "activation-relu":
      try expectFit(run)
    default: return false
    }
    return true
  }

  // MARK: Descent

  private func checkDescent(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool {
    switch name {
    case "descent":
      // The same 50 epochs in one, 25 and 800 updates each.
      let steps = try ["batch", "mini_batch", "stochastic"].map {
        try trainer.train("descent", "training.descent=\($0)").column("step").last
      }
      let epochs = try run.last("epoch")
      #expect(steps == [epochs, 25 * epochs, 800 * epochs])
    case "learning-rate-low":
      let losses = try run.column("train_loss")
      #expect((0.6...0.75).contains((losses.last ?? .nan) / losses[0]))
    case "learning-rate-good":
      #expect(try run.last("train_loss") < 0.01)
      #expect(try run.firstEpoch(below: 0.01) <= 40)
    case "learning-rate-high":
      #expect(try run.column("epoch").count < 40)
      #expect(!run.exists("model.safetensors"))
    case "rare-features-gradient-descent":
      #expect(try run.last("train_loss") > 0.02)
      for rate in [0.1, 0.2, 0.3, 0.4, 0.45] {
        let other = try trainer.train(
          "rare-features-gradient-descent", "optimizer.learning_rate=\(rate)")
        #expect(try other.last("train_loss") > 0.02)
      }
      let high = try trainer.train(
        "rare-features-gradient-descent", "optimizer.learning_rate=0.5"
      ).column("train_loss")
      #expect((high.last ?? .nan) > high[0])
    case "rare-features-adagrad":
      #expect(try run.last("train_loss") < 1e-4)
    case "ravine-gradient-descent":
      let momentum = try trainer.train("ravine-momentum")
      let epochs = try run.firstEpoch(below: 0.02)
      #expect(try momentum.firstEpoch(below: 0.02) * 3 < epochs)
      #expect(try run.last("train_loss") < 0.0105)
    case "ravine-momentum":
      #expect(try run.last("train_loss") < 0.0105)
    case "ravine-nesterov":
      let momentum = try trainer.train("ravine-momentum")
      let epochs = try run.firstEpoch(below: 0.02)
      #expect(try epochs < momentum.firstEpoch(below: 0.02))
      #expect(try run.last("train_loss") < 0.0105)
    default: return false
    }
    return true
  }

  // MARK: Shapes of the loss

  private func checkShapes(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool {
    switch name {
    case "saddle":
      #expect(try run.column("gradient_norm", of: "steps.csv").allSatisfy { $0 < 1e-7 })
      #expect(try run.column("train_loss").allSatisfy { abs($0 - 0.6931472) < 1e-6 })
    case "near-saddle-gradient-descent":
      try expectSlower(run, than: trainer.train("near-saddle-momentum"))
      #expect(try run.last("train_loss") < 0.01)
    case "near-saddle-momentum":
      #expect(try run.last("train_loss") < 0.01)
    case "plateau-gradient-descent":
      try expectSlower(run, than: trainer.train("plateau-momentum"))
    case "plateau-momentum":
      _ = try run.firstEpoch(below: 0.1)
    case "local-minimum-gradient-descent":
      #expect(try (0.30...0.31).contains(run.last("train_loss")))
      #expect(try (-0.1...(-0.05)).contains(weight(of: run)))
    case "local-minimum-momentum":
      #expect(try (0.20...0.21).contains(run.last("train_loss")))
      #expect(try weight(of: run) > 3)
    case "cliff-gradient-descent":
      let norms = try run.column("gradient_norm", of: "steps.csv")
      let losses = try run.column("loss", of: "steps.csv")
      #expect(norms[0] > 15)
      #expect(norms.dropFirst().allSatisfy { $0 < 0.3 })
      #expect(losses[1] > 1.5 * losses[0])
      #expect((losses.last ?? .nan) < 0.25)
    case "cliff-momentum":
      let norms = try run.column("gradient_norm", of: "steps.csv")
      let losses = try run.column("loss", of: "steps.csv")
      #expect(norms[0] > 15)
      #expect(losses[1] > 1.5 * losses[0])
      #expect((0.90...0.91).contains(losses.last ?? .nan))
      #expect((norms.last ?? .nan) < 1e-6)
    case "vanishing-sigmoid":
      #expect(try run.metric("train", "accuracy") < 0.6)
      #expect(try run.metric("train", "loss") > 0.69)
    case "vanishing-relu":
      #expect(try run.metric("train", "accuracy") > 0.95)
    case "exploding":
      #expect(try run.column("epoch").count == 1)
      #expect(try run.column("gradient_norm", of: "steps.csv")[0] > 1e9)
    default: return false
    }
    return true
  }

  // MARK: Layers in other than a straight line

  private func checkJoins(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool {
    switch name {
    case "tower-plain":
      #expect(try run.metric("train", "accuracy") < 0.65)
      #expect(try run.metric("train", "loss") > 0.65)
    case "tower-residual":
      #expect(try run.metric("train", "accuracy") > 0.98)
      #expect(try run.metric("train", "loss") < 0.05)
    case "wide":
      #expect(try (1...1.3).contains(run.metric("validation", "loss")))
    case "deep":
      #expect(try run.metric("train", "loss") < 0.1)
      #expect(try run.metric("validation", "loss") > 1)
    case "wide-and-deep":
      #expect(try run.metric("validation", "loss") < 0.25)
    default: return false
    }
    return true
  }

  // MARK: Over-fitting

  private func checkOverfitting(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool
  {
    switch name {
    case "overfit":
      #expect(try run.metric("train", "loss") < 1e-6)
      #expect(try run.metric("validation", "loss") > 0.9)
    case "overfit-l2":
      #expect(try run.metric("validation", "loss") < 0.8)
      let weights = try run.tensors().filter { $0.key.hasSuffix("weight") }
      #expect(weights.values.joinedValues.reduce(0) { $0 + $1 * $1 } < 10)
    case "overfit-l1":
      #expect(try run.metric("validation", "loss") < 0.5)
      let (signal, noise) = try firstLayer(of: run)
      #expect(share(of: noise, below: 0.001) > 0.9)
      #expect(mean(signal) > 5 * mean(noise))
    case "overfit-elastic-net":
      #expect(try run.metric("validation", "loss") < 0.55)
      #expect(try share(of: firstLayer(of: run).noise, below: 0.001) > 0.9)
    case "overfit-dropout":
      try expectBetter(run, than: trainer.train("overfit"))
    case "overfit-dropout-per-epoch":
      try expectBetter(run, than: trainer.train("overfit"))
    default: return false
    }
    return true
  }

  // MARK: By hand, and real data

  private func checkOthers(_ name: String, _ run: RunFolder, _ trainer: Trainer) throws -> Bool {
    switch name {
    case "backpropagation-by-hand":
      #expect(try abs(run.column("train_loss")[0] - 0.3272405) < 1e-12)
      let evaluation = try run.last("train_eval_loss")
      #expect(abs(evaluation - 0.2769571714) < 1e-10)
      let tensors = try run.tensors()
      #expect(tensors.count == 2)
      for (name, expected) in [
        "layers.0.weight": [0.121326, 0.226989, 0.132135, 0.0982025],
        "layers.1.weight": [0.1743825, 0.169416],
      ] {
        let values = try #require(tensors[name]?.values)
        try #require(values.count == expected.count)
        for (value, number) in zip(values, expected) { #expect(abs(value - number) < 1e-12) }
      }
    case "cora":
      // Kipf and Welling 2017: 81.5 %.
      #expect(try run.metric("test", "accuracy") > 0.79)
    case "cora-without-graph":
      #expect(try (0.5...0.64).contains(run.metric("test", "accuracy")))
    case "digits-cnn":
      #expect(try run.metric("test", "accuracy") > 0.93)
    case "iris":
      #expect(try run.metric("test", "accuracy") >= 0.9)
    case "wine":
      #expect(try run.metric("test", "accuracy") >= 0.94)
    case "breast-cancer":
      #expect(try run.metric("test", "accuracy") >= 0.93)
    default: return false
    }
    return true
  }

  private func expectFit(_ run: RunFolder) throws {
    #expect(try run.metric("train", "accuracy") > 0.97)
    #expect(try run.metric("train", "loss") < 0.1)
  }

  private func expectSlower(_ run: RunFolder, than momentum: RunFolder) throws {
    let epochs = try run.firstEpoch(below: 0.1)
    #expect(try momentum.firstEpoch(below: 0.1) * 4 < epochs)
  }

  private func expectBetter(_ run: RunFolder, than overfit: RunFolder) throws {
    #expect(
      try run.metric("validation", "loss") < 0.9 * overfit.metric("validation", "loss"))
    #expect(try run.last("train_loss") > 0.05)
  }

  private func weight(of run: RunFolder) throws -> Double {
    try #require(run.tensors()["layers.0.weight"]?.values.first)
  }

  /// The sizes of the first layer's weights on the three inputs that matter, and on the others.
  private func firstLayer(
    of run: RunFolder
  ) throws -> (signal: [Double], noise: [Double]) {
    let tensor = try #require(run.tensors()["layers.0.weight"])
    let sizes = tensor.values.enumerated().map { (column: $0 % tensor.shape[1], size: abs($1)) }
    return (
      sizes.filter { $0.column < 3 }.map(\.size), sizes.filter { $0.column >= 3 }.map(\.size)
    )
  }

  private func share(of values: [Double], below limit: Double) -> Double {
    Double(values.count { $0 < limit }) / Double(values.count)
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}

extension Sequence<(shape: [Int], values: [Double])> {
  fileprivate var joinedValues: [Double] { flatMap(\.values) }
}
