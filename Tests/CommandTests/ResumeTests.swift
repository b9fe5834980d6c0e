import Foundation
import Testing

/// Runs that are ended from outside and go on: what they leave is what runs leave that nobody disturbed.
@Suite(.serialized) struct ResumeTests {
  /// All files of a run, or of several, as they must be the same in equal runs: without seconds, the moments of events
  /// and checkpoints.
  static func comparable(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let names = FileManager.default.enumerator(atPath: folder.path)
    while let name = names?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let path = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue,
        !name.hasSuffix("checkpoint.safetensors")
      else { continue }
      var data = try Data(contentsOf: URL(fileURLWithPath: path))
      if let events = name.range(of: "events.out.tfevents") {
        files[name[..<events.lowerBound] + "events", default: Data()] += try records(data)
        continue
      }
      if name.hasSuffix("curves.csv") {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map { line in
          var cells = line.split(separator: ",", omittingEmptySubsequences: false)
          cells.remove(at: 2)
          return cells.joined(separator: ",")
        }
        data = Data(lines.joined(separator: "\n").utf8)
      } else if name.hasSuffix("metrics.json") {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        data = Data(lines.filter { !$0.contains("\"seconds\"") }.joined(separator: "\n").utf8)
      } else if name.hasSuffix("comparison.txt") || name.hasSuffix("comparison.csv") {
        // These tell of seconds, too.
        data = Data()
      }
      files[name] = data
    }
    return files
  }

  /// The records of an event file, each without its moment and its checks; what is no whole record is a failure.
  ///
  ///     8 bytes the length, 4 its check, the record (1 byte for the field of the moment and 8 for it), 4 its check
  private static func records(_ file: Data) throws -> Data {
    var (rest, records) = (file[...], Data())
    while !rest.isEmpty {
      try #require(rest.count > 25)
      let length = Int(rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
      try #require(rest.count >= 16 + length && rest[rest.startIndex + 12] == 9)
      records += rest.dropFirst(21).prefix(length - 9)
      rest = rest.dropFirst(16 + length)
    }
    return records
  }

  static func expectEqual(_ run: URL, _ reference: URL, _ comment: Comment) throws {
    let (files, expected) = (try comparable(run), try comparable(reference))
    #expect(files.keys.sorted() == expected.keys.sorted(), comment)
    for (name, data) in expected { #expect(files[name] == data, "\(name): \(comment)") }
    let names = FileManager.default.enumerator(atPath: run.path)?.allObjects as? [String] ?? []
    #expect(!names.contains { $0.hasSuffix(".part") }, comment)
  }

  /// Numbers of each step, as `training.tensorboard` writes them: no step twice.
  private struct Case {
    let name: String
    let arguments: [String]
    let training: String
    var model = #"{"layers": [{"units": 16, "activation": "tanh"}, {"activation": "sigmoid"}]}"#
    var rest = ""
  }

  private static let cases = [
    Case(
      name: "steps and snapshots", arguments: ["train"],
      training:
        #""epochs": 150, "batch_size": 8, "log_steps": true, "snapshots": [0, 3, 90], "tensorboard": true"#
    ),
    Case(
      name: "layers, early stopping, plateau, Nesterov", arguments: ["train"],
      training: """
        "epochs": 120, "batch_size": 8, "log_layers": true, "early_stopping": {"patience": 100},
        "schedule": {"name": "plateau", "patience": 3, "factor": 0.9}
        """,
      rest: #", "optimizer": {"name": "nesterov", "learning_rate": 0.05}"#),
    Case(
      name: "dropout, normalization, recurrence", arguments: ["train"],
      training: #""epochs": 40, "batch_size": 8, "schedule": "cosine", "warmup_epochs": 2"#,
      model: """
        {"layers": [{"kind": "reshape", "shape": [2, 1]}, {"kind": "gru", "units": 6, "output": "all"},
          {"kind": "batch_normalization", "dropout": 0.2}, {"kind": "lstm", "units": 4},
          {"units": 1, "activation": "sigmoid"}]}
        """),
    Case(
      name: "stochastic, clipped, in double precision", arguments: ["train"],
      training:
        #""epochs": 12, "descent": "stochastic", "clip_norm": 1, "precision": "float64", "evaluate_train": true"#
    ),
    Case(name: "folds", arguments: ["train", "--folds", "3"], training: #""epochs": 40"#),
    Case(name: "race", arguments: ["race", "--seeds", "2"], training: #""epochs": 40"#),
  ]

  private static func write(_ test: Case, to workspace: Workspace, checkpoint: String) throws {
    let rows = (0..<160).map { row in
      let (a, b) = (Double((row * 37) % 101) / 101, Double((row * 53) % 97) / 97)
      return "\(a),\(b),\((a - 0.5) * (b - 0.5) > 0 ? 1 : 0)\n"
    }
    try workspace.write("a,b,out\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "validation": 0.2}, "model": \(test.model),
       "training": {\(test.training), "checkpoint": \(checkpoint)}\(test.rest)}
      """, to: "c.json")
  }

  /// Killed at random instants, again and again, each run comes to the end that it would have come to.
  /// `DLRUN_KILLS` says how many are killed, `DLRUN_SEED` from which seed on.
  @Test(arguments: cases.indices)
  func killedRunsGoOn(number: Int) throws {
    let environment = ProcessInfo.processInfo.environment
    let kills = (environment["DLRUN_KILLS"].flatMap { Int($0) } ?? 24) / Self.cases.count
    let first = environment["DLRUN_SEED"].flatMap { Int($0) } ?? 1
    let test = Self.cases[number]
    let workspace = try Workspace()
    try Self.write(test, to: workspace, checkpoint: #"{"every_seconds": 0.01, "every_epochs": 7}"#)
    let start = Date()
    let reference = try Program.run(
      test.arguments + ["c.json", "--out", "reference", "--quiet"], in: workspace)
    try #require(reference.status == 0, "\(reference.errors)")
    let duration = Date().timeIntervalSince(start)
    for seed in first..<first + max(kills, 1) {
      var random = SystemLikeRandom(seed: UInt64(seed * 1000 + number))
      let run = "run-\(seed)"
      var arguments = test.arguments + ["c.json", "--out", run]
      var ends = 0
      var log = ""
      while ends < 40 {
        let errors = workspace.scratch()
        let process = try Program.start(
          arguments + ["--quiet", "--threads", String(1 + ends % 2)], in: workspace,
          input: FileHandle.nullDevice, output: FileHandle.nullDevice,
          errors: FileHandle(forWritingTo: errors))
        // The later, the longer, so that it ends.
        let instant = Double(random.next() % 10_000) / 10_000 * duration * (1 + Double(ends) / 8)
        let limit = Date(timeIntervalSinceNow: instant)
        while process.isRunning, Date() < limit { usleep(500) }
        if process.isRunning {
          kill(process.processIdentifier, SIGKILL)
          process.waitUntilExit()
          ends += 1
          let isThere = ["config.json", "series.json", "race.json"].contains {
            workspace.exists("\(run)/\($0)")
          }
          if isThere { arguments = [test.arguments[0], "--resume", run] }
          let names = try workspace.exists(run) ? workspace.names(in: run) : []
          #expect(isThere || names.isEmpty, "seed \(seed): \(names)")
          log += String(format: " %.4f", instant)
          continue
        }
        process.waitUntilExit()
        let text = try String(contentsOf: errors, encoding: .utf8)
        try #require(process.terminationStatus == 0, "seed \(seed), killed at\(log): \(text)")
        break
      }
      try Self.expectEqual(
        workspace.file(run), workspace.file("reference"),
        "\(test.name), DLRUN_SEED=\(seed), killed at\(log)")
      try FileManager.default.removeItem(at: workspace.file(run))
    }
  }

  /// A run that is interrupted has a model, says how it goes on, and goes on on any number of threads.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func interruptedRunsGoOn(signal: Int32) throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 3000, "log_steps": true"#),
      to: workspace, checkpoint: "{}")
    _ = try Program.run(["train", "c.json", "--out", "whole", "--quiet"], in: workspace)
    let run = RunFolder(workspace.file("a run"))
    let (output, errors) = (workspace.scratch(), workspace.scratch())
    let process = try Program.start(
      ["train", "c.json", "--out", "a run"], in: workspace, input: FileHandle.nullDevice,
      output: FileHandle(forWritingTo: output), errors: FileHandle(forWritingTo: errors))
    while try !run.exists("curves.csv") || run.bytes("curves.csv").count < 5000 { usleep(1000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + signal)
    #expect(try Data(contentsOf: output).isEmpty)
    let text = try String(contentsOf: errors, encoding: .utf8)
    #expect(text.contains("dlrun train --resume 'a run'"), "\(text)")
    #expect(run.exists("checkpoint.safetensors"))
    let shown = try Program.run(["show", "a run"], in: workspace)
    #expect(shown.output.contains("interrupted in epoch"), "\(shown.output)")
    let eval = try Program.run(["eval", "a run", "--data", "t.csv"], in: workspace)
    #expect(eval.status == 0)
    #expect(eval.errors.contains("interrupted"), "\(eval.errors)")
    let predict = try Program.run(["predict", "a run", "--data", "t.csv"], in: workspace)
    #expect(predict.status == 0 && predict.errors.contains("interrupted"), "\(predict.errors)")
    // A copy goes on as well.
    try FileManager.default.copyItem(at: run.url, to: workspace.file("copy"))
    for path in ["a run/", "copy"] {
      let resumed = try Program.run(["train", "--resume", path, "--threads", "1"], in: workspace)
      try #require(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.output == path + "\n")
      try Self.expectEqual(workspace.file(path), workspace.file("whole"), "\(path)")
    }
    // What is finished stays as it is.
    let before = try run.bytes("metrics.json")
    let again = try Program.run(["train", "--resume", "a run"], in: workspace)
    #expect(again.status == 0 && again.output == "a run\n")
    #expect(try run.bytes("metrics.json") == before)
  }

  /// What is being evaluated is not waited for, at the beginning, after an epoch and at the end, and a signal that comes
  /// twice at once is one.
  @Test(arguments: [0, 1, 2])
  func evaluationsAreInterrupted(epoch: Int) throws {
    let workspace = try Workspace()
    let training =
      #""epochs": 2, "log_layers": true, "log_steps": true, "early_stopping": {"patience": 9}"#
    try Self.write(
      Case(
        name: "", arguments: [], training: training,
        model:
          #"{"layers": [{"units": 1200, "activation": "tanh"}, {"units": 1200}, {"activation": "sigmoid"}]}"#
      ),
      to: workspace, checkpoint: "{}")
    let rows = (0..<20_000).map { "\($0 % 7),\($0 % 11),\($0 % 2)\n" }
    try workspace.write("a,b,out\n" + rows.joined(), to: "v.csv")
    let arguments = ["train", "c.json", "--set", "data.validation=v.csv", "--out"]
    _ = try Program.run(arguments + ["whole", "--quiet"], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let errors = workspace.scratch()
    let process = try Program.start(
      arguments + ["run"], in: workspace, input: FileHandle.nullDevice,
      output: FileHandle.nullDevice, errors: FileHandle(forWritingTo: errors))
    // The rows of layers stand before what takes time; at the end there are only evaluations left.
    func isReady() throws -> Bool {
      guard run.exists("layers.csv"), run.exists("curves.csv") else { return false }
      return try run.rows("layers.csv").count >= 3 * (epoch + 1)
        && (epoch < 2 || run.rows("curves.csv").count == 3)
    }
    while process.isRunning, try !isReady() { usleep(1000) }
    let start = Date()
    kill(process.processIdentifier, SIGTERM)
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    let text = try String(contentsOf: errors, encoding: .utf8)
    try #require(process.terminationStatus == 128 + SIGTERM, "\(text)")
    #expect(text.contains("dlrun train --resume run"), "\(text)")
    #expect(run.exists("model.safetensors") && run.exists("checkpoint.safetensors"))
    let checkpoint = try String(
      decoding: run.bytes("checkpoint.safetensors").prefix(20_000), as: UTF8.self)
    #expect(checkpoint.contains(#"\"evaluated\": \#(epoch == 2)"#), "\(start.timeIntervalSinceNow)")
    let resumed = try Program.run(["train", "--resume", "run"], in: workspace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    try Self.expectEqual(run.url, workspace.file("whole"), "in epoch \(epoch)")
  }

  /// An update of many rows is given up, and made anew later.
  @Test func longUpdatesAreInterrupted() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(
        name: "", arguments: [], training: #""epochs": 2, "descent": "batch""#,
        model:
          #"{"layers": [{"units": 1200, "activation": "tanh"}, {"units": 1200}, {"activation": "sigmoid"}]}"#
      ),
      to: workspace, checkpoint: "{}")
    let rows = (0..<20_000).map { "\($0 % 7),\($0 % 11),\($0 % 2)\n" }
    try workspace.write("a,b,out\n" + rows.joined(), to: "long.csv")
    let arguments = ["train", "c.json", "--set", "data.train=long.csv", "--out"]
    _ = try Program.run(arguments + ["whole", "--quiet"], in: workspace)
    let run = RunFolder(workspace.file("run"))
    let process = try Program.start(
      arguments + ["run"], in: workspace, input: FileHandle.nullDevice,
      output: FileHandle.nullDevice, errors: FileHandle.nullDevice)
    while process.isRunning, try !run.exists("curves.csv") || run.rows("curves.csv").isEmpty {
      usleep(1000)
    }
    usleep(50_000)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + SIGINT)
    let checkpoint = try String(
      decoding: run.bytes("checkpoint.safetensors").prefix(20_000), as: UTF8.self)
    #expect(checkpoint.contains(#"\"step\": 0, \"epoch\": 1"#))
    let resumed = try Program.run(["train", "--resume", "run"], in: workspace)
    try #require(resumed.status == 0, "\(resumed.errors)")
    try Self.expectEqual(run.url, workspace.file("whole"), "an update given up")
  }

  @Test func finishedRunsGoOnForMoreEpochs() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 10, "log_steps": true"#), to: workspace,
      checkpoint: #"{"every_epochs": 4}"#)
    func set(_ epochs: Int) -> [String] { ["--set", "training.epochs=\(epochs)"] }
    for epochs in [10, 25] {
      let run = try Program.run(
        ["train", "c.json", "--out", "r\(epochs)", "--quiet"] + set(epochs), in: workspace)
      try #require(run.status == 0, "\(run.errors)")
    }
    let more = try Program.run(["train", "--resume", "r10"] + set(25), in: workspace)
    try #require(more.status == 0, "\(more.errors)")
    try Self.expectEqual(workspace.file("r10"), workspace.file("r25"), "25 epochs")
    for (texts, message) in [
      (set(12), "expected a larger number"), (["--set", "training.seed=1"], "\"training.epochs\""),
      (["--set", "optimizer=adam"], "began with"),
    ] {
      let refused = try Program.run(["train", "--resume", "r10"] + texts, in: workspace)
      #expect(refused.status == 78)
      #expect(refused.errors.contains(message), "\(refused.errors)")
    }
    for arguments in [["c.json"], ["--out", "x"], ["--seeds", "2"], ["--folds", "2"]] {
      let refused = try Program.run(["train", "--resume", "r10"] + arguments, in: workspace)
      #expect(refused.status == 64, "\(arguments)")
    }
    for folder in ["none", "."] {
      #expect(try Program.run(["train", "--resume", folder], in: workspace).status == 66)
    }
  }

  /// Without a checkpoint a run begins anew, and on the same rows only.
  @Test func finishedRunsWithoutCheckpointGoOn() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 6"#), to: workspace,
      checkpoint: #""none""#)
    for epochs in [6, 15] {
      let run = try Program.run(
        ["train", "c.json", "--out", "r\(epochs)", "--set", "training.epochs=\(epochs)"],
        in: workspace)
      try #require(run.status == 0, "\(run.errors)")
    }
    let resume = ["train", "--resume", "r6", "--set", "training.epochs=15"]
    let table = try Data(contentsOf: workspace.file("t.csv"))
    let before = try Self.comparable(workspace.file("r6"))
    try (table + Data("0.5,0.5,1\n".utf8)).write(to: workspace.file("t.csv"))
    let refused = try Program.run(resume, in: workspace)
    #expect(refused.status == 78)
    #expect(refused.errors.contains("t.csv: its rows are not those"), "\(refused.errors)")
    #expect(try Self.comparable(workspace.file("r6")) == before)
    try table.write(to: workspace.file("t.csv"))
    let more = try Program.run(resume, in: workspace)
    try #require(more.status == 0, "\(more.errors)")
    try Self.expectEqual(workspace.file("r6"), workspace.file("r15"), "15 epochs")
  }

  @Test func finishedRacesGoOnForMoreEpochs() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 6"#), to: workspace,
      checkpoint: #"{"every_epochs": 4}"#)
    for epochs in [6, 15] {
      let race = try Program.run(
        [
          "race", "c.json", "--seeds", "2", "--out", "r\(epochs)", "--quiet", "--set",
          "training.epochs=\(epochs)",
        ], in: workspace)
      try #require(race.status == 0, "\(race.errors)")
    }
    let resume = ["race", "--resume", "r6", "--quiet"]
    let more = try Program.run(resume + ["--set", "training.epochs=15"], in: workspace)
    try #require(more.status == 0, "\(more.errors)")
    try Self.expectEqual(workspace.file("r6"), workspace.file("r15"), "15 epochs")
    #expect(try Program.run(resume + ["--set", "training.seed=2"], in: workspace).status == 78)
    #expect(try Program.run(resume + ["--seeds", "1"], in: workspace).status == 64)
  }

  @Test func schedulesThatEndWithTheLastEpochDoNotGoOnForMore() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 10, "schedule": "cosine""#),
      to: workspace, checkpoint: #"{"every_epochs": 4}"#)
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let more = try Program.run(
      ["train", "--resume", "run", "--set", "training.epochs=20"], in: workspace)
    #expect(more.status == 78)
    #expect(more.errors.contains("\"cosine\""), "\(more.errors)")
  }

  /// What a run goes on with must be what it had.
  @Test func otherDataAndDamageAreRefused() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 10, "snapshots": [1, 9]"#), to: workspace,
      checkpoint: #"{"every_epochs": 4}"#)
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    // As if it had been killed before its end.
    try FileManager.default.removeItem(at: workspace.file("run/metrics.json"))
    let files = try Self.comparable(workspace.file("run"))
    let table = try Data(contentsOf: workspace.file("t.csv"))
    var changed = table
    changed[changed.count - 2] ^= 1
    let resume = ["train", "--resume", "run"]
    try changed.write(to: workspace.file("t.csv"))
    let other = try Program.run(resume, in: workspace)
    #expect(other.status == 78)
    #expect(
      other.errors.contains("t.csv: has changed since the run was trained on it"), "\(other.errors)"
    )
    try FileManager.default.removeItem(at: workspace.file("t.csv"))
    #expect(try Program.run(resume, in: workspace).status == 66)
    try table.write(to: workspace.file("t.csv"))

    // By another configuration it does not go on, whoever changed it.
    let configuration = workspace.file("run/config.json")
    let text = try String(contentsOf: configuration, encoding: .utf8)
    for (key, old, new) in [
      ("optimizer.learning_rate", #""learning_rate": 0.001"#, #""learning_rate": 0.002"#),
      ("training.batch_size", #""batch_size": 32"#, #""batch_size": 300"#),
      ("training.log_steps", #""log_steps": false"#, #""log_steps": true"#),
    ] {
      let edited = text.replacingOccurrences(of: old, with: new)
      #expect(edited != text)
      try edited.write(to: configuration, atomically: false, encoding: .utf8)
      let refused = try Program.run(resume, in: workspace)
      #expect(refused.status == 78)
      #expect(refused.errors.contains("\"\(key)\" is not what it was"), "\(refused.errors)")
    }
    try text.write(to: configuration, atomically: false, encoding: .utf8)
    try Data("{".utf8).write(to: workspace.file("run/metrics.json"))
    #expect(try Program.run(resume, in: workspace).status == 65)
    try FileManager.default.removeItem(at: workspace.file("run/metrics.json"))

    let curves = workspace.file("run/curves.csv")
    let records = try Data(contentsOf: curves)
    var flipped = records
    flipped[flipped.count / 3] ^= 4
    for damaged in [flipped, records.prefix(40)] {
      try damaged.write(to: curves)
      let refused = try Program.run(resume, in: workspace)
      #expect(refused.status == 65)
      #expect(refused.errors.contains("curves.csv: "), "\(refused.errors)")
      #expect(try Data(contentsOf: curves) == damaged)
    }
    try records.write(to: curves)
    let snapshot = workspace.file("run/snapshots/epoch-1.safetensors")
    let model = try Data(contentsOf: snapshot)
    try model.dropLast().write(to: snapshot)
    let cut = try Program.run(resume, in: workspace)
    #expect(cut.status == 65)
    #expect(cut.errors.contains("epoch-1.safetensors: has"), "\(cut.errors)")
    try model.write(to: snapshot)

    let checkpoint = workspace.file("run/checkpoint.safetensors")
    let bytes = try Data(contentsOf: checkpoint)
    var damages = [Data(), bytes.prefix(bytes.count / 2), bytes.dropLast(), bytes + [0]]
    for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 24)) {
      var flipped = bytes
      flipped[place] ^= 1 << (place % 8)
      damages.append(flipped)
    }
    for damage in damages {
      try damage.write(to: checkpoint)
      let refused = try Program.run(resume, in: workspace)
      #expect(refused.status == 65, "\(refused.errors)")
      #expect(refused.errors.contains("checkpoint.safetensors"), "\(refused.errors)")
    }
    #expect(try Self.comparable(workspace.file("run")) == files)
    try bytes.write(to: checkpoint)
    // Of a snapshot that is gone it is told.
    try FileManager.default.removeItem(at: snapshot)
    let last = try Program.run(resume, in: workspace)
    #expect(last.status == 0)
    #expect(last.errors.contains("epoch-1.safetensors is gone"), "\(last.errors)")
    // Tables of runs have the header that runs write.
    let lines = try String(contentsOf: curves, encoding: .utf8).split(separator: "\n")
    try Data(lines.dropFirst().joined(separator: "\n").utf8).write(to: curves)
    for command in ["plot", "compare", "doctor"] {
      #expect(try Program.run([command, "run"], in: workspace).status == 65, "\(command)")
    }
  }

  /// What a run came to is not lost with its folder.
  @Test func aVanishedFolderIsTold() throws {
    let workspace = try Workspace()
    try Self.write(
      Case(name: "", arguments: [], training: #""epochs": 30000, "batch_size": 4"#), to: workspace,
      checkpoint: #"{"every_seconds": 0.05}"#)
    let run = RunFolder(workspace.file("run"))
    let (output, errors) = (workspace.scratch(), workspace.scratch())
    let process = try Program.start(
      ["train", "c.json", "--out", "run"], in: workspace,
      input: FileHandle.nullDevice, output: FileHandle(forWritingTo: output),
      errors: FileHandle(forWritingTo: errors))
    while !run.exists("checkpoint.safetensors"), process.isRunning { usleep(1000) }
    try FileManager.default.removeItem(at: run.url)
    process.waitUntilExit()
    let text = try String(contentsOf: errors, encoding: .utf8)
    #expect(process.terminationStatus == 0, "\(text)")
    let path = try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map(
      String.init)
    try #require(path.count == 1)
    #expect(text.contains("the model is in \(path[0])"), "\(text)")
    #expect(text.contains("training continues"), "\(text)")
    #expect(try Program.run(["eval", path[0], "--data", "t.csv"], in: workspace).status == 0)
  }

  /// Of two processes in one folder the second ends at once and says which is the first.
  @Test func oneProcessTrainsInAFolder() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 2000000000"#)
    let run = RunFolder(workspace.file("run"))
    let process = try Program.start(
      ["train", "xor.json", "--out", "run"], in: workspace, input: FileHandle.nullDevice,
      output: FileHandle.nullDevice, errors: FileHandle.nullDevice)
    while !run.exists("curves.csv") { usleep(1000) }
    let second = try Program.run(["train", "--resume", "run"], in: workspace)
    #expect(second.status == 73)
    #expect(second.errors.contains("process \(process.processIdentifier) "), "\(second.errors)")
    #expect(try Program.run(["train", "xor.json", "--out", "run"], in: workspace).status == 73)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let third = try Program.start(
      ["train", "--resume", "run"], in: workspace, input: FileHandle.nullDevice,
      output: FileHandle.nullDevice, errors: FileHandle.nullDevice)
    usleep(300_000)
    #expect(third.isRunning)
    kill(third.processIdentifier, SIGKILL)
    third.waitUntilExit()
  }
}

/// A small generator whose numbers follow from a seed (splitmix64).
private struct SystemLikeRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
