import Foundation

/// A folder of a test's own, which goes with it.
final class Workspace {
  let url: URL
  private let scratchFolder: URL

  init() throws {
    let base = FileManager.default.temporaryDirectory
      .appendingPathComponent("dlrun-tests-\(UUID().uuidString)")
    url = base.appendingPathComponent("work")
    scratchFolder = base.appendingPathComponent("scratch")
    for folder in [url, scratchFolder] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url.deletingLastPathComponent()) }

  /// A new empty file outside the folder.
  func scratch() -> URL {
    let file = scratchFolder.appendingPathComponent(UUID().uuidString)
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    return file
  }

  func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  func write(_ text: String, to name: String) throws {
    try text.write(to: file(name), atomically: false, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name).path) }

  /// The names in a folder, sorted.
  func names(in folder: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: file(folder).path).sorted()
  }

  /// A table for XOR and a configuration of it, `xor.json`.
  func writeXOR(_ training: String = #""epochs": 20"#, data: String = "", rest: String = "") throws
  {
    try write("a,b,out\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", to: "xor.csv")
    try write(
      """
      {
        "data": { "train": "xor.csv", "target": "out"\(data) },
        "model": { "layers": [ { "units": 4, "activation": "tanh" }, { "activation": "sigmoid" } ] },
        "training": { \(training) }\(rest)
      }
      """, to: "xor.json")
  }
}

/// The repository's own folders.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func path(_ name: String) -> String { root.appendingPathComponent(name).path }

  /// The names of the configurations whose tables are in the repository, sorted; those of others are fetched
  /// or made by scripts.
  static let configurations: [String] = {
    let others = [
      "adding", "fashion-mnist", "gun-point", "italy-power-demand", "japanese-vowels",
    ]
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path("configs"))) ?? []
    return files.filter { file in file.hasSuffix(".json") && !others.contains { file.hasPrefix($0) }
    }
    .map { String($0.dropLast(".json".count)) }.sorted()
  }()
}
