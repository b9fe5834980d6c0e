import Foundation
import Testing

/// Runs equal those of PyTorch, see Tests/Fixtures/README.md.
struct ReferenceTests {
  static let folder = Repository.path("Tests/Fixtures/reference")

  static let cases: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted().filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/config.json")
    } ?? []

  @Test func thereAreCases() { #expect(Self.cases.count > 50) }

  @Test(arguments: cases, [("float64", 1e-9), ("float32", 1e-4)])
  func runEqualsPyTorch(name: String, precision: (name: String, tolerance: Double)) throws {
    let workspace = try Workspace()
    let ending = try Program.run(
      [
        "train", "\(Self.folder)/\(name)/config.json", "--out", "run", "--quiet", "--set",
        "training.precision=\(precision.name)",
      ], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let run = RunFolder(workspace.file("run"))
    let expected =
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)/expected.json")))
      as? [String: Any] ?? [:]

    let steps = try #require(expected["steps"] as? [String: [Double]])
    #expect(steps.count == 3)
    for (column, values) in steps {
      let actual = try run.column(column, of: "steps.csv")
      try #require(actual.count == values.count)
      let worst = zip(actual, values).map(Self.error).max() ?? 0
      #expect(worst <= precision.tolerance, "\(column)")
    }

    let final = try #require(expected["final"] as? [String: [String: Any]])
    let tensors = try run.tensors()
    #expect(Set(tensors.keys) == Set(final.keys))
    for (tensor, entry) in final {
      #expect(tensors[tensor]?.shape == entry["shape"] as? [Int])
      let values = try #require(entry["values"] as? [Double])
      let actual = try #require(tensors[tensor]?.values)
      try #require(actual.count == values.count)
      let worst = zip(actual, values).map(Self.error).max() ?? 0
      #expect(worst <= precision.tolerance, "\(tensor)")
    }
  }

  private static func error(_ actual: Double, _ expected: Double) -> Double {
    abs(actual - expected) / max(abs(expected), 0.01)
  }
}
