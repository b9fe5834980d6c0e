import Foundation
import Testing

/// SIGINT and SIGTERM end the program by itself, in any phase, with whole rows on disk.
@Suite(.serialized) struct InterruptionTests {
  /// A second by contract, and another one for a machine that is busy with other tests.
  private static let limit = 2.0

  /// Starts a program, waits until a condition holds, sends a signal; returns the exit code.
  private func interrupt(
    _ arguments: [String], in workspace: Workspace, by signal: Int32, input: Any,
    when isReady: () throws -> Bool
  ) throws -> Int32 {
    let output = workspace.scratch()
    let process = try Program.start(
      arguments, in: workspace, input: input, output: FileHandle(forWritingTo: output),
      errors: FileHandle(forWritingTo: workspace.scratch()))
    let deadline = Date(timeIntervalSinceNow: 20)
    var wasReady = try isReady()
    while !wasReady, Date() < deadline {
      usleep(5_000)
      wasReady = try isReady()
    }
    #expect(wasReady)
    #expect(process.isRunning)
    let start = Date()
    kill(process.processIdentifier, signal)
    while process.isRunning, Date().timeIntervalSince(start) < 10 { usleep(2_000) }
    #expect(Date().timeIntervalSince(start) < Self.limit)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(try Data(contentsOf: output).isEmpty)
    return process.terminationStatus
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func whileEpochsFlyBy(_ signal: Int32) throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000, "log_steps": true"#)
    let run = RunFolder(workspace.file("runs/xor"))
    let status = try interrupt(
      ["train", "xor.json"], in: workspace, by: signal, input: FileHandle.nullDevice
    ) { try run.exists("curves.csv") && run.bytes("curves.csv").count > 100_000 }
    #expect(status == 128 + signal)
    try expectWholeRows(run)
    // Every step of a finished epoch is there.
    let (steps, curves) = (try run.column("step", of: "steps.csv"), try run.column("step"))
    #expect(steps.count >= Int(curves.last ?? 0))
    #expect(steps == (0..<steps.count).map { Double($0 + 1) })
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func inTheMiddleOfAnEpoch(_ signal: Int32) throws {
    let workspace = try Workspace()
    let rows = (0..<20_000).map { "\($0 % 7),\($0 % 11),\($0 % 2)\n" }
    try workspace.write("a,b,out\n" + rows.joined(), to: "long.csv")
    try workspace.writeXOR(#""epochs": 1, "descent": "stochastic", "log_steps": true"#)
    let run = RunFolder(workspace.file("runs/xor"))
    // An epoch of minutes: rows of steps appear within a second all the same.
    let status = try interrupt(
      [
        "train", "xor.json", "--out", "runs/xor", "--set", "data.train=long.csv", "--set",
        #"model={"layers": [{"units": 1500}, {"units": 1500}, {"activation": "sigmoid"}]}"#,
      ], in: workspace, by: signal, input: FileHandle.nullDevice
    ) { try run.exists("steps.csv") && run.rows("steps.csv").count > 1 }
    #expect(status == 128 + signal)
    try expectWholeRows(run)
    #expect(try run.column("epoch") == [0])
  }

  /// The run that is being trained keeps its curves, and none is begun after it.
  @Test func amongSeveralRuns() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000, "log_steps": true"#)
    let run = RunFolder(workspace.file("runs/xor/seed-0"))
    let status = try interrupt(
      ["train", "xor.json", "--seeds", "3"], in: workspace, by: SIGTERM,
      input: FileHandle.nullDevice
    ) { try run.exists("curves.csv") && run.bytes("curves.csv").count > 10_000 }
    #expect(status == 128 + SIGTERM)
    try expectWholeRows(run)
    #expect(try workspace.names(in: "runs/xor") == ["seed-0", "series.json"])
  }

  /// All runs that are being trained at once keep their curves.
  @Test func duringARace() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000, "log_steps": true"#)
    let status = try interrupt(
      ["race", "xor.json", "--seeds", "2"], in: workspace, by: SIGINT,
      input: FileHandle.nullDevice
    ) {
      try workspace.exists("runs/race/xor")
        && workspace.names(in: "runs/race/xor").allSatisfy {
          let run = RunFolder(workspace.file("runs/race/xor/\($0)"))
          return try run.exists("curves.csv") && run.bytes("curves.csv").count > 10_000
        }
    }
    #expect(status == 128 + SIGINT)
    let names = try workspace.names(in: "runs/race/xor")
    #expect(!names.isEmpty)
    for name in names { try expectWholeRows(RunFolder(workspace.file("runs/race/xor/\(name)"))) }
    #expect(try workspace.names(in: "runs/race") == ["race.json", "xor"])
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func whileReading(_ signal: Int32) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let pipe = Pipe()
    let start = Date()
    let status = try interrupt(
      ["train", "xor.json", "--set", "data.train=-"], in: workspace, by: signal, input: pipe
    ) { Date().timeIntervalSince(start) > 0.3 }
    #expect(status == 128 + signal)
    #expect(try workspace.names() == ["xor.csv", "xor.json"])
    try pipe.fileHandleForWriting.close()
  }

  private func expectWholeRows(_ run: RunFolder) throws {
    for name in ["curves.csv", "steps.csv"] {
      let text = try run.text(name)
      #expect(text.hasSuffix("\n"))
      #expect(Set(text.split(separator: "\n").map { $0.count { $0 == "," } }).count == 1)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: run.url.path).sorted()
    #expect(
      names == [
        "checkpoint.safetensors", "config.json", "curves.csv", "data.json", "model.safetensors",
        "steps.csv",
      ])
  }
}
