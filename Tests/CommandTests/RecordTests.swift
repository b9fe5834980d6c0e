import Foundation
import Testing

/// Metrics and records keep their digits and their sense at the limits of numbers and of rows.
@Suite struct RecordTests {
  private func json(_ ending: Program.Ending) throws -> [String: Any] {
    try #require(ending.status == 0, "\(ending.errors)")
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
  }

  private func metrics(_ ending: Program.Ending) throws -> [String: Any] {
    try json(ending)["metrics"] as? [String: Any] ?? [:]
  }

  private func number(_ value: Any?) -> Double { value as? Double ?? .nan }

  // MARK: Runs without a finite loss

  /// Poisson's loss of unscaled inputs overflows before the first update.
  @Test(arguments: [1, 2]) func runsWithoutAFiniteLossAreRead(seed: Int) throws {
    let workspace = try Workspace()
    let rows = stride(from: 0, to: 400, by: 20).map { "\($0),\($0 / 40)\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "p.csv")
    try workspace.write(
      """
      {"data": {"train": "p.csv", "target": "y", "task": "regression"}, "loss": "poisson",
       "model": {"layers": [{"activation": "identity"}]}, "training": {"seed": \(seed)}}
      """, to: "p.json")
    let ending = try Program.run(["train", "p.json", "--out", "run"], in: workspace)
    #expect(ending.status == 1 && ending.output.isEmpty)
    #expect(
      ending.errors.contains("run: training diverged in epoch 0 at step 0"), "\(ending.errors)")
    #expect(ending.errors.contains("dlrun doctor run"))
    let doctor = try json(Program.run(["doctor", "run", "--json"], in: workspace))
    let codes = (doctor["findings"] as? [[String: Any]])?.compactMap { $0["code"] as? String }
    #expect(codes?.contains("non-finite") == true)
    for command in ["report", "show", "compare"] {
      let ending = try Program.run([command, "run"], in: workspace)
      #expect(ending.status == 0, "\(command): \(ending.errors)")
      #expect(!ending.output.contains("nan"), "\(command): \(ending.output)")
    }
    let race = try Program.run(
      ["race", "p.json", "--seeds", "3", "--out", "race", "--set", "training.epochs=2"],
      in: workspace)
    #expect(race.status == 0 || race.status == 1, "\(race.errors)")
    #expect(!race.errors.contains("nan"), "\(race.errors)")
  }

