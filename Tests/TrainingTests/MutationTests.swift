import Foundation
import FuzzTargets
import Testing

/// Readers of files that anyone may hand over, on files that are nearly right: each is read or refused, and nothing
/// else happens. `make fuzz` does the same for longer, and led by what the program does.
@Suite(.serialized) struct MutationTests {
  private static let environment = ProcessInfo.processInfo.environment
  /// How many times as many are tried.
  private static let factor = environment["DLRUN_MUTATIONS"].flatMap { Int($0) } ?? 1
  /// The first seed, with which a failure can be repeated.
  private static let seed = environment["DLRUN_SEED"].flatMap { UInt64($0) } ?? 1

  /// What `make fuzz` found worth keeping.
  private static func corpus(_ name: FuzzTarget.Name) throws -> [(name: String, bytes: [UInt8])] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Corpus/\(name.rawValue)")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0))))
    }
  }

  private func wrong(_ outcome: FuzzTarget.Outcome) -> String? {
    if case .wrong(let text) = outcome { text } else { nil }
  }

  @Test(arguments: FuzzTarget.Name.allCases)
  func corporaAreReadOrRefused(_ name: FuzzTarget.Name) throws {
    let target = try FuzzTarget(name)
    for seed in target.seeds {
      guard case .read = target.outcome(of: seed) else {
        Issue.record("\(target.outcome(of: seed)): \(String(decoding: seed, as: UTF8.self))")
        continue
      }
    }
    let corpus = try Self.corpus(name)
    #expect(!corpus.isEmpty)
    for (file, bytes) in corpus { #expect(wrong(target.outcome(of: bytes)) == nil, "\(file)") }
  }

  /// 100,000 altogether, where nothing else is asked for.
  @Test(
    arguments: [
      (.configurations, 25_000), (.overrides, 25_000), (.tables, 12_000), (.streams, 10_000),
      (.compressed, 8_000), (.models, 10_000), (.checkpoints, 4_000), (.records, 4_000),
      (.events, 2_000),
    ] as [(FuzzTarget.Name, Int)])
  func mutationsAreReadOrRefused(_ name: FuzzTarget.Name, _ count: Int) throws {
    let target = try FuzzTarget(name)
    let originals = target.seeds + (try Self.corpus(name)).map(\.bytes).filter { !$0.isEmpty }
    for seed in Self.seed..<Self.seed + UInt64(count * Self.factor) {
      var mutator = Mutator(seed)
      let bytes = mutator.mutated(originals[mutator.next(below: originals.count)])
      #expect(wrong(target.outcome(of: bytes)) == nil, "DLRUN_SEED=\(seed): \(bytes)")
    }
  }

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

    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
      var bytes = original
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
      return bytes
    }
  }
}
