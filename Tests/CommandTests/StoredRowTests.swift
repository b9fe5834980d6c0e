import Foundation
import Testing

/// Tables that do not fit in memory: the same bytes as of those that do.
@Suite(.serialized) struct StoredRowTests {
  /// A table whose 700 inputs make blocks of some ten thousand rows.
  private static func table(rows: Int, isClassification: Bool) -> String {
    var text = "c,a,w,y\n"
    var state: UInt64 = 9
    for row in 0..<rows {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let random = Int(state >> 33)
      let category = random % 700
      let value = Double(category % 5) + Double(random % 97) / 97
      let target = isClassification ? (value > 2.5 ? "yes" : "no") : "\(value)"
      text += "k\(category),\(Double(random % 97) / 8),\(1 + row % 3),\(target)\n"
    }
    return text
  }

  private static let cases:
    [(name: String, data: String, training: String, output: String, isClassification: Bool)] = [
      (
        "mini-batches", #", "weight": "w", "validation": 0.3, "test": 0.1"#,
        #""epochs": 2, "batch_size": 100, "log_layers": true, "log_steps": true, "early_stopping": {"monitor": "validation_roc_auc", "patience": 5}, "calibrate": "temperature""#,
        #"{"units": 2, "activation": "softmax"}"#, true
      ),
      (
        "batches larger than a block", #", "validation": 0.4"#,
        #""epochs": 3, "batch_size": 20000, "evaluate_train": true"#, #"{"units": 1}"#, false
      ),
      (
        "batch descent", #", "weight": "w""#, #""epochs": 3, "descent": "batch""#, #"{"units": 1}"#,
        false
      ),
      (
        "in the rows' own order", "", #""epochs": 2, "batch_size": 300, "shuffle": false"#,
        #"{"units": 1}"#, false
      ),
    ]

