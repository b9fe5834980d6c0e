import Foundation
import Testing

/// Each call of the system that a run makes for its files fails in turn: the program says so, ends by itself, and
/// what it left goes on to the end that an undisturbed run comes to.
@Suite(.serialized) struct FaultTests {
  private static let calls = ["write", "open", "fsync", "rename", "close", "mkdir", "ftruncate"]

  /// The library that lets calls fail, beside the program.
  private static let library = URL(fileURLWithPath: Program.path).deletingLastPathComponent()
    .appendingPathComponent("libFaultInjector.so").path

  private func run(
    _ arguments: String, in workspace: Workspace, fault: String
  ) throws -> Program.Ending {
    try Program.shell(
      "LD_PRELOAD='\(Self.library)' DLRUN_FAULT=\(fault) DLRUN_FAULT_COUNTS=counts exec \"$dlrun\" "
        + arguments, in: workspace)
  }

  private func counts(in workspace: Workspace) throws -> [String: Int] {
    let lines = try String(contentsOf: workspace.file("counts"), encoding: .utf8)
      .split(separator: "\n")
    let pairs = lines.map { $0.split(separator: " ") }
    return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), Int($0[1]) ?? 0) })
  }

  private func prepare() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.writeXOR(
      """
      "epochs": 12, "log_steps": true, "log_layers": true, "snapshots": [3], "tensorboard": true,
      "early_stopping": {"patience": 50, "monitor": "train_loss"}, "checkpoint": {"every_epochs": 4}
      """)
    return workspace
  }

  /// `DLRUN_FAULTS` says at each how manieth call faults are made; 1 for all of them.
  @Test(arguments: calls)
  func failingCallsLeaveWhatGoesOn(call: String) throws {
    let step =
      ProcessInfo.processInfo.environment["DLRUN_FAULTS"].flatMap { Int($0) } ?? 7
    let workspace = try prepare()
    let train = "train xor.json --quiet --threads 1 --out "
    let whole = try run(train + "whole", in: workspace, fault: "none")
    try #require(whole.status == 0, "\(whole.errors)")
    let count = try counts(in: workspace)[call] ?? 0
    #expect(count > 0 || call == "ftruncate")
    var kinds = [ENOSPC, EIO, EINTR]
    if call == "write" { kinds.append(0) }
    for number in stride(from: 1, through: count, by: step) {
      for kind in kinds {
        let place = "\(call):\(number):\(kind)"
        let ending = try run(train + "run", in: workspace, fault: place)
        // Inputs are opened, too, and files of the system that there may be.
        let statuses: [Int32] =
          kind == 0 || call == "write" && kind == EINTR ? [0] : [0, 66, 73, 74]
        #expect(statuses.contains(ending.status), "\(place): \(ending.status) \(ending.errors)")
        if ending.status != 0, call != "write" || workspace.exists("run/config.json") {
          #expect(!ending.errors.isEmpty, "\(place)")
        }
        if workspace.exists("run") {
          if ending.status != 0, workspace.exists("run/config.json") {
            let resumed = try Program.run(["train", "--resume", "run", "--quiet"], in: workspace)
            #expect(resumed.status == 0, "\(place): \(resumed.errors)")
          }
          if workspace.exists("run/config.json") {
            try ResumeTests.expectEqual(
              workspace.file("run"), workspace.file("whole"), "\(place)")
          } else {
            #expect(try workspace.names(in: "run").isEmpty, "\(place)")
          }
          try FileManager.default.removeItem(at: workspace.file("run"))
        }
        let left = try workspace.names().filter { $0.hasSuffix(".part") }
        #expect(left.isEmpty, "\(place): \(left)")
      }
    }
  }
}
