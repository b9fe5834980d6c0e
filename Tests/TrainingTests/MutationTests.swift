import Foundation
import Spec
import System
import Tabular
import Testing
import Training

/// Readers of files that anyone may hand over, on files that are nearly right: each is read or refused, and nothing
/// else happens. `DLRUN_MUTATIONS` says how many times as many are tried, `DLRUN_SEED` from which seed on.
@Suite(.serialized) struct MutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let factor = environment["DLRUN_MUTATIONS"].flatMap { Int($0) } ?? 5
  private static let seed = environment["DLRUN_SEED"].flatMap { UInt64($0) } ?? 1

  /// Changes of bytes that parsers dislike.
  private struct Mutator {
    private var state: UInt64
    private static let texts = [
      "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "1e999", "-0",
      "1e-999", "0.1", "nan", "inf", "null", "true", "{}", "[]", "\"\"", "\"", "\\u0000", "\\ud800",
      ",", ":", "\n", "\r", "\0", "\u{FEFF}", "é", "🇦", "\t", ";", "2147483648", "65536", "-1",
    ].map { Array($0.utf8) }

    init(_ seed: UInt64) { state = seed }

    mutating func next(below limit: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      return Int((bits ^ (bits >> 31)) % UInt64(max(1, limit)))
    }

    /// - Parameter header: whether the first 8 bytes are the length of a header that is to follow its changes.
    mutating func mutated(_ original: [UInt8], header: Bool) -> [UInt8] {
      let length =
        header
        ? original[..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) } : 0
      var bytes = header ? Array(original[8..<8 + length]) : original
      let rest = header ? original[(8 + length)...] : []
      for _ in 0...next(below: 3) {
        let place = next(below: bytes.count)
        let end = min(bytes.count, place + 1 + next(below: 12))
        switch next(below: 8) {
        case 0: bytes[place] ^= 1 << UInt8(next(below: 8))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(UInt8(next(below: 256)), at: place)
        case 3: bytes.insert(contentsOf: Self.texts[next(below: Self.texts.count)], at: place)
        case 4: bytes.replaceSubrange(place..<end, with: Self.texts[next(below: Self.texts.count)])
        case 5: bytes.insert(contentsOf: bytes[place..<end], at: next(below: bytes.count))
        case 6:
          // A number for another.
          guard let start = bytes[place...].firstIndex(where: { 0x30...0x39 ~= $0 }) else { break }
          let stop = bytes[start...].firstIndex { !(0x30...0x39 ~= $0) } ?? bytes.count
          bytes.replaceSubrange(start..<stop, with: Self.texts[next(below: 11)])
        default: bytes.removeSubrange(place..<end)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      guard header else { return bytes }
      // Now and then the length stays wrong.
      let told = UInt64(next(below: 8) == 0 ? length : bytes.count)
      return withUnsafeBytes(of: told.littleEndian) { Array($0) } + bytes + rest
    }
  }

  private func isSound(_ statuses: Set<System.ExitStatus>, _ body: () throws -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      return (error as? Failure).map { statuses.contains($0.status) && !$0.diagnostics.isEmpty }
        ?? false
    }
  }

  private static let table =
    "a,b,when,out\n"
    + (0..<24).map {
      "\($0 * 7 % 11).5,\($0 % 3 == 0 ? "x" : "\"y\"\"\""),2024-01-\($0 + 1),\($0 % 2)\n"
    }
    .joined()
  private static let configuration = #"""
    {"data": {"train": "t.csv", "target": "out", "validation": 0.25,
      "columns": {"b": {"encoding": "embedding", "dimensions": 2}}},
     "preprocessing": {"numeric": "standard"},
     "model": {"layers": [{"units": 4, "activation": "tanh", "dropout": 0.1},
       {"kind": "batch_normalization"}, {"kind": "reshape", "shape": [2, 2]},
       {"kind": "gru", "units": 2, "name": "g"}, {"activation": "softmax"}]},
     "training": {"epochs": 4, "checkpoint": {"every_epochs": 3}, "early_stopping": {"patience": 3}}}
    """#

  /// A folder with a table, its configuration and a run of it.
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(Self.table.utf8).write(to: folder.appendingPathComponent("t.csv"))
    try Data(Self.configuration.utf8).write(to: folder.appendingPathComponent("c.json"))
    return folder
  }

  private func train(in folder: URL) throws -> String {
    let run = folder.appendingPathComponent("run").path
    let checked = try Configuration.read(file: folder.appendingPathComponent("c.json").path)
    _ = try TrainingRun(checked, out: run, threads: 1, outputs: Outputs()) { _ in }.run()
    return run
  }

  @Test func configurations() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("m.json").path
    for seed in 0..<UInt64(6000 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      let bytes = mutator.mutated(Array(Self.configuration.utf8), header: false)
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      #expect(
        isSound([.configuration]) { _ = try Configuration.read(file: path) },
        "DLRUN_SEED=\(Self.seed + seed)")
    }
  }

  @Test func overrides() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("c.json").path
    let texts = [
      #"model.layers.0.units=8"#, #"data.columns."b".dimensions=3"#, "training.schedule.name=step",
      #"model.layers=[{"units": 1}]"#, "training.checkpoint.every_seconds=2",
      "model.layers.g.units=3",
    ]
    for seed in 0..<UInt64(6000 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      let bytes = mutator.mutated(
        Array(texts[mutator.next(below: texts.count)].utf8), header: false)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(
        isSound([.configuration, .usage]) {
          _ = try Configuration.read(file: path, overrides: [text])
        }, "DLRUN_SEED=\(Self.seed + seed): \(text)")
    }
  }

  @Test func tables() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("c.json").path
    for seed in 0..<UInt64(1500 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      let bytes = mutator.mutated(Array(Self.table.utf8), header: false)
      try Data(bytes).write(to: folder.appendingPathComponent("t.csv"))
      #expect(
        isSound([.data, .configuration]) {
          _ = try PreparedRun<Float>(Configuration.read(file: path), threads: 2)
        }, "DLRUN_SEED=\(Self.seed + seed)")
    }
  }

  /// Whatever a model file says, evaluation reads it or refuses it.
  @Test func models() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try train(in: folder)
    let model = URL(fileURLWithPath: run + "/model.safetensors")
    let table = folder.appendingPathComponent("t.csv").path
    let original = Array(try Data(contentsOf: model))
    for seed in 0..<UInt64(3000 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      try Data(mutator.mutated(original, header: true)).write(to: model)
      #expect(
        isSound([.data, .configuration]) {
          _ = try EvaluationRun(run, threads: 1) { _ in }.run(on: table)
        }, "DLRUN_SEED=\(Self.seed + seed)")
    }
  }

  @Test func checkpoints() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try train(in: folder)
    try FileManager.default.removeItem(atPath: run + "/metrics.json")
    let checkpoint = URL(fileURLWithPath: run + "/checkpoint.safetensors")
    let original = Array(try Data(contentsOf: checkpoint))
    for seed in 0..<UInt64(1000 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      let bytes = mutator.mutated(original, header: seed % 2 == 0)
      guard bytes != original else { continue }
      try Data(bytes).write(to: checkpoint)
      var failure: Failure?
      do {
        _ = try InterruptedRun(run, overrides: [])
      } catch {
        failure = error
      }
      #expect(failure?.status == .data, "DLRUN_SEED=\(Self.seed + seed)")
    }
  }

  /// What was recorded of a run.
  @Test(arguments: ["curves.csv", "metrics.json", "data.json", "config.json"])
  func records(name: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try train(in: folder)
    let file = URL(fileURLWithPath: run + "/" + name)
    let original = Array(try Data(contentsOf: file))
    for seed in 0..<UInt64(800 * Self.factor) {
      var mutator = Mutator(Self.seed + seed)
      try Data(mutator.mutated(original, header: false)).write(to: file)
      let finished = FinishedRun(run)
      #expect(
        isSound([.data, .configuration]) {
          switch name {
          case "curves.csv": _ = try finished.curves()
          case "metrics.json": _ = try finished.result()
          case "data.json": _ = try finished.data()
          default: _ = try finished.configuration()
          }
        }, "DLRUN_SEED=\(Self.seed + seed)")
    }
  }
}
