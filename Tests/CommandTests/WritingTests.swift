import Foundation
import Testing

/// What happens where something cannot be written.
struct WritingTests {
  @Test(arguments: [
    "$dlrun train xor.json >/dev/full", "$dlrun train xor.json >&-", "$dlrun --version >/dev/full",
    "$dlrun train --help >/dev/full", "$dlrun eval run --data xor.csv >/dev/full",
  ])
  func standardOutput(_ line: String) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    _ = try Program.shell("$dlrun train xor.json --out run --quiet", in: workspace)
    let ending = try Program.shell(line, in: workspace)
    #expect(ending.status == 74)
    #expect(ending.errors.contains("standard output cannot be written"))
  }

  @Test func aReaderThatHasGone() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.shell(
      "($dlrun train xor.json --set training.epochs=3000; echo $? >status) | true", in: workspace)
    #expect(ending.status == 0)
    #expect(try String(contentsOf: workspace.file("status"), encoding: .utf8) == "74\n")
  }

  @Test func standardErrorIsNotNeeded() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    #expect(try Program.shell("$dlrun train xor.json 2>&-", in: workspace).status == 0)
    #expect(try Program.shell("$dlrun train xor.json 2>/dev/full", in: workspace).status == 0)
  }

  /// A limit of 4 kB stands for a full disk; the shell counts in blocks of 512 bytes.
  @Test func curvesStayWhole() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 1000, "log_steps": true"#)
    let ending = try Program.shell(
      "ulimit -f 8; exec $dlrun train xor.json --out run", in: workspace)
    #expect(ending.status == 74)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(".csv: cannot be written"), "\(ending.errors)")
    #expect(
      try workspace.names(in: "run") == ["config.json", "curves.csv", "data.json", "steps.csv"])
    let run = RunFolder(workspace.file("run"))
    for name in ["curves.csv", "steps.csv"] {
      let text = try run.text(name)
      #expect(text.hasSuffix("\n"))
      #expect(text.utf8.count <= 4096)
      let columns = Set(text.split(separator: "\n").map { $0.count { $0 == "," } })
      #expect(columns.count == 1)
    }
  }

  @Test func noHalfModelIsLeft() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 1"#)
    let ending = try Program.shell(
      "ulimit -f 8; exec $dlrun train xor.json --out run --set model.layers.0.units=1000",
      in: workspace)
    #expect(ending.status == 74)
    #expect(ending.errors.contains("run/model.safetensors: cannot be written"))
    #expect(try workspace.names(in: "run") == ["config.json", "curves.csv", "data.json"])
  }

  /// Of runs started at once one gets the folder, and the others take nothing away from it.
  @Test func anEmptyFolderIsOneRuns() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 20, "log_steps": true"#)
    for _ in 0..<5 {
      let ending = try Program.shell(
        """
        rm -rf run && mkdir run
        for run in 1 2 3 4; do
          ($dlrun train xor.json --out run --quiet >/dev/null 2>&1; echo $? >status-$run) &
        done
        wait; cat status-* | sort -n | tr '\\n' ' '
        """, in: workspace)
      #expect(ending.output == "0 73 73 73 ", "\(ending.errors)")
      #expect(
        try workspace.names(in: "run") == [
          "config.json", "curves.csv", "data.json", "metrics.json", "model.safetensors",
          "steps.csv",
        ])
    }
  }

  @Test func aRunThatCannotStartLeavesNothing() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.shell(
      "ulimit -f 1; exec $dlrun train xor.json --out new/run", in: workspace)
    #expect(ending.status == 74)
    #expect(ending.errors.contains("new/run/config.json: cannot be written"))
    #expect(try workspace.names() == ["xor.csv", "xor.json"])
  }
}
