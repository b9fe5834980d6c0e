import Foundation
import Testing

/// `dlrun race`.
@Suite struct RaceTests {
  private func race(_ arguments: [String], in workspace: Workspace) throws -> Program.Ending {
    try Program.run(["race"] + arguments, in: workspace)
  }

  @Test func allBeginAlikeAndAreRunsLikeThoseOfTrain() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try race(
      ["xor.json", "--vary", "optimizer=adam,momentum,gradient_descent", "--seeds", "2"],
      in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "runs/race\n")
    let names = ["adam", "gradient_descent", "momentum"]
    #expect(
      try workspace.names(in: "runs/race").filter { $0 != "curves.svg" }
        == ["adam", "comparison.csv", "comparison.txt"] + names.dropFirst() + ["race.json"])
    for seed in 0...1 {
      let starts = try names.map {
        try RunFolder(workspace.file("runs/race/\($0)/seed-\(seed)")).rows("curves.csv")[0][
          "train_loss"]
      }
      #expect(starts[0] != nil && Set(starts).count == 1, "\(starts)")
    }
    let alone = try Program.run(
      [
        "train", "xor.json", "--out", "alone", "--set", "optimizer=momentum", "--set",
        "training.seed=1",
      ], in: workspace)
    try #require(alone.status == 0)
    #expect(
      try RunFolder(workspace.file("alone")).repeatable()
        == RunFolder(workspace.file("runs/race/momentum/seed-1")).repeatable())
    let rows = try RunFolder(workspace.file("runs/race")).rows("comparison.csv")
    #expect(
      rows.map { $0["group"] } == ["adam", "adam"] + ["momentum", "momentum"]
        + ["gradient_descent", "gradient_descent"])
    #expect(ending.errors.contains("6/6 "))
    #expect(ending.errors.contains("final_train_loss"))
  }

  @Test func equalNamesAreToldApartAndFoldersAreNumbered() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    for folder in ["runs/race", "runs/race-2"] {
      let ending = try race(
        ["xor.json", "xor.json", "--quiet", "--threads", "1", "--set", "training.epochs=2"],
        in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      #expect(ending.output == folder + "\n" && ending.errors.isEmpty)
      let runs = ["xor", "xor-2"].map { RunFolder(workspace.file("\(folder)/\($0)/seed-0")) }
      #expect(try runs[0].repeatable() == runs[1].repeatable())
      #expect(try runs[0].column("epoch") == [0, 1, 2])
    }
  }

  @Test func valuesOfObjectsAndSeveralKeysCombine() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 1"#)
    let ending = try race(
      [
        "xor.json", "--out", "all", "--quiet", "--vary",
        #"optimizer={"name":"adam","learning_rate":0.5},"momentum""#, "--vary",
        "training.shuffle=true,false",
      ], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(
      try workspace.names(in: "all").filter { !$0.hasPrefix("c") } == [
        "adam-learning_rate-0.5-shuffle-false", "adam-learning_rate-0.5-shuffle-true",
        "momentum-shuffle-false", "momentum-shuffle-true", "race.json",
      ])
  }

  @Test func whoDivergesStaysInTheComparison() throws {
    let workspace = try Workspace()
    try workspace.write("x,y\n1,1\n2,2\n3,3\n40,4.5\n", to: "line.csv")
    try workspace.write(
      #"""
      { "data": { "train": "line.csv", "target": "y", "task": "regression" },
        "model": { "layers": [ {} ] }, "optimizer": "gradient_descent",
        "training": { "epochs": 500 } }
      """#, to: "line.json")
    let ending = try race(
      ["line.json", "--vary", "optimizer.learning_rate=0.00001,1"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.contains("diverged in epoch"))
    #expect(workspace.exists("runs/race/learning_rate-1/seed-0/curves.csv"))
    #expect(!workspace.exists("runs/race/learning_rate-1/seed-0/model.safetensors"))
    let all = try race(
      ["line.json", "--vary", "optimizer.learning_rate=1,2", "--out", "none"], in: workspace)
    #expect(all.status == 1 && all.output.isEmpty)
  }

  @Test(arguments: [
    (["xor.json", "--seeds", "0"], 64), (["xor.json", "--vary", "optimizer"], 64),
    (["xor.json", "--vary", "optimizer=adam"], 64), ([], 64), (["missing.json"], 66),
    (["xor.json", "--vary", "optimizer=adam,adm"], 78),
    (["xor.json", "--set", "data.train=-"], 64),
    (["xor.json", "--set", "data.target=nothing"], 78),
  ])
  func whatCannotBeIsRefusedAndLeavesNothing(arguments: [String], status: Int) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try race(arguments, in: workspace)
    #expect(ending.status == Int32(status), "\(ending.errors)")
    #expect(ending.output.isEmpty && !ending.errors.isEmpty)
    #expect(try workspace.names() == ["xor.csv", "xor.json"])
  }
}
