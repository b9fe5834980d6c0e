import Foundation
import Testing

@Suite struct LayerLogTests {
  @Test func eachEpochHasARowForEachLayer() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 3, "batch_size": 2, "log_layers": true"#)
    let ending = try Program.run(["train", "xor.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let run = RunFolder(workspace.file("run"))
    #expect(
      try run.text("layers.csv").hasPrefix(
        "epoch,step,layer,weight_norm,gradient_norm,update_ratio,dead_units,saturated_units\n"))
    let rows = try run.rows("layers.csv")
    #expect(rows.map { $0["epoch"] } == ["0", "0", "1", "1", "2", "2", "3", "3"])
    #expect(rows.map { $0["step"] } == ["0", "0", "2", "2", "4", "4", "6", "6"])
    #expect(rows[0]["gradient_norm"] == "" && rows[0]["update_ratio"] == "")
    // The last row's norm is that of the saved weights.
    let weights = try #require(try run.tensors()["layers.1.weight"]).values
    let norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(try #require(Double(rows[7]["weight_norm"] ?? "")) - norm) < 1e-6)
  }

  @Test func loggingChangesNothing() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 20, "batch_size": 3"#)
    for (name, logs) in [("plain", "false"), ("logged", "true")] {
      let ending = try Program.run(
        [
          "train", "xor.json", "--out", name, "--set", "training.log_layers=\(logs)", "--set",
          "training.tensorboard=\(logs)",
        ], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
    }
    let runs = ["plain", "logged"].map { RunFolder(workspace.file($0)) }
    #expect(try runs[0].repeatable() == runs[1].repeatable())
    #expect(try workspace.names(in: "logged").contains { $0.hasPrefix("events.out.tfevents.") })
    #expect(try !workspace.names(in: "plain").contains { $0.hasPrefix("events") })
  }

  /// Read back by TensorBoard itself, where Python has it.
  @Test func tensorBoardReadsTheEvents() throws {
    let workspace = try Workspace()
    let python = ProcessInfo.processInfo.environment["DLRUN_TENSORBOARD_PYTHON"] ?? "python3"
    guard try Program.shell("\(python) -c 'import tensorboard'", in: workspace).status == 0 else {
      return
    }
    try workspace.writeXOR(
      #""epochs": 3, "batch_size": 2, "log_layers": true, "log_steps": true, "tensorboard": true"#)
    let ending = try Program.run(["train", "xor.json", "--out", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    try workspace.write(
      """
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator("run")
      events.Reload()
      for tag in ["epoch/train_loss", "step/loss", "layer_1/gradient_norm"]:
          for scalar in events.Scalars(tag):
              print(tag, scalar.step, repr(scalar.value))
      """, to: "read.py")
    let read = try Program.shell("\(python) read.py", in: workspace)
    try #require(read.status == 0, "\(read.errors)")
    let run = RunFolder(workspace.file("run"))
    func lines(_ tag: String, _ steps: [Double], _ values: [Double]) -> [String] {
      zip(steps, values).map { "\(tag) \(Int($0)) \(Double(Float($1)))" }
    }
    let layers = try run.rows("layers.csv").filter { $0["layer"] == "1" && $0["epoch"] != "0" }
    let expected =
      try lines("epoch/train_loss", run.column("epoch"), run.column("train_loss"))
      + lines(
        "step/loss", run.column("step", of: "steps.csv"), run.column("loss", of: "steps.csv"))
      + lines(
        "layer_1/gradient_norm", layers.compactMap { $0["epoch"].flatMap(Double.init) },
        layers.compactMap { $0["gradient_norm"].flatMap(Double.init) })
    #expect(read.output.split(separator: "\n").map(String.init) == expected)
  }
}
