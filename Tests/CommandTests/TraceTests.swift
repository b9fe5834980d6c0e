import Foundation
import Testing

/// The commands that show how a network learns.
@Suite struct TraceTests {
  @Test func traceIsPlainTextWhereItIsNoTerminal() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.run(["trace", "xor.json", "--rows", "1"], in: workspace)
    #expect(ending.status == 0)
    #expect(ending.errors.isEmpty)
    #expect(ending.output.contains("Step 1, epoch 1, row 1: loss L = "))
    #expect(ending.output.contains("∂L/∂z₁ = ∂L/∂a₁ · ∂a₁/∂z₁"))
    #expect(ending.output.contains("∂L/∂z₁ = ∂L/∂a₁ · (1 − a₁²)"))
    #expect(!ending.output.contains("\u{1B}"))
    // Nothing is written beside the output.
    #expect(try workspace.names() == ["xor.csv", "xor.json"])
  }

  @Test(
    arguments: [
      (["trace", "xor.json", "--rows", "0"], 64, "--rows"),
      (["trace", "xor.json", "--rows", "9"], 64, "4 training rows"),
      (["trace", "xor.json", "--steps", "0"], 64, "--steps"),
      (["trace", "xor.json", "--format", "htm"], 64, "html"),
      (["trace", "xor.json", "--set", "optimizer.name=adm"], 78, "did you mean \"adam\"?"),
      (["trace", "no.json"], 66, "no.json"),
      (["graph", "xor.json", "--out", "graph.jpg"], 64, ".svg"),
      (["graph", "xor.json", "--plan", "--gradient"], 64, "--plan"),
      (["descend", "--function", "bealle", "--start", "1,1", "--optimizer", "adam"], 64, "beale"),
      (["descend", "--function", "beale", "--start", "1", "--optimizer", "adam"], 64, "--start"),
      (["descend", "--function", "beale", "--start", "1,1"], 64, "--optimizer"),
      (["surface", "nowhere"], 66, "nowhere"),
    ] as [([String], Int32, String)])
  func wrongUseIsToldOf(arguments: [String], status: Int32, message: String) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.run(arguments, in: workspace)
    #expect(ending.status == status)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(message), "\(ending.errors)")
  }

  @Test func batchesOfMoreThanCanBeShownAreRefused() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""descent": "batch""#)
    let rows = (0..<1500).map { "\($0 % 2),\($0 % 3),\($0 % 2)\n" }
    try workspace.write("a,b,out\n" + rows.joined(), to: "xor.csv")
    let ending = try Program.run(["trace", "xor.json"], in: workspace)
    #expect(ending.status == 64)
    #expect(ending.errors.contains("--rows N"))
    #expect(try Program.run(["trace", "xor.json", "--rows", "3"], in: workspace).status == 0)
  }

  @Test func aMissingGraphvizIsToldOf() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.shell(
      "PATH=/nowhere; \"$dlrun\" graph xor.json --out graph.svg", in: workspace)
    #expect(ending.status == 73)
    #expect(ending.errors.contains("graphviz"))
    #expect(!workspace.exists("graph.svg"))
  }

  @Test func descentsArePrintedAsCSV() throws {
    let workspace = try Workspace()
    let ending = try Program.run(
      [
        "descend", "--function", "ravine", "--start", "-1,1", "--optimizer",
        "gradient_descent:learning_rate=0.01", "--steps", "2", "--csv",
      ], in: workspace)
    #expect(ending.status == 0)
    // By hand: the gradient is (x, 50 y).
    #expect(
      ending.output == """
        optimizer,step,x,y,value
        gradient_descent:learning_rate=0.01,0,-1.0,1.0,25.5
        gradient_descent:learning_rate=0.01,1,-0.99,0.5,6.74005
        gradient_descent:learning_rate=0.01,2,-0.9801,0.25,2.042798005

        """)
  }
}
