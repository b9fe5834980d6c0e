import Foundation
import Testing

/// Runs with `training.portable` under what other processors do: OpenBLAS and the C library are told to take the
/// ways that they take on these.
@Suite struct PortableTests {
  private static let settings = [
    "", "OPENBLAS_CORETYPE=Prescott", "OPENBLAS_CORETYPE=Nehalem", "OPENBLAS_CORETYPE=Haswell",
    "OPENBLAS_CORETYPE=SkylakeX",
    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable",
  ]

  /// Layers of each kind, so large that the products of the recurrent and of the dense one would go to BLAS.
  private func write(precision: String, to workspace: Workspace) throws {
    let (steps, features, rows) = (6, 384, 384)
    var table = (0..<steps * features).map { "x\($0)" }.joined(separator: ",") + ",y\n"
    var state: UInt32 = 1
    for row in 0..<rows {
      for _ in 0..<steps * features {
        state = state &* 1_664_525 &+ 1_013_904_223
        table += "\(Double(state >> 24) / 64 - 2),"
      }
      table += "\(row % 3)\n"
    }
    try workspace.write(table, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "task": "classification",
        "shape": [\(steps), \(features)]},
       "model": {"layers": [
        {"kind": "recurrent", "units": 384, "output": "all"},
        {"kind": "convolution", "filters": 80, "kernel_size": 2, "activation": "relu"},
        {"units": 3072, "activation": "gelu", "initializer": "he_normal", "dropout": 0.2},
        {"activation": "softmax"}]},
       "optimizer": {"name": "adam", "learning_rate": 0.001},
       "training": {"batch_size": 384, "epochs": 2, "schedule": "cosine", "precision": "\(precision)",
        "clip_norm": 1, "log_layers": true}}
      """, to: "c.json")
  }

  /// Trains, evaluates and predicts, and returns all that this gives.
  private func run(
    _ number: Int, portable: Bool, threads: Int, in workspace: Workspace
  ) throws -> [String: Data] {
    let run = "\(portable)-\(number)"
    let program = "env \(Self.settings[number]) $dlrun"
    let line =
      "\(program) train c.json --out \(run) --threads \(threads) --quiet --set training.portable=\(portable)"
    let answers = "\(program) eval \(run) --data t.csv && \(program) predict \(run) --data t.csv"
    let training = try Program.shell(line, in: workspace)
    try #require(training.status == 0, "\(run): \(training.errors)")
    let told = try Program.shell(answers, in: workspace)
    try #require(told.status == 0, "\(run): \(told.errors)")
    var files = try ResumeTests.comparable(workspace.file(run))
    files["answers"] = Data(told.output.replacing(run, with: "").utf8)
    return files
  }

  @Test(arguments: ["float32", "float64"])
  func bytesAreThoseOfAnyProcessor(precision: String) throws {
    let workspace = try Workspace()
    try write(precision: precision, to: workspace)
    let portable = try Self.settings.indices.map {
      try run($0, portable: true, threads: $0 % 2 + 1, in: workspace)
    }
    for (setting, files) in zip(Self.settings, portable) {
      #expect(files.keys.sorted() == portable[0].keys.sorted())
      for (name, data) in portable[0] { #expect(files[name] == data, "\(setting): \(name)") }
    }
    // Else the network would be too small for this test to find anything.
    let others = try [1, 3].map { try run($0, portable: false, threads: 2, in: workspace) }
    for name in ["model.safetensors", "answers"] {
      #expect(Set(others.map { $0[name] }).count == 2, "\(name)")
    }
  }
}
