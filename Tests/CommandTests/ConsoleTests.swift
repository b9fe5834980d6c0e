import Foundation
import Testing

/// What `train` prints for people.
struct ConsoleTests {
  /// 40 rows, of which two columns number them, one is far from 1 and the class is nearly always the same.
  private static let table =
    "id,size,class\n"
    + (0..<40).map { "\($0 + 1),\(10_000 + $0 * 7919 % 23),\($0 % 20 == 0 ? "b" : "a")\n" }.joined()

  private static let configuration = """
    { "data": { "train": "t.csv", "target": "class" }, "preprocessing": { "numeric": "none" },
      "model": { "layers": [ { "activation": "sigmoid" } ] }, "training": { "epochs": 2 } }
    """

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.table, to: "t.csv")
    try workspace.write(Self.configuration, to: "t.json")
    return workspace
  }

  @Test func severeWarningsOfCheckAreGivenByTrain() throws {
    let workspace = try workspace()
    let ending = try Program.run(["train", "t.json"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let codes = ending.errors.split(separator: "\n").compactMap { line in
      line.hasPrefix("warning ") ? String(line.dropFirst(8).prefix { $0 != ":" }) : nil
    }
    #expect(codes == ["identifier", "unscaled-inputs", "unbalanced-classes"], "\(ending.errors)")
    #expect(ending.errors.contains("all warnings: dlrun check t.json\n"))
    // They are those of check, the gravest first.
    let check = try Program.run(["check", "t.json"], in: workspace)
    var rest = check.output[...]
    for code in codes {
      let place = try #require(rest.range(of: "warning \(code):"))
      rest = rest[place.upperBound...]
    }
    #expect(try Program.run(["train", "t.json", "--quiet"], in: workspace).errors.isEmpty)
    // Once for several runs, and not for those that go on.
    let seeds = try Program.run(["train", "t.json", "--seeds", "2"], in: workspace)
    #expect(seeds.errors.components(separatedBy: "warning identifier").count == 2)
  }

  @Test func resultsAreATableWithTheBaseline() throws {
    let workspace = try workspace()
    let ending = try Program.run(
      ["train", "t.json", "--set", "data.test=0.25", "--set", "data.validation=0.25"], in: workspace
    )
    try #require(ending.status == 0, "\(ending.errors)")
    let lines = ending.errors.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(lines.contains(["train", "validation", "test", "baseline"]))
    let run = RunFolder(workspace.file("runs/t-test-0.25-validation-0.25"))
    let accuracies = try ["train", "validation", "test"].map { try run.metric($0, "accuracy") }
    let row = try #require(lines.first { $0.first == "accuracy" })
    #expect(row.count == 5)
    for (cell, value) in zip(row.dropFirst(), accuracies) {
      #expect(abs((Double(cell) ?? .nan) - value) < 1e-4)
    }
    // The last epoch's line is there once.
    #expect(ending.errors.components(separatedBy: "epoch 2/2").count == 2)
    // The same table as show's.
    let show = try Program.run(["show", run.url.path], in: workspace).output
    let table = ending.errors.components(separatedBy: "\n").drop { !$0.contains("baseline") }
      .prefix(9)
    #expect(show.contains(table.joined(separator: "\n")), "\(show)")
  }

  @Test func foldersOfALoopSayWhatDiffers() throws {
    let workspace = try workspace()
    for (overrides, folder) in [
      (["optimizer.learning_rate=0.1"], "runs/t-learning_rate-0.1"),
      (["optimizer=momentum", "training.epochs=1"], "runs/t-momentum-epochs-1"),
      (["training.log_steps=true"], "runs/t"), (["name=other", "training.epochs=1"], "runs/other"),
      (["optimizer.learning_rate=0.1"], "runs/t-learning_rate-0.1-2"),
      // The last value of a key holds, and shells shall not obey a name.
      (["optimizer.learning_rate=0.1", "optimizer.learning_rate=0.2"], "runs/t-learning_rate-0.2"),
      (
        [#"data.missing=["id", "si ze"]"#, "training.epochs=1"],
        "runs/t-missing-id-si-ze-epochs-1"
      ),
      ([#"data.columns.id={"type": "ignore"}"#], "runs/t-ignore"),
    ] {
      let ending = try Program.run(
        ["train", "t.json", "--quiet"] + overrides.flatMap { ["--set", $0] }, in: workspace)
      #expect(ending.output == folder + "\n", "\(ending.errors)")
    }
  }
}
