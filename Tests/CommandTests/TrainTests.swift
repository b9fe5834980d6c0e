import Foundation
import Testing

/// `dlrun train` as a user meets it.
struct TrainTests {
  private func train(
    _ arguments: String..., in workspace: Workspace, file: String = "xor.json"
  ) throws -> Program.Ending {
    let ending = try Program.run(["train", file] + arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return ending
  }

  @Test func standardOutputIsTheFolder() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try train(in: workspace).output == "runs/xor\n")
    #expect(try train(in: workspace).output == "runs/xor-2\n")
    #expect(try train(in: workspace).output == "runs/xor-3\n")
    #expect(try train("--set", "name=other", in: workspace).output == "runs/other\n")
    #expect(try train("--out", "deep/er/run", in: workspace).output == "deep/er/run\n")
    try FileManager.default.createDirectory(
      at: workspace.file("empty"), withIntermediateDirectories: false)
    #expect(try train("--out", "empty/", in: workspace).output == "empty/\n")
    #expect(
      try workspace.names(in: "empty") == [
        "config.json", "curves.csv", "data.json", "metrics.json", "model.safetensors",
      ])
    let shell = try Program.shell(
      #""$dlrun" eval "$("$dlrun" train xor.json)" --data xor.csv"#, in: workspace)
    #expect(shell.status == 0)
    #expect(shell.output.contains("accuracy"))
  }

  @Test func quietTellsNothing() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try train("--quiet", in: workspace).errors.isEmpty)
    let errors = try train(in: workspace).errors
    #expect(errors.contains("curves: runs/xor-2/curves.csv"))
    #expect(errors.contains("accuracy"))
    #expect(!errors.contains("\u{1B}") && !errors.contains("\r"), "no animation in a file")
  }

  @Test func curvesHaveARowPerEpoch() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #""epochs": 3, "batch_size": 3, "evaluate_train": true, "log_steps": true"#,
      data: #", "validation": "xor.csv""#,
      rest: #", "regularization": { "kind": "l2", "lambda": 0.5 }"#)
    let arguments = [["--out", "a"], ["--out", "b", "--set", "training.precision=float64"]]
    for arguments in arguments {
      let ending = try Program.run(["train", "xor.json"] + arguments, in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let run = RunFolder(workspace.file(arguments[1]))
      let lines = try run.text("curves.csv").split(separator: "\n")
      #expect(
        lines[0]
          == "epoch,step,seconds,learning_rate,train_loss,train_objective,train_eval_loss,"
          + "validation_loss,train_accuracy,validation_accuracy")
      #expect(try run.column("epoch") == [0, 1, 2, 3])
      #expect(try run.column("step") == [0, 2, 4, 6])
      let rows = try run.rows("curves.csv")
      #expect(rows[0]["seconds"] == "0")
      #expect(rows.allSatisfy { $0["learning_rate"] == "0.001" })
      for row in rows {
        let loss = try #require(row["train_loss"].flatMap(Double.init))
        let objective = try #require(row["train_objective"].flatMap(Double.init))
        #expect(objective > loss + 0.01)
        // The validation rows are the training rows.
        #expect(row["train_eval_loss"] == row["validation_loss"])
      }
      #expect(rows[0]["train_loss"] == rows[0]["train_eval_loss"])
      #expect(rows[0]["train_accuracy"] == rows[0]["validation_accuracy"])

      let steps = try run.rows("steps.csv")
      #expect(
        try run.text("steps.csv").hasPrefix(
          "step,epoch,loss,objective,gradient_norm,learning_rate\n"))
      #expect(steps.map { $0["step"] } == ["1", "2", "3", "4", "5", "6"])
      #expect(steps.map { $0["epoch"] } == ["1", "1", "2", "2", "3", "3"])
      // The epoch's means are over its rows: three in the first update, one in the second.
      for column in ["loss", "objective"] {
        let values = try run.column(column, of: "steps.csv")
        let means = [0, 2, 4].map { (3 * values[$0] + values[$0 + 1]) / 4 }
        for (mean, told) in zip(means, try run.column("train_\(column)").dropFirst()) {
          #expect(abs(mean - told) < 1e-6)
        }
      }
      // Shortest form: what is written is what Swift says of the number read back.
      for row in rows {
        let text = try #require(row["train_loss"])
        #expect(
          arguments[1] == "a" ? Float(text)?.description == text : Double(text)?.description == text
        )
      }
    }
  }

  @Test func regressionIsToldByItsError() throws {
    let workspace = try Workspace()
    try workspace.write("x,y\n1,2.5\n2,3.5\n3,6\n", to: "line.csv")
    try workspace.write(
      #"""
      { "data": { "train": "line.csv", "target": "y", "validation": "line.csv" },
        "model": { "layers": [ {} ] },
        "training": { "epochs": 2, "descent": "batch", "precision": "float64" } }
      """#, to: "line.json")
    _ = try train("--out", "run", in: workspace, file: "line.json")
    let run = RunFolder(workspace.file("run"))
    #expect(try run.text("curves.csv").contains("train_rmse,validation_rmse\n"))
    for row in try run.rows("curves.csv") {
      let loss = try #require(row["validation_loss"].flatMap(Double.init))
      let error = try #require(row["validation_rmse"].flatMap(Double.init))
      #expect(abs(error - loss.squareRoot()) < 1e-12)
    }
    // What an update is taken from is the loss before it.
    #expect(try run.column("train_rmse")[0] == run.column("train_rmse")[1])
    #expect(try abs(run.last("validation_rmse") - run.metric("train", "rmse")) < 1e-12)
  }

  @Test func noEpochsLeaveTheInitialModel() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    _ = try train("--out", "none", "--set", "training.epochs=0", in: workspace)
    _ = try train(
      "--out", "again", "--set", "training.epochs=0", "--set", "training.seed=5", "--set",
      "model.initial_weights=none/model.safetensors", in: workspace)
    let (none, again) = (
      RunFolder(workspace.file("none")), RunFolder(workspace.file("again"))
    )
    #expect(try none.column("epoch") == [0])
    #expect(try none.bytes("model.safetensors") == again.bytes("model.safetensors"))
    #expect(try none.metric("train", "loss") == again.metric("train", "loss"))
  }

  @Test func initialWeightsOfEitherPrecisionAreRead() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    _ = try train("--out", "single", in: workspace)
    _ = try train(
      "--out", "double", "--set", "training.precision=float64", "--set", "training.epochs=0",
      "--set", "model.initial_weights=single/model.safetensors", in: workspace)
    _ = try train(
      "--out", "back", "--set", "training.epochs=0", "--set",
      "model.initial_weights=double/model.safetensors", in: workspace)
    let runs = ["single", "double", "back"].map { RunFolder(workspace.file($0)) }
    let tensors = try runs.map { try $0.tensors().mapValues(\.values) }
    #expect(tensors[0] == tensors[1])
    #expect(tensors[0] == tensors[2])
    #expect(try runs[0].bytes("model.safetensors") == runs[2].bytes("model.safetensors"))
  }

  @Test(arguments: [
    [], ["--set", "training.descent=batch"], ["--set", "training.precision=float64"],
    ["--set", "training.descent=stochastic", "--set", "training.epochs=1"],
  ])
  func theSameRunGivesTheSameBytes(_ arguments: [String]) throws {
    let workspace = try Workspace()
    var table = "a,b,kind,y\n"
    for row in 0..<2500 {
      let (a, b) = (Double(row * 7919 % 1000) / 500 - 1, Double(row * 104_729 % 1000) / 500 - 1)
      table += "\(a),\(b),\(["x", "y", "z"][row % 3]),\(a * b > 0 ? "in" : "out")\n"
    }
    try workspace.write(table, to: "table.csv")
    try workspace.write(
      #"""
      { "data": { "train": "table.csv", "target": "y", "validation": 0.2, "test": 0.1 },
        "preprocessing": { "numeric": "standard", "polynomial_degree": 2 },
        "model": { "layers": [
          { "units": 150, "activation": "relu", "dropout": 0.3 },
          { "units": 100, "activation": "tanh", "dropout": 0.2, "dropout_resample": "epoch" },
          { "activation": "softmax" } ] },
        "regularization": { "kind": "elastic_net", "lambda": 1e-4, "beta": 0.5 },
        "optimizer": { "name": "nesterov" },
        "training": { "epochs": 2, "seed": 3, "batch_size": 100, "log_steps": true } }
      """#, to: "table.json")
    func run(_ name: String, _ file: String, _ more: [String]) throws -> [Data] {
      let ending = try Program.run(
        ["train", file, "--out", name, "--quiet"] + more, in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      return try RunFolder(workspace.file(name)).repeatable()
    }
    let one = try run("one", "table.json", arguments + ["--threads", "1"])
    #expect(try run("two", "table.json", arguments + ["--threads", "2"]) == one)
    #expect(try run("again", "table.json", arguments + ["--threads", "2"]) == one)
    // A run can be repeated from its folder, wherever that is done and by whatever name.
    #expect(try run("repeated", "one/config.json", ["--set", "name=elsewhere"]) == one)
    #expect(
      try run("seed", "table.json", arguments + ["--set", "training.seed=4"])[1] != one[1])

    // The held-out rows are the same ones again.
    let ending = try Program.run(["eval", "repeated", "--json"], in: workspace)
    #expect(ending.status == 0)
    let json = try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any]
    #expect(json?["rows"] as? Int == 250)
    #expect(
      try json?["loss"] as? Double == RunFolder(workspace.file("one")).metric("test", "loss"))
  }

  @Test func theConfigurationIsResolved() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    _ = try train("--out", "run", "--set", "training.batch_size=1e1", in: workspace)
    let json = try RunFolder(workspace.file("run")).json("config.json")
    let data = try #require(json["data"] as? [String: Any])
    #expect((data["train"] as? String)?.hasSuffix("/work/xor.csv") == true)
    #expect((data["train"] as? String)?.hasPrefix("/") == true)
    #expect(data["inputs"] as? [String] == ["a", "b"])
    #expect(data["task"] as? String == "classification")
    #expect((json["loss"] as? [String: Any])?["name"] as? String == "cross_entropy")
    #expect(json["name"] as? String == "xor")
    let layers = (json["model"] as? [String: Any])?["layers"] as? [[String: Any]]
    #expect(layers?.last?["units"] as? Int == 1)
    #expect(layers?.first?["initializer"] as? String == "glorot_uniform")
    #expect((json["training"] as? [String: Any])?["batch_size"] as? Int == 10)
    #expect((json["optimizer"] as? [String: Any])?["beta2"] as? Double == 0.999)
  }

  /// Counts 2 and 4 have the rate 3, from which each is 1 away.
  @Test func poissonIsJudgedByItsRate() throws {
    let workspace = try Workspace()
    try workspace.write("x,n\n0,2\n0,4\n", to: "counts.csv")
    try workspace.write(
      #"""
      { "data": { "train": "counts.csv", "target": "n", "task": "regression" },
        "model": { "layers": [ {} ] }, "loss": "poisson",
        "optimizer": { "name": "adam", "learning_rate": 0.1 },
        "training": { "descent": "batch", "epochs": 300 } }
      """#, to: "counts.json")
    _ = try train(in: workspace, file: "counts.json")
    let run = RunFolder(workspace.file("runs/counts"))
    #expect(abs(try run.metric("train", "rmse") - 1) < 1e-3)
    #expect(abs(try run.last("train_rmse") - 1) < 1e-3)
    #expect(abs(try run.metric("train", "loss") - (3 - 3 * log(3))) < 1e-3)
    try workspace.write("x,n\n0,2\n0,-1\n", to: "counts.csv")
    let ending = try Program.run(["train", "counts.json"], in: workspace)
    #expect(ending.status == 65)
    #expect(ending.errors.contains("needs each to be a number of at least 0"), "\(ending.errors)")
  }

  /// What is told as a loss is the plain one, from the evaluation before training on.
  @Test func labelsAreSmoothedInTheObjectiveOnly() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 20, "seed": 1"#)
    _ = try train("--out", "plain", in: workspace)
    _ = try train(
      "--out", "smoothed", "--set", #"loss={"name": "cross_entropy", "label_smoothing": 0.2}"#,
      in: workspace)
    let (plain, smoothed) = (
      RunFolder(workspace.file("plain")), RunFolder(workspace.file("smoothed"))
    )
    #expect(try plain.column("train_loss") == plain.column("train_objective"))
    #expect(try plain.column("train_loss")[0] == smoothed.column("train_loss")[0])
    #expect(
      try zip(smoothed.column("train_loss"), smoothed.column("train_objective")).allSatisfy(!=))
    #expect(try plain.last("train_loss") != smoothed.last("train_loss"))
  }

  @Test func divergenceKeepsTheCurves() throws {
    let workspace = try Workspace()
    try workspace.write("x,y\n1,1\n2,2\n3,3\n4,4.5\n", to: "line.csv")
    try workspace.write(
      #"""
      { "data": { "train": "line.csv", "target": "y" }, "model": { "layers": [ {} ] },
        "optimizer": { "name": "gradient_descent", "learning_rate": 100 },
        "training": { "batch_size": 2, "log_steps": true } }
      """#, to: "line.json")
    let ending = try Program.run(["train", "line.json"], in: workspace)
    #expect(ending.status == 1)
    #expect(ending.output.isEmpty)
    let run = RunFolder(workspace.file("runs/line"))
    let (epochs, steps) = (
      try run.column("epoch").count, try run.rows("steps.csv").count
    )
    #expect(epochs > 1 && epochs < 100)
    // The message names the epoch that was not finished and its last step.
    #expect(ending.errors.contains("in epoch \(epochs) at step \(steps): "), "\(ending.errors)")
    #expect(
      try workspace.names(in: "runs/line") == [
        "config.json", "curves.csv", "data.json", "divergence.json", "steps.csv",
      ])
    let evaluation = try Program.run(["eval", "runs/line", "--data", "line.csv"], in: workspace)
    #expect(evaluation.status == 66)
    #expect(evaluation.output.isEmpty)
  }

  @Test func standardInputCannotBeRepeatedAndThatIsTold() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let table = try String(contentsOf: workspace.file("xor.csv"), encoding: .utf8)
    let ending = try Program.run(
      ["train", "xor.json", "--set", "data.train=-", "--set", "data.test=0.25"], in: workspace,
      input: table)
    #expect(ending.status == 0)
    #expect(ending.errors.contains("cannot repeat"))
    #expect(ending.output == "runs/xor-test-0.25\n")
    let run = String(ending.output.dropLast())
    let evaluation = try Program.run(["eval", run], in: workspace)
    #expect(evaluation.status == 64)
    let given = try Program.run(["eval", run, "--data", "-"], in: workspace, input: table)
    try #require(given.status == 0)
    let first = given.output.split(separator: "\n")[0].split(separator: " ")
    #expect(first == ["rows", "4", "baseline"])
  }
}
