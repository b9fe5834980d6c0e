import Foundation
import System
import Testing

@Suite struct FileTests {
  @Test(arguments: [
    ("a.csv", "/x/y/a.csv"), ("./a.csv", "/x/y/a.csv"), ("../d/a.csv", "/x/d/a.csv"),
    ("../../../a.csv", "/a.csv"), ("d//e/./a.csv", "/x/y/d/e/a.csv"), ("/a/b.csv", "/a/b.csv"),
    // The name before ".." may be a link.
    ("d/../a.csv", "/x/y/d/../a.csv"), ("/a/../b.csv", "/a/../b.csv"), ("..", "/x"),
    ("é/ü.csv", "/x/y/é/ü.csv"),
  ])
  func absolutePaths(path: String, absolute: String) {
    #expect(FilePath.absolute(path, from: "/x/y") == absolute)
  }

  @Test(arguments: [
    ("configs/xor.json", "xor"), ("xor.json", "xor"), ("/a.b/xor", "xor"), ("a.b.json", "a.b"),
    (".json", ".json"), ("..json", "..json"), ("x.", "x"),
  ])
  func stems(path: String, stem: String) {
    #expect(FilePath.stem(path) == stem)
  }

  /// Whatever bytes a path has, its text becomes them again, and is the plain one where they are UTF-8.
  @Test func textsOfPaths() {
    #expect(FilePath.text(Array("é/ü.csv".utf8)) == "é/ü.csv")
    #expect(FilePath.text([0x63, 0xE9]).shown == "c\\xE9")
    var generator = SystemRandomNumberGenerator()
    let pieces: [[UInt8]] = [
      Array("é".utf8), Array("\u{10FEE9}".utf8), Array("🇦".utf8), [0xE9], [0xF4, 0x8F], [0x80],
      [0x2F],
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF],
    ]
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...6, using: &generator)).flatMap { _ in
        pieces.randomElement(using: &generator) ?? []
      }
      #expect(FilePath.bytes(FilePath.text(bytes)) == bytes, "\(bytes)")
    }
  }

  @Test func readsWholeFiles() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "large")
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Data(bytes).write(to: file)

    func status(_ path: String, limit: Int = 200_000) throws -> System.ExitStatus? {
      do {
        _ = try InputFile.read(path, limit: limit, status: .configuration)
        return nil
      } catch {
        return error.status
      }
    }
    #expect(try InputFile.read(file.path, limit: 200_000, status: .data) == bytes)
    #expect(try status(file.path, limit: 199_999) == .configuration)
    #expect(try status(folder.path) == .noInput)
    #expect(try status(folder.path + "/missing") == .noInput)
    #expect(try status(file.path + "\0") == .noInput)
    #expect(try status("") == .noInput)
    // Whoever writes into a pipe may never come.
    #expect(try status("/dev/zero") == .noInput)
    #expect(mkfifo(folder.path + "/pipe", 0o666) == 0)
    #expect(try status(folder.path + "/pipe") == .noInput)
    #expect(throws: Failure.self) {
      try InputFile.read("/dev/zero", limit: 200_000, status: .configuration, mayBePipe: true)
    }
  }
}