  @Test(arguments: cases.indices)
  func sameBytes(number: Int) throws {
    let test = Self.cases[number]
    let workspace = try Workspace()
    try workspace.write(
      Self.table(rows: 30_000, isClassification: test.isClassification), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": ["y"], "inputs": ["c", "a"], "columns": {"c": {"max_categories": 700}}\(test.data)},
      "model": {"layers": [{"units": 3, "activation": "tanh"}, \(test.output)]},
      "training": {\(test.training), "seed": 2}}
      """, to: "c.json")
    let memory = try Program.run(
      ["train", "c.json", "--out", "memory", "--threads", "2"], in: workspace)
    try #require(memory.status == 0, "\(memory.errors)")
    #expect(!memory.errors.contains("on disk"))
    for threads in ["1", "2"] {
      let out = "stored-\(threads)"
      let stored = try Program.run(
        ["train", "c.json", "--out", out, "--threads", threads, "--memory", "0"], in: workspace)
      try #require(stored.status == 0, "\(stored.errors)")
      #expect(stored.errors.contains("they are kept on disk in"), "\(stored.errors)")
      try ResumeTests.expectEqual(
        workspace.file(out), workspace.file("memory"), "\(test.name) on \(threads) threads")
    }
    for arguments in [["--data", "t.csv"], ["--data", "t.csv", "--json"]] {
      let expected = try Program.run(["eval", "memory"] + arguments, in: workspace)
      let found = try Program.run(
        ["eval", "memory", "--memory", "0"] + arguments, in: workspace)
      #expect(expected.status == 0 && found.output == expected.output, "\(found.errors)")
    }
    guard number == 0 else { return }
    for command in [["check", "c.json"], ["init", "t.csv", "--target", "y"]] {
      let expected = try Program.run(command, in: workspace)
      let found = try Program.run(command + ["--memory", "0"], in: workspace)
      #expect(found.status == 0, "\(found.errors)")
      // What is told of memory, and time, is another, and a note says where the rows are.
      func comparable(_ text: String) -> [Substring] {
        text.split(separator: "\n").prefix { !$0.hasPrefix("note:") }
          .filter { !$0.hasPrefix("memory") && !$0.hasPrefix("time") }
      }
      #expect(comparable(found.output) == comparable(expected.output))
    }
    #expect(try workspace.names(in: ".").allSatisfy { !$0.contains("rows") })
  }

  /// Several runs read a table once that does not fit; each has the bytes that it has alone.
  @Test(arguments: [
    ["train", "c.json", "--folds", "3"], ["race", "c.json", "d.json", "--seeds", "2"],
  ])
  func severalRuns(arguments: [String]) throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(rows: 30_000, isClassification: false), to: "t.csv")
    for (name, rate) in [("c", 0.01), ("d", 0.1)] {
      try workspace.write(
        """
        {"name": "\(name)", "data": {"train": "t.csv", "target": ["y"], "validation": 0.2, "columns": {"c": {"max_categories": 700}}},
        "model": {"layers": [{"units": 1}]}, "optimizer": {"name": "momentum", "learning_rate": \(rate)},
        "training": {"epochs": 1, "batch_size": 500}}
        """, to: "\(name).json")
    }
    for (out, memory) in [("memory", []), ("stored", ["--memory", "0"])] as [(String, [String])] {
      let ending = try Program.run(
        arguments + ["--out", out, "--quiet"] + memory, in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
    }
    let (stored, memory) = (workspace.file("stored"), workspace.file("memory"))
    var (found, expected) = (
      try ResumeTests.comparable(stored), try ResumeTests.comparable(memory)
    )
    // Pictures and pages name the folder.
    for name in expected.keys
    where !["csv", "json", "safetensors"].contains(
      name.split(separator: ".").last.map(String.init) ?? "")
    {
      found[name] = nil
      expected[name] = nil
    }
    #expect(found.keys.sorted() == expected.keys.sorted() && expected.count > 6)
    for (name, data) in expected { #expect(found[name] == data, "\(name)") }
  }

  /// A run whose rows are on disk is interrupted and goes on in memory.
  @Test func goesOnElsewhere() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(rows: 30_000, isClassification: false), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": ["y"], "columns": {"c": {"max_categories": 700}}},
      "model": {"layers": [{"units": 2, "activation": "tanh"}, {"units": 1}]},
      "training": {"epochs": 40, "batch_size": 100, "checkpoint": {"every_seconds": 0.05}}}
      """, to: "c.json")
    let whole = try Program.run(["train", "c.json", "--out", "whole", "--quiet"], in: workspace)
    try #require(whole.status == 0)
    let process = try Program.start(
      ["train", "c.json", "--out", "run", "--memory", "0", "--quiet"], in: workspace,
      input: FileHandle.nullDevice, output: FileHandle.nullDevice,
      errors: FileHandle.nullDevice)
    while process.isRunning, !workspace.exists("run/checkpoint.safetensors") { usleep(1000) }
    usleep(100_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let resumed = try Program.run(["train", "--resume", "run", "--quiet"], in: workspace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    try ResumeTests.expectEqual(workspace.file("run"), workspace.file("whole"), "resumed")
  }

  /// The rows for validation have no room in memory, nor are they needed there at the end.
  @Test func validationRowsStayOnDisk() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(rows: 60_000, isClassification: true), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": ["y"], "validation": 0.8, "columns": {"c": {"max_categories": 700}}},
      "model": {"layers": [{"units": 2, "activation": "softmax"}]},
      "training": {"epochs": 1, "batch_size": 500, "calibrate": "temperature", "threshold": "best:f1"}}
      """, to: "c.json")
    let limited = try Program.shell(
      "ulimit -v 400000; $dlrun train c.json --out limited --memory 0 --threads 1 --quiet && "
        + "$dlrun eval limited --data t.csv --threshold best:f1 --memory 0 --json", in: workspace)
    try #require(limited.status == 0, "\(limited.errors)")
    let free = try Program.shell(
      "$dlrun train c.json --out free --quiet && $dlrun eval free --data t.csv --threshold best:f1 --json",
      in: workspace)
    #expect(free.output.split(separator: "\n").last == limited.output.split(separator: "\n").last)
    try ResumeTests.expectEqual(workspace.file("limited"), workspace.file("free"), "limited")
  }

  @Test func refusesWhatCannotBe() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(rows: 3000, isClassification: false), to: "t.csv")
    try workspace.write(
      #"{"data": {"train": "t.csv", "target": ["y"]}, "model": {"layers": [{"units": 1}]}, "training": {"epochs": 1}}"#,
      to: "c.json")
    let missing = try Program.run(
      ["train", "c.json", "--out", "r", "--memory", "0", "--cache", "nowhere"], in: workspace)
    #expect(missing.status == 73)
    #expect(missing.errors.contains("nowhere: no such folder"), "\(missing.errors)")
    for size in ["-1", "many", "", "1.5G", "M"] {
      let ending = try Program.run(["train", "c.json", "--memory", size], in: workspace)
      #expect(ending.status == 64, "\(size): \(ending.errors)")
    }
    // A disk without room: nothing of the run is left.
    let full = try Program.shell(
      "ulimit -f 8; $dlrun train c.json --out r --memory 0 --cache .", in: workspace)
    #expect(full.status == 73, "\(full.errors)")
    #expect(full.errors.contains(".: no room for"), "\(full.errors)")
    #expect(!workspace.exists("r"))
    for size in ["0", "64K", "100m", "2G", "99999999999999999999T"] {
      let ending = try Program.run(
        ["eval", "--help", "--memory", size], in: workspace)
      #expect(ending.status == 0)
    }
  }
}
