import Foundation
import Testing

/// The commands of the documents, as a reader would type them.
struct DocumentTests {
  /// The blocks that are marked as commands, one after the other.
  private func commands(in document: String) throws -> String {
    let text = try String(contentsOfFile: Repository.path(document), encoding: .utf8)
    var commands: [Substring] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```sh" {
        isInside = true
      } else if line == "```" {
        isInside = false
      } else if isInside {
        commands.append(line)
      }
    }
    return commands.joined(separator: "\n") + "\n"
  }

  @Test(arguments: ["README.md", "configs/GUIDE.md"])
  func everyCommandRunsAsPrinted(document: String) throws {
    let workspace = try Workspace()
    for folder in ["configs", "datasets", "scripts"] {
      try FileManager.default.copyItem(
        atPath: Repository.path(folder), toPath: workspace.file(folder).path)
    }
    let commands = try commands(in: document)
    #expect(commands.contains("dlrun train "))
    try workspace.write(
      "mkdir bin; ln -s \"$dlrun\" bin/dlrun; PATH=\"$PWD/bin:$PATH\"\n" + commands,
      to: "commands.sh")
    let ending = try Program.shell(
      "bash -x -e -u -o pipefail commands.sh < /dev/null", in: workspace)
    #expect(ending.status == 0, "\(document): \(ending.errors.suffix(2000))")
  }
}
