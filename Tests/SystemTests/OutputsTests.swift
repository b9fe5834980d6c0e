import Foundation
import System
import Testing

/// What is on disk when the process is ended from outside.
struct OutputsTests {
  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func anEndKeepsWholeRowsAndNoTemporaryFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outputs = Outputs()
    let rows = try RowFile(
      path: folder.appendingPathComponent("rows.csv").path, header: "a,b", outputs: outputs)
    try rows.append("1,2")
    let model = try WholeFile(
      path: folder.appendingPathComponent("model").path, text: "half of it", outputs: outputs)
    // The process would end here; nobody gets the lock any more, so the file is never let go.
    _ = Unmanaged.passRetained(model)
    outputs.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["rows.csv"])
    #expect(
      try String(contentsOf: folder.appendingPathComponent("rows.csv"), encoding: .utf8)
        == "a,b\n1,2\n")
  }

  @Test func filesAppearTogether() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outputs = Outputs()
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    func file(_ name: String) throws -> WholeFile {
      try WholeFile(
        path: folder.appendingPathComponent(name).path, text: name, outputs: outputs)
    }
    do {
      let files = [try file("a"), try file("b")]
      #expect(try names().allSatisfy { $0.hasPrefix(".") && $0.hasSuffix(".part") })
      #expect(try names().count == 2)
      try WholeFile.publish(files)
      #expect(try names() == ["a", "b"])
      _ = try file("c")
    }
    #expect(try names() == ["a", "b"])
    // A name that is a folder's cannot be given to a file.
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("d"), withIntermediateDirectories: false)
    #expect(throws: (any Error).self) { try WholeFile.publish([try file("c"), try file("d")]) }
    #expect(try names() == ["a", "b", "d"])
  }

  /// What a process that is gone left is swept away, and what others write stays.
  @Test func leftOversGo() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outputs = Outputs()
    let gone = Process()
    gone.executableURL = URL(fileURLWithPath: "/bin/true")
    try gone.run()
    gone.waitUntilExit()
    let names = [
      ".a.\(gone.processIdentifier).1.part", ".a.\(getppid()).1.part", ".ab.1.part", ".a.x.1.part",
    ]
    for name in names { try Data().write(to: folder.appendingPathComponent(name)) }
    try WholeFile.publish([
      WholeFile(path: folder.appendingPathComponent("a").path, text: "text", outputs: outputs)
    ])
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
        == Set(names.dropFirst()).union(["a"]))
  }

  /// Whoever comes second to give a name fails, and takes nothing away from the first.
  @Test func filesOfOthersStay() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outputs = Outputs()
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }
    func file(_ name: String, _ text: String) throws -> WholeFile {
      try WholeFile(
        path: folder.appendingPathComponent(name).path, text: text, outputs: outputs)
    }
    func status(_ body: () throws -> Void) -> System.ExitStatus? {
      do {
        try body()
        return nil
      } catch {
        return (error as? Failure)?.status
      }
    }
    try WholeFile.publish([try file("a", "first")])

    let (other, second) = (try file("b", "second"), try file("a", "second"))
    #expect(status { try WholeFile.publish([other, second]) } == .cannotCreate)
    #expect(
      try String(contentsOf: folder.appendingPathComponent("a"), encoding: .utf8) == "first")
    #expect(!(try names().contains("b")))

    let path = folder.appendingPathComponent("rows.csv").path
    let rows = try RowFile(path: path, header: "a", outputs: outputs)
    #expect(
      status { _ = try RowFile(path: path, header: "b", outputs: outputs) } == .cannotCreate)
    try rows.append("1", flushing: true)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a\n1\n")
  }
}
