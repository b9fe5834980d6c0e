import Foundation
import Testing

/// Models kept at chosen epochs, and the surfaces drawn of them.
@Suite struct SnapshotTests {
  @Test func snapshotsAreTheModelsOfTheirEpochs() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 20, "snapshots": [0, 7, 20, 50]"#)
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    #expect(
      try workspace.names(in: "run/snapshots")
        == ["epoch-0.safetensors", "epoch-20.safetensors", "epoch-7.safetensors"])
    let run = RunFolder(workspace.file("run"))
    #expect(try run.bytes("snapshots/epoch-20.safetensors") == run.bytes("model.safetensors"))
    // A run of fewer epochs ends with the model of that epoch.
    for epochs in [0, 7] {
      let short = "run-\(epochs)"
      let arguments = ["train", "xor.json", "--out", short, "--set", "training.epochs=\(epochs)"]
      #expect(try Program.run(arguments, in: workspace).status == 0)
      #expect(
        try RunFolder(workspace.file(short)).bytes("model.safetensors")
          == run.bytes("snapshots/epoch-\(epochs).safetensors"))
    }
  }

  @Test func surfacesAreDrawnWithLetters() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #""epochs": 400, "descent": "batch", "snapshots": [0, 400]"#,
      rest: #", "optimizer": { "name": "adam", "learning_rate": 0.05 }"#)
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 0)
    let ending = try Program.run(["surface", "run"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    // Two rows of each class, each in a region of its own class at the end of training.
    let picture = lines.filter { $0.contains("│") || $0.contains("┤") }.joined()
    #expect(picture.filter { $0 == "o" }.count == 2)
    #expect(picture.filter { $0 == "x" }.count == 2)
    #expect(picture.contains("·") && picture.contains("-"))

    let several = try Program.run(["surface", "run", "--at-epochs", "0,400"], in: workspace)
    #expect(several.output.contains("epoch 0\n") && several.output.contains("epoch 400\n"))
    let missing = try Program.run(["surface", "run", "--at-epochs", "5"], in: workspace)
    #expect(missing.status == 66)
    #expect(missing.errors.contains("training.snapshots"))
  }

  @Test func otherNumbersOfInputsAreRefused() throws {
    let workspace = try Workspace()
    let config = Repository.path("configs/iris.json")
    let trained = try Program.run(
      ["train", config, "--out", "run", "--set", "training.epochs=1"], in: workspace)
    #expect(trained.status == 0)
    let ending = try Program.run(["surface", "run"], in: workspace)
    #expect(ending.status == 64)
    #expect(ending.errors.contains("4 inputs"))
  }
}
