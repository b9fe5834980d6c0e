import Foundation
import Testing

/// Networks whose products would go to OpenBLAS where it cannot be loaded.
@Suite struct OpenBLASTests {
  /// Runs the program where the loader finds something else of the library's name.
  private func run(_ arguments: String, in workspace: Workspace) throws -> Program.Ending {
    try FileManager.default.createDirectory(
      at: workspace.file("broken"), withIntermediateDirectories: true)
    try workspace.write("no library", to: "broken/libopenblas.so.0")
    return try Program.shell("LD_LIBRARY_PATH=broken $dlrun \(arguments)", in: workspace)
  }

  private func writeLarge(to workspace: Workspace) throws {
    // Batches of eight pieces, each of which is large enough.
    var rows = ""
    for row in 0..<384 {
      rows += (0..<384).map { "\(($0 * 7 + row * 5) % 11)," }.joined() + "\(row % 2)\n"
    }
    let table =
      (0..<384).map { "x\($0)," }.joined() + "y\n" + String(repeating: rows, count: 8)
    try workspace.write(table, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "classification"},
       "model": {"layers": [{"units": 3072, "activation": "relu"}, {"activation": "softmax"}]},
       "training": {"batch_size": 3072, "epochs": 1}}
      """, to: "c.json")
  }

  @Test(arguments: ["train c.json --out run", "check c.json"])
  func aNetworkThatNeedsItIsRefused(_ command: String) throws {
    let workspace = try Workspace()
    try writeLarge(to: workspace)
    let ending = try run(command, in: workspace)
    #expect(ending.status == 78)
    #expect(ending.output.isEmpty)
    #expect(!workspace.exists("run"))
    let message = ending.errors.split(separator: "\n").last ?? ""
    for part in [
      "OpenBLAS", "broken/libopenblas.so.0", "apt-get install libopenblas0",
      "training.portable=true",
    ] { #expect(message.contains(part), "\(message)") }
  }

  @Test func aPortableNetworkDoesWithout() throws {
    let workspace = try Workspace()
    try writeLarge(to: workspace)
    let training = try run(
      "train c.json --quiet --out run --set training.portable=true", in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    #expect(try run("predict run --data t.csv", in: workspace).status == 0)
  }

  @Test func smallNetworksDoWithout() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let training = try run("train xor.json --quiet --out run", in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    #expect(try run("predict run --data xor.csv", in: workspace).status == 0)
  }
}
