import Engine
import Foundation
import Spec
import Testing
import Training

/// Runs equal those of PyTorch, see Tests/Fixtures/README.md.
struct ReferenceTests {
  static let folder = Repository.path("Tests/Fixtures/reference")

  static let cases: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted().filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/config.json")
    } ?? []

  @Test func thereAreCases() { #expect(Self.cases.count > 200) }

  /// A new component without a trajectory is not taken.
  @Test func casesCoverEveryComponent() throws {
    var named: [String: Set<String>] = [:]
    func note(_ kind: String, _ value: Any?, tag: String = "name") {
      let name = value as? String ?? (value as? [String: Any])?[tag] as? String
      if let name { named[kind, default: []].insert(name) }
    }
    for name in Self.cases {
      let file = URL(fileURLWithPath: "\(Self.folder)/\(name)/config.json")
      let json = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      note("loss", json["loss"])
      note("optimizer", json["optimizer"])
      note("regularization", json["regularization"] ?? ["kind": "none"], tag: "kind")
      let training = json["training"] as? [String: Any]
      note("schedule", training?["schedule"] ?? "constant")
      let layers = (json["model"] as? [String: Any])?["layers"] as? [[String: Any]] ?? []
      for layer in layers {
        note("activation", layer["activation"] ?? "identity")
        note("layer", layer["kind"] ?? "dense")
      }
    }
    for (kind, names) in [
      ("loss", Losses.registry.names), ("optimizer", Optimizers.registry.names),
      ("regularization", Regularizers.registry.names),
      ("activation", Activations.registry.names), ("schedule", Schedules.registry.names),
      ("layer", Layers.registry.names),
    ] {
      #expect(Set(names) == named[kind], "\(kind)")
    }
  }

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
    #expect(steps.count == 4)
    for (column, values) in steps {
      let actual = try run.column(column, of: "steps.csv")
      try #require(actual.count == values.count)
      Self.expect(actual, values, within: precision.tolerance, column)
    }

    for (column, values) in expected["epochs"] as? [String: [Double]] ?? [:] {
      let actual = try run.column(column, of: "curves.csv")
      try #require(actual.count == values.count)
      Self.expect(actual, values, within: precision.tolerance, column)
    }

    let final = try #require(expected["final"] as? [String: [String: Any]])
    let tensors = try run.tensors()
    #expect(Set(tensors.keys) == Set(final.keys))
    for (tensor, entry) in final {
      #expect(tensors[tensor]?.shape == entry["shape"] as? [Int])
      let values = try #require(entry["values"] as? [Double])
      let actual = try #require(tensors[tensor]?.values)
      try #require(actual.count == values.count)
      Self.expect(actual, values, within: precision.tolerance, tensor)
    }
  }

  /// The measure that Tests/Fixtures/README.md states.
  private static func expect(
    _ actual: [Double], _ expected: [Double], within tolerance: Double, _ name: String
  ) {
    let errors = zip(actual, expected).map { abs($0 - $1) / max(abs($1), 0.01) }
    // The greatest of several numbers passes over NaN.
    let areFinite = (actual + expected).allSatisfy(\.isFinite)
    #expect(areFinite, "\(name)")
    #expect((errors.max() ?? 0) <= tolerance, "\(name)")
  }
}
