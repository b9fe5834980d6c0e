import Foundation
import System
import Testing

@Suite struct FilePatternTests {
  /// A folder with some files, and a folder where a name ends with a slash.
  private func folder(_ names: [String]) throws -> String {
    let path = NSTemporaryDirectory() + "pattern-" + UUID().uuidString
    for name in names {
      let file = URL(fileURLWithPath: path + "/" + name)
      let isFolder = name.hasSuffix("/")
      try FileManager.default.createDirectory(
        at: isFolder ? file : file.deletingLastPathComponent(), withIntermediateDirectories: true)
      if !isFolder { try Data().write(to: file) }
    }
    return path
  }

  private static let names = [
    "part-10.csv", "part-2.csv", "part-1.csv", "Part-3.csv", "part-é.csv", "part-.csv",
    ".part-4.csv",
    "part-5.csv/", "[x]/a.csv", "x/a.csv", "x/b.csv", "y/a.csv", "y/z/a.csv", "part-*.tsv",
    "part-7.tsv",
    "b]c", "b-c",
  ]

  @Test(arguments: [
    // In the order of bytes, neither hidden ones nor folders among them.
    ("part-*.csv", ["part-.csv", "part-1.csv", "part-10.csv", "part-2.csv", "part-é.csv"]),
    ("part-?.csv", ["part-1.csv", "part-2.csv", "part-é.csv"]),
    ("part-[0-9].csv", ["part-1.csv", "part-2.csv"]),
    ("part-[!0-9].csv", ["part-é.csv"]), ("part-[^1é].csv", ["part-2.csv"]),
    ("[pP]art-[23].csv", ["Part-3.csv", "part-2.csv"]),
    ("*-1*.c?v", ["part-1.csv", "part-10.csv"]), (".p*", [".part-4.csv"]),
    ("b[]]c", ["b]c"]), ("b[]-]c", ["b-c", "b]c"]), ("b[c", []), ("part-[9-0].csv", []),
    ("?/a.csv", ["x/a.csv", "y/a.csv"]),
    ("*/*.csv", ["[x]/a.csv", "x/a.csv", "x/b.csv", "y/a.csv"]),
    ("y/*/a.csv", ["y/z/a.csv"]), ("z/*.csv", []), ("part-*.csv/x", []),
    // What is there under the pattern's own name.
    ("part-*.tsv", ["part-*.tsv"]), ("[x]/*.csv", ["[x]/a.csv"]), ("[x]/b.csv", []),
  ])
  func filesThatFit(_ pattern: String, _ expected: [String]) throws {
    let folder = try folder(Self.names)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let found = FilePattern.files(fitting: folder + "/" + pattern)
    #expect(found == expected.map { folder + "/" + $0 })
  }

  @Test(arguments: [
    ("prt-*.csv", "part-.csv"), ("part-*.cvs", "part-.csv"), ("x/c?.csv", "a.csv"),
    ("pict-[0-9].csv", "part-1.csv"), ("nothing like it at all*.xyz", nil), ("none/*.csv", nil),
  ])
  func nearestName(_ pattern: String, _ expected: String?) throws {
    let folder = try folder(Self.names.filter { $0 != ".part-4.csv" })
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(FilePattern.nearestName(to: folder + "/" + pattern) == expected)
  }

  /// A byte that is no UTF-8 is a character, too.
  @Test func namesAreBytes() throws {
    let folder = try folder(["a/"])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = FilePath.text(Array("\(folder)/a/n".utf8) + [0xE9] + Array(".csv".utf8))
    let descriptor = FileSystem.open(path, O_CREAT | O_WRONLY, mode: 0o600)
    #expect(descriptor >= 0)
    close(descriptor)
    #expect(FilePattern.files(fitting: "\(folder)/?/n?.csv") == [path])
  }
}
