import Foundation
import System
import Testing
import Training

/// `configs/CONTRACT.md` says what there is.
struct ContractTests {
  /// The cells of a table's rows behind its head, by the heading of its first column.
  private func table(_ heading: String, under title: String) throws -> [[String]] {
    let text = try String(contentsOfFile: Repository.path("configs/CONTRACT.md"), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let title = try #require(lines.firstIndex(of: "## " + title))
    let section = lines[(title + 1)...].prefix { !$0.hasPrefix("## ") }
    let head = try #require(section.firstIndex { $0.hasPrefix("| \(heading) |") })
    return section[(head + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "`", with: "")
      }
    }
  }

  @Test func commandsAreThose() throws {
    let help = try Program.run(["--help"], in: Workspace()).output
    let list = help.components(separatedBy: "SUBCOMMANDS:\n").last ?? ""
    let commands = list.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .filter { !$0.hasPrefix("  See ") }.compactMap {
        $0.split(separator: " ").first.map { "dlrun \($0)" }
      }
    #expect(commands.count > 10)
    #expect(try table("command", under: "Commands").map { $0[0] }.sorted() == commands.sorted())
  }

  @Test func exitCodesAreThose() throws {
    let codes = try table("code", under: "Exit codes").compactMap { Int32($0[0]) }
    #expect(codes == [0] + (1...255).filter { ExitStatus(rawValue: $0) != nil })
  }

  @Test func filesAndColumnsAreThose() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      """
      "epochs": 3, "log_steps": true, "log_layers": true, "tensorboard": true, "snapshots": [1],
      "checkpoint": {"every_epochs": 1}
      """)
    let files = try table("file", under: "Files of a run").map { $0[0] }
    for task in ["classification", "regression"] {
      let layers = #"model.layers=[{"units": 3}, {"units": 1}]"#
      let ending = try Program.run(
        ["train", "xor.json", "--out", task, "--set", "data.task=\(task)", "--quiet"]
          + (task == "regression" ? ["--set", layers] : []), in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      let names = try workspace.names(in: task).map {
        $0.hasPrefix("events.out.tfevents.") ? "events.out.tfevents.…" : $0
      }
      #expect(Set(names).union(["divergence.json"]) == Set(files))
      let text = try String(contentsOfFile: Repository.path("configs/CONTRACT.md"), encoding: .utf8)
      let run = RunFolder(workspace.file(task))
      for (file, label) in [
        ("curves.csv", "`curves.csv` of a \(task)"), ("steps.csv", "`steps.csv`"),
        ("layers.csv", "`layers.csv`"),
      ] {
        let header = try run.text(file).split(separator: "\n")[0]
        #expect(text.contains("| \(label) | `\(header)` |"), "\(file): \(header)")
      }
    }
  }
}
