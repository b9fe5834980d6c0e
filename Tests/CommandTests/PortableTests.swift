import Foundation
import Testing

/// Runs under what other processors do: the C library is told to take the ways that it takes on these.
@Suite struct PortableTests {
  private static let settings = [
    "", "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW",
    "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX2,-AVX,-FMA,-FMA4,-AVX2_Usable,-FMA_Usable",
  ]

  /// Wide layers of each kind.
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
    _ number: Int, threads: Int, in workspace: Workspace
  ) throws -> [String: Data] {
    let run = "run-\(number)"
    let program = "env \(Self.settings[number]) $dlrun"
    let line =
      "\(program) train c.json --out \(run) --threads \(threads) --quiet"
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
    let runs = try Self.settings.indices.map { try run($0, threads: $0 % 2 + 1, in: workspace) }
    for (setting, files) in zip(Self.settings, runs) {
      #expect(files.keys.sorted() == runs[0].keys.sorted())
      for (name, data) in runs[0] { #expect(files[name] == data, "\(setting): \(name)") }
    }
  }
}
