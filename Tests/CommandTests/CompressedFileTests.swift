import Compressors
import Foundation
import Testing

/// Files compressed by gzip or Zstandard, as the commands read them.
struct CompressedFileTests {
  static let endings = [".gz", ".zst"]

  static let table =
    "n,colour,out\n"
    + (0..<60).map { "\($0 * 7 % 31),\($0 % 3 == 0 ? "red" : "blue"),\($0 % 2 == 0 ? "a" : "b")\n" }
    .joined()

  static func compressed(_ text: String, _ ending: String) -> [UInt8] {
    ending == ".gz" ? Compressor.gzip(text.utf8) : Compressor.zstd(text.utf8)
  }

  /// `t.csv`, the same compressed, a configuration for each, and `run`, trained on the plain file.
  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(Self.table, to: "t.csv")
    for ending in Self.endings {
      try Data(Self.compressed(Self.table, ending)).write(to: workspace.file("t.csv" + ending))
    }
    for ending in Self.endings + [""] {
      try workspace.write(
        """
        {"name": "run", "data": {"train": "t.csv\(ending)", "target": "out", "validation": 0.2},
         "model": {"layers": [{"activation": "softmax"}]}, "training": {"epochs": 3}}
        """, to: "c\(ending).json")
    }
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  @Test(arguments: endings)
  func allCommandsReadThem(_ ending: String) throws {
    let workspace = try trained()
    let file = "t.csv" + ending
    let trained = try Program.run(
      ["train", "c\(ending).json", "--out", "compressed", "--quiet"], in: workspace)
    #expect(trained.status == 0, "\(trained.errors)")
    let repeated = try Program.shell(
      "$dlrun train c.json --set data.train=- --out piped --quiet < \(file) && cat \(file) | "
        + "$dlrun train c.json --set data.train=- --out piped2 --quiet", in: workspace)
    #expect(repeated.status == 0, "\(repeated.errors)")
    let plain = try RunFolder(workspace.file("run")).repeatable()
    for run in ["compressed", "piped", "piped2"] {
      #expect(try RunFolder(workspace.file(run)).repeatable() == plain)
    }
    for (command, input) in [
      (["eval", "run", "--json", "--data"], true),
      (["predict", "run", "--keep-all", "--data"], true),
      (["init", "--target", "out"], false),
    ] {
      let whole = try Program.run(command + ["t.csv"], in: workspace)
      #expect(whole.status == 0, "\(whole.errors)")
      let compressed = try Program.run(command + [file], in: workspace)
      #expect(compressed.status == 0, "\(compressed.errors)")
      #expect(compressed.output.replacingOccurrences(of: file, with: "t.csv") == whole.output)
      guard input else { continue }
      for line in [
        "$dlrun \(command.joined(separator: " ")) - < \(file)",
        "cat \(file) | $dlrun \(command.joined(separator: " ")) -",
      ] {
        let piped = try Program.shell(line, in: workspace)
        #expect(piped.status == 0 && piped.output == whole.output, "\(piped.errors)")
      }
    }
    let check = try Program.run(["check", "c\(ending).json", "--json"], in: workspace)
    #expect(check.status == 0 && check.output.contains("\"colour\""), "\(check.errors)")
  }

  /// Answers before the end are written, training leaves nothing behind.
  @Test(arguments: endings)
  func filesThatAreCutOff(_ ending: String) throws {
    let workspace = try trained()
    let lines = Self.table.split(separator: "\n", omittingEmptySubsequences: false)
    let first = lines[..<41].joined(separator: "\n") + "\n12,re"
    let pieces = [Array(first.utf8), Array("d,a\n".utf8)]
    let bytes = ending == ".gz" ? Compressor.gzip(pieces: pieces) : Compressor.zstd(pieces: pieces)
    try Data(bytes[0]).write(to: workspace.file("cut"))
    let message = ":42:6: the file ends here in the middle of its "
    let whole = try Program.run(["predict", "run", "--data", "t.csv"], in: workspace)
    for source in ["--data cut", "--data - < cut", "--data cut --skip-bad-rows"] {
      let answers = try Program.shell("$dlrun predict run \(source)", in: workspace)
      #expect(answers.status == 65)
      #expect(answers.errors.contains(message), "\(answers.errors)")
      #expect(
        answers.output == whole.output.split(separator: "\n").prefix(41).joined(separator: "\n")
          + "\n")
    }
    for arguments in [
      ["train", "c.json", "--set", "data.train=cut", "--out", "other"],
      ["eval", "run", "--data", "cut"], ["init", "cut", "--target", "out"],
      ["check", "c.json", "--set", "data.train=cut"],
    ] {
      let refused = try Program.run(arguments, in: workspace)
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    #expect(!workspace.exists("other"))
  }

  /// A wrong checksum is found when all of the text is there.
  @Test(arguments: endings)
  func damagedFiles(_ ending: String) throws {
    let workspace = try trained()
    var bytes = Self.compressed(Self.table, ending)
    bytes[bytes.count - (ending == ".gz" ? 6 : 2)] ^= 4
    try Data(bytes).write(to: workspace.file("bad"))
    let answers = try Program.run(["predict", "run", "--data", "bad"], in: workspace)
    #expect(answers.status == 65)
    #expect(answers.errors.hasPrefix("bad:62:1: the "), "\(answers.errors)")
    #expect(answers.errors.contains("data are damaged: the text up to here"), "\(answers.errors)")
    #expect(answers.output.split(separator: "\n").count == 61)
    let refused = try Program.run(
      ["train", "c.json", "--set", "data.train=bad", "--out", "other"], in: workspace)
    #expect(refused.status == 65 && refused.errors.hasSuffix("/" + answers.errors))
  }

  @Test(arguments: endings)
  func rowsAreAnsweredAsTheyCome(_ ending: String) throws {
    let workspace = try trained()
    let texts = ["colour,n\nred,1\nblue,", "2\nred,3", "\n"]
    let pieces =
      ending == ".gz"
      ? Compressor.gzip(pieces: texts.map { Array($0.utf8) })
      : Compressor.zstd(pieces: texts.map { Array($0.utf8) })
    let piecewise = try Program.run(
      ["predict", "run", "--data", "-"], in: workspace,
      pieces: zip(pieces, [2, 3, 4]).map { ($0, $1) })
    #expect(piecewise.status == 0)
    let whole = try Program.run(
      ["predict", "run", "--data", "-"], in: workspace,
      input: "colour,n\nred,1\nblue,2\nred,3\n")
    #expect(piecewise.output == whole.output)
  }

  /// Ten bytes that become ten thousand: memory is that of the rows, not that of the text.
  @Test(arguments: endings)
  func whatGrowsWithoutBound(_ ending: String) throws {
    let workspace = try trained()
    // A row of 1 GiB.
    let member =
      ending == ".gz"
      ? Compressor.gzip(Array(repeating: UInt8(ascii: "x"), count: 16 << 20))
      : Compressor.zstd(Array(repeating: UInt8(ascii: "x"), count: 16 << 20))
    let row = (0..<64).flatMap { _ in member }
    try Data(Self.compressed("n,colour\n1,red\n", ending) + row).write(to: workspace.file("bomb"))
    let answers = try Program.shell(
      "ulimit -v 2000000; $dlrun predict run --data bomb", in: workspace)
    #expect(answers.status == 65)
    #expect(answers.output.split(separator: "\n").count == 2)
    #expect(answers.errors.contains(":3:1: a row of more than 64 MiB"), "\(answers.errors)")
  }
}
