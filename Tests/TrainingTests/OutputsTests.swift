import Foundation
import Testing
import Training

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
      #expect(try names() == ["a.part", "b.part"])
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
}
