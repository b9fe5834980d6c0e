import Engine
import Spec
import Testing

/// The scripts that compare runs.
struct ScriptTests {
  private func run(_ script: String, _ arguments: String, in workspace: Workspace) throws
    -> Program.Ending
  {
    try Program.shell(
      "DLRUN=$dlrun '\(Repository.path("scripts/\(script)"))' \(arguments)", in: workspace)
  }

  /// The first cells of a table's rows, and the different ones in the first column of the curves.
  private func names(
    _ ending: Program.Ending, _ workspace: Workspace
  ) throws -> (table: [String], curves: [String]) {
    let table = ending.output.split(separator: "\n").map {
      $0.split(separator: " ").first.map(String.init) ?? ""
    }
    var curves: [String] = []
    for row in try RunFolder(workspace.url).rows("curves.csv") {
      let name = row["optimizer"] ?? row["descent"] ?? ""
      if curves.last != name { curves.append(name) }
    }
    return (table, curves)
  }

  @Test func everyOptimizerIsCompared() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 3"#)
    let ending = try run("compare_optimizers.sh", "xor.json curves.csv", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let (table, curves) = try names(ending, workspace)
    #expect(curves == Optimizers.registry.names)
    #expect(
      table == ["every", "optimizer", "at"] + Optimizers.registry.names + ["curves:"],
      "\(ending.output)")
    // From the start on, each at its best rate.
    let epochs = try RunFolder(workspace.url).column("epoch", of: "curves.csv")
    #expect(epochs == Optimizers.registry.names.flatMap { _ in [0, 1, 2, 3] })
  }

  @Test func everyDescentIsCompared() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 3"#)
    let ending = try run("compare_descent.sh", "xor.json curves.csv", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let (table, curves) = try names(ending, workspace)
    let all = ["batch", "mini_batch", "stochastic"]
    #expect(curves == all)
    #expect(table == ["descent", "an"] + all + ["curves:"], "\(ending.output)")
    let epochs = try RunFolder(workspace.url).column("epoch", of: "curves.csv")
    #expect(epochs == all.flatMap { _ in [0, 1, 2, 3] })
  }

  @Test(arguments: ["compare_optimizers.sh", "compare_descent.sh"])
  func aMissingConfigurationIsNoInput(_ script: String) throws {
    let workspace = try Workspace()
    let ending = try run(script, "missing.json", in: workspace)
    #expect(ending.status == 66)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains("missing.json"))
    #expect(try workspace.names().isEmpty)
  }
}