  /// Gradients of layers so large that they are not kept: the update is made again to find the first that overflows,
  /// that of the weights in front. The loss is finite still.
  @Test(arguments: [(row: 3, step: 1), (20, 2), (38, 3)], [[], ["--memory", "0"]])
  func gradientsThatAreNotKeptAreFound(fault: (row: Int, step: Int), memory: [String]) throws {
    let workspace = try Workspace()
    let rows = (0..<40).map { row in
      (0..<300).map { row == fault.row ? "\(1 + $0 % 7)e20" : "\($0 % 5)" }.joined(separator: ",")
        + ",\(row % 3)\n"
    }
    let header = (0..<300).map { "x\($0)" }.joined(separator: ",")
    try workspace.write("\(header),y\n" + rows.joined(), to: "wide.csv")
    let layers = [(256, 1e-21), (256, 1e18), (1, 1.0)].map { units, deviation in
      """
      {"units": \(units), "activation": "identity",
       "initializer": {"name": "normal", "deviation": \(deviation)}}
      """
    }
    try workspace.write(
      """
      {"data": {"train": "wide.csv", "target": "y", "task": "regression"},
       "preprocessing": {"numeric": "none"}, "model": {"layers": [\(layers.joined(separator: ","))]},
       "loss": "mean_absolute_error",
       "optimizer": {"name": "gradient_descent", "learning_rate": 1e-30},
       "training": {"descent": "mini_batch", "batch_size": 16, "shuffle": false, "seed": 1}}
      """, to: "wide.json")
    let ending = try Program.run(
      ["train", "wide.json", "--out", "run", "--quiet"] + memory, in: workspace)
    #expect(ending.status == 1)
    #expect(
      ending.errors.contains("diverged in epoch 1 at step \(fault.step):")
        && ending.errors.contains("first the gradient of layer 0"), "\(ending.errors)")
  }

  /// As it is left by a signal before the first row of the curves.
  @Test func aRunWithoutRowsIsRead() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    try #require(
      try Program.run(["train", "xor.json", "--out", "run", "--quiet"], in: workspace).status == 0)
    let curves = try RunFolder(workspace.file("run")).text("curves.csv")
    try workspace.write(String(curves.prefix { $0 != "\n" }) + "\n", to: "run/curves.csv")
    for name in ["model.safetensors", "metrics.json"] {
      try FileManager.default.removeItem(at: workspace.file("run/\(name)"))
    }
    let doctor = try Program.run(["doctor", "run"], in: workspace)
    #expect(doctor.status == 0 && doctor.output.hasPrefix("nothing-recorded: "), "\(doctor)")
    for command in ["report", "show"] {
      let ending = try Program.run([command, "run"], in: workspace)
      #expect(ending.status == 0, "\(command): \(ending.errors)")
    }
    for command in ["compare", "plot"] {
      let ending = try Program.run([command, "run"], in: workspace)
      #expect(ending.status == 65 && ending.errors.contains("no rows"), "\(command): \(ending)")
    }
  }

  // MARK: Ranking

  /// The weighted sums are the inputs: in float32 every probability is 1.
  @Test(arguments: ["float32", "float64"]) func ranksDoNotSaturate(precision: String) throws {
    let workspace = try Workspace()
    let sums = (0..<24).map { 29.8 + 0.2 * Double($0) }
    let rows = sums.enumerated().map { "\($1),\($0 < 12 ? "a" : "b")\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      #"""
      {"data": {"train": "t.csv", "target": "y"}, "model": {"layers": [{"activation": "sigmoid"}]},
       "training": {"epochs": 0, "precision": "\#(precision)"}}
      """#, to: "c.json")
    // As many layers of the same kind have logits x, or 0 and x.
    for (name, activation, units, weights) in [
      ("one", "sigmoid", 1, [1]), ("two", "softmax", 2, [0, 1]),
      ("sigmoids", "sigmoid", 2, [1, 1.5]),
    ] as [(String, String, Int, [Double])] {
      let loss = name == "sigmoids" ? "squared_error" : "cross_entropy"
      let ending = try Program.run(
        [
          "train", "c.json", "--out", name, "--quiet", "--set",
          #"model.layers=[{"activation": "\#(activation)", "units": \#(units)}]"#, "--set",
          "loss=\(loss)",
        ], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      try RunFolder(workspace.file(name)).setTensor("layers.0.weight", to: weights)
      try RunFolder(workspace.file(name)).setTensor("layers.0.bias", to: weights.map { _ in 0 })
      let metrics = try metrics(
        Program.run(["eval", name, "--data", "t.csv", "--json"], in: workspace))
      if name == "sigmoids" {
        // The second class gains on the first, whose probability is the less near to 1.
        #expect(metrics["roc_auc"] as? Double == 0, "\(name)")
        continue
      }
      #expect(metrics["roc_auc"] as? Double == 1, "\(name)")
      #expect(metrics["average_precision"] as? Double == 1, "\(name)")
      let exact = sums.enumerated().reduce(0) { total, row in
        total + log1p(exp(-row.element)) + (row.offset < 12 ? row.element : 0)
      }
      #expect(abs(number(metrics["log_loss"]) - exact / 24) < 1e-6 * exact, "\(name)")
    }
  }

  /// With three classes the log-odds of one against the others rank its rows, though its probability is 1
  /// to the last digit of float32.
  @Test func ranksOfSeveralClassesDoNotSaturate() throws {
    let workspace = try Workspace()
    let rows = (0..<30).map { "\(30 + $0),\(["a", "b", "c"][$0 / 10])\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      #"""
      {"data": {"train": "t.csv", "target": "y"}, "model": {"layers": [{"activation": "softmax"}]},
       "training": {"epochs": 0}}
      """#, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let run = RunFolder(workspace.file("run"))
    // c rises with x above a and b; a falls.
    try run.setTensor("layers.0.weight", to: [-1, 0, 1])
    try run.setTensor("layers.0.bias", to: [0, 0, 0])
    let metrics = try metrics(
      Program.run(["eval", "run", "--data", "t.csv", "--json"], in: workspace))
    // a and c are in order; b's odds against c fall with x: of the pairs with a none is right, of those
    // with c all are.
    #expect(abs(number(metrics["roc_auc"]) - (1 + 0.5 + 1) / 3) < 1e-12)
  }

  // MARK: Loss beside log loss

  @Test func aLossThatIsNotTheLogLossIsExplainedOnce() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 3"#, data: #", "test": "xor.csv""#)
    func told(_ loss: String) throws -> [String] {
      let training = try Program.run(
        ["train", "xor.json", "--out", loss, "--set", "loss=\(loss)"], in: workspace)
      try #require(training.status == 0, "\(training.errors)")
      let evaluation = try Program.run(["eval", loss], in: workspace)
      let shown = try Program.run(["show", loss], in: workspace)
      return [training.errors, evaluation.output, shown.output]
    }
    for text in try told("squared_error") {
      let parts = text.components(separatedBy: "loss is squared_error, which training minimises")
      #expect(parts.count == 2, "\(text)")
    }
    for text in try told("cross_entropy") { #expect(!text.contains("which training minimises")) }
  }

  // MARK: Undefined metrics

  private func writeLine(in workspace: Workspace, rows: Int) throws {
    let lines = (0..<rows).map { "\(Double($0) / 10),\(1 + Double($0) / 5 + Double($0 % 3))\n" }
    try workspace.write("x,y\n" + lines.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "regression"},
       "model": {"layers": [{}]}, "training": {"epochs": 5}}
      """, to: "t.json")
  }

  @Test func whatOneRowDoesNotDefineIsNullWithAReason() throws {
    let workspace = try Workspace()
    try writeLine(in: workspace, rows: 6)
    try workspace.write("x,y\n0.3,2\n", to: "one.csv")
    let training = try Program.run(
      ["train", "t.json", "--out", "run", "--set", "data.test=one.csv"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let reason = "there are fewer than two rows"
    #expect(training.errors.contains("test: r2 is undefined: \(reason)"), "\(training.errors)")
    let evaluation = try json(Program.run(["eval", "run", "--json"], in: workspace))
    let metrics = try #require(evaluation["metrics"] as? [String: Any])
    let undefined = ["r2": reason, "explained_variance": reason]
    for name in undefined.keys { #expect(metrics[name] is NSNull) }
    #expect(evaluation["undefined"] as? [String: String] == undefined)
    #expect((evaluation["baseline"] as? [String: Any])?["r2"] is NSNull)
    let test = try RunFolder(workspace.file("run")).json("metrics.json")["test"] as? [String: Any]
    #expect(test?["r2"] is NSNull && test?["undefined"] as? [String: String] == undefined)
    for arguments in [["eval", "run"], ["show", "run"]] {
      let text = try Program.run(arguments, in: workspace).output
      #expect(text.contains("r2 is undefined: \(reason)"), "\(text)")
      #expect(!text.contains("nan") && !text.contains("inf "), "\(text)")
    }
    try #require(try Program.run(["report", "run"], in: workspace).status == 0)
    let page = try RunFolder(workspace.file("run")).text("report.html")
    #expect(page.contains("test: r2 is undefined: \(reason)."))
    // Of enough rows there is nothing to be said.
    let whole = try json(Program.run(["eval", "run", "--data", "t.csv", "--json"], in: workspace))
    #expect(whole["undefined"] == nil)
  }

  @Test func foldsOfOneRowTellWhatTheyLack() throws {
    let workspace = try Workspace()
    try writeLine(in: workspace, rows: 5)
    let ending = try Program.run(
      ["train", "t.json", "--folds", "5", "--out", "all"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(
      ending.errors.contains("test: r2 is undefined in 5 runs: there are fewer than two rows"),
      "\(ending.errors)")
    let summary = try RunFolder(workspace.file("all")).json("summary.json")
    let test = try #require(summary["test"] as? [String: [String: Any]])
    #expect(test["r2"]?["mean"] is NSNull && test["r2"]?["deviation"] is NSNull)
    #expect((test["r2"]?["values"] as? [Any])?.count == 5)
    #expect(test["r2"]?["undefined"] as? String == "there are fewer than two rows")
    #expect(test["rmse"]?["mean"] as? Double != nil && test["rmse"]?["undefined"] == nil)
    #expect((summary["train"] as? [String: [String: Any]])?["r2"]?["mean"] as? Double != nil)
    let text = try Program.run(["compare", "all"], in: workspace).output
    let line = text.split(separator: "\n").first { $0.hasPrefix("test_r2 ") }
    #expect(line?.hasSuffix("–") == true, "\(text)")
    for word in ["nan", "inf"] { #expect(!text.contains(word), "\(text)") }
  }

  /// Five rows in three folds: one fold has a single row.
  @Test func aFoldThatLacksAMetricIsCounted() throws {
    let workspace = try Workspace()
    try writeLine(in: workspace, rows: 5)
    let ending = try Program.run(
      ["train", "t.json", "--folds", "3", "--out", "all"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("(2 of 3)"), "\(ending.errors)")
    #expect(ending.errors.contains("test: r2 is undefined in 1 run: "))
    #expect(try Program.run(["compare", "all"], in: workspace).output.contains("(2 of 3)"))
  }

  /// The mean of the training rows explains nothing of them, and not -2.7e-15.
  @Test(arguments: [5, 13, 20, 77]) func theBaselineExplainsNothing(rows: Int) throws {
    let workspace = try Workspace()
    try writeLine(in: workspace, rows: rows)
    let ending = try Program.run(
      ["train", "t.json", "--out", "run", "--quiet", "--set", "training.precision=float64"],
      in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let metrics = try RunFolder(workspace.file("run")).json("metrics.json")["train"]
    let baseline = (metrics as? [String: Any])?["baseline"] as? [String: Any]
    #expect(baseline?["r2"] as? Double == 0 && baseline?["explained_variance"] as? Double == 0)
  }

  // MARK: Large numbers

  /// Squares of such errors are beyond float32, and below it.
  @Test(arguments: [1e25, 1e30, 1, 1e-30]) func errorsAreSquaredInDouble(scale: Double) throws {
    let workspace = try Workspace()
    let rows = (0..<20).map { "\(Double($0) / 20),\((1 + Double($0) / 20) * scale)\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      #"""
      {"data": {"train": "t.csv", "target": "y", "validation": 0.3, "task": "regression"},
       "loss": "mean_absolute_error", "model": {"layers": [{}]},
       "training": {"epochs": 2, "batch_size": 4}}
      """#, to: "t.json")
    let ending = try Program.run(["train", "t.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let run = RunFolder(workspace.file("run"))
    for column in ["train_rmse", "validation_rmse"] {
      let values = try run.column(column)
      #expect(values.count == 3)
      if scale == 1 { continue }
      // Where the targets are huge nothing is learnt of them; where they are tiny, the start is far off.
      for value in values where scale > 1 { #expect((1.2...1.9).contains(value / scale)) }
      for value in values { #expect(value.isFinite && value > 0) }
    }
  }

  /// Losses are told in the targets' own units, where their squares may be beyond float32, too; what is trained
  /// is scaled and the same for all of them.
  @Test(arguments: ["mean_squared_error", "squared_error", "mean_absolute_error"])
  func lossesAreToldBeyondFloat(loss: String) throws {
    var told: [Double: [[Double]]] = [:]
    for exponent in [0, 80, 100, -80] {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let workspace = try Workspace()
      let rows = (0..<20).map { "\(Double($0) / 20),\(Double($0 * $0 % 7) * scale)\n" }
      try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
      try workspace.write(
        """
        {"data": {"train": "t.csv", "target": "y", "validation": 0.3, "task": "regression"},
         "preprocessing": {"target": "standard"}, "loss": "\(loss)", "model": {"layers": [{}]},
         "training": {"epochs": 2, "batch_size": 4, "log_steps": true}}
        """, to: "t.json")
      let ending = try Program.run(["train", "t.json", "--out", "run", "--quiet"], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let run = RunFolder(workspace.file("run"))
      let unit = loss == "mean_absolute_error" ? scale : scale * scale
      told[scale] = [
        try run.column("train_loss").map { $0 / unit },
        try run.column("validation_loss").map { $0 / unit },
        try run.column("train_rmse").map { $0 / scale },
      ]
    }
    let usual = try #require(told[1])
    for (scale, values) in told {
      for (numbers, expected) in zip(values, usual) {
        for (number, other) in zip(numbers, expected) {
          #expect(abs(number - other) <= 1e-5 * other, "\(scale): \(numbers) \(expected)")
        }
      }
    }
  }

  /// The root is that of the mean over all rows, in batches of several sizes and pieces alike.
  @Test func theTrainingErrorIsThatOfAllRows() throws {
    let workspace = try Workspace()
    let rows = (0..<2100).map { "\(Double($0 % 97) / 97),\(Double($0 * $0 % 31))\n" }
    try workspace.write("x,y\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      #"""
      {"data": {"train": "t.csv", "target": "y", "task": "regression"},
       "model": {"layers": [{}]}, "optimizer": {"name": "gradient_descent", "learning_rate": 1e-30},
       "training": {"epochs": 1, "precision": "float64"}}
      """#, to: "t.json")
    for (number, batch) in [32, 7, 2100].enumerated() {
      let ending = try Program.run(
        [
          "train", "t.json", "--out", "\(number)", "--quiet", "--set",
          "training.batch_size=\(batch)",
        ], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let errors = try RunFolder(workspace.file("\(number)")).column("train_rmse")
      #expect(errors.count == 2 && abs(errors[0] - errors[1]) < 1e-10 * errors[0], "\(errors)")
    }
  }
}
