import Foundation
import Testing

/// Training by several processes of mpirun.
@Suite(.serialized) struct MPITests {
  enum Launcher: String, CaseIterable {
    case openMPI = "mpirun.openmpi --oversubscribe"
    case mpich = "mpirun.mpich"

    private var isInstalled: Bool {
      ["/usr/bin", "/usr/local/bin"].contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/" + rawValue.split(separator: " ")[0])
      }
    }

    /// Open MPI, which tests need, and MPICH where it is there.
    static let installed = allCases.filter { $0 == .openMPI || $0.isInstalled }
  }

  private static let environment =
    "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1"

  private func mpirun(
    _ ranks: Int, _ arguments: String, in workspace: Workspace, by launcher: Launcher = .openMPI
  ) throws -> Program.Ending {
    try Program.shell(
      "\(Self.environment) \(launcher.rawValue) -np \(ranks) $dlrun \(arguments)", in: workspace)
  }

  /// Some rows with two classes.
  static func table(_ rows: Int) -> String {
    "a,b,c,y\n"
      + (0..<rows).map { row in
        let (a, b, c) = (row * 37 % 101, row * 53 % 89, row * 71 % 97)
        return "\(a),\(b),\(c),\((a * b / 50 + c) % 2 == 0 ? "p" : "n")\n"
      }.joined()
  }

  private func write(to workspace: Workspace, rows: Int = 1300, training: String) throws {
    try workspace.write(Self.table(rows), to: "t.csv")
    try workspace.write(
      """
      {"name": "t", "data": {"train": "t.csv", "target": "y", "validation": 0.2},
       "preprocessing": {"numeric": "standard"},
       "model": {"layers": [{"units": 12, "activation": "tanh", "dropout": 0.1}, {"activation": "sigmoid"}]},
       "optimizer": {"name": "adam"},
       "training": {\(training)}}
      """, to: "c.json")
  }

  /// The bytes of a checkpoint without what depends on the time.
  private func checkpoint(_ run: String, in workspace: Workspace) throws -> (Data, String) {
    let data = try RunFolder(workspace.file(run)).bytes("checkpoint.safetensors")
    let length = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    var header = String(decoding: data[8..<8 + length], as: UTF8.self)
    for pattern in [
      #"seconds\\*":[^,}]*"#, #"curves.csv\\*": *\{[^}]*\}"#, " +$",
    ] { header = header.replacingOccurrences(of: pattern, with: "", options: .regularExpression) }
    // The last tensor is the checksum of all.
    return (data[(8 + length)...].dropLast(4), header)
  }

  @Test(arguments: Launcher.installed)
  func ranksGiveTheFilesOfOneProcess(launcher: Launcher) throws {
    let workspace = try Workspace()
    try write(
      to: workspace,
      training: #"""
        "epochs": 6, "batch_size": 600, "seed": 3, "clip_norm": 0.5, "log_steps": true, "log_layers": true,
        "snapshots": [2], "checkpoint": {"every_epochs": 4}, "early_stopping": {"patience": 5},
        "schedule": "plateau"
        """#)
    let alone = try Program.run(
      ["train", "c.json", "--out", "alone"], in: workspace)
    try #require(alone.status == 0, "\(alone.errors)")
    let expected = try checkpoint("alone", in: workspace)
    for ranks in launcher == .openMPI ? [2, 3, 4] : [3] {
      let run = "run\(ranks)"
      let ending = try mpirun(
        ranks, "train c.json --out \(run)", in: workspace, by: launcher)
      try #require(ending.status == 0, "\(ending.errors)")
      #expect(ending.output == "\(run)\n")
      try ResumeTests.expectEqual(
        workspace.file(run), workspace.file("alone"), "\(ranks) ranks")
      let found = try checkpoint(run, in: workspace)
      #expect(found.0 == expected.0 && found.1 == expected.1, "\(found.1) \(expected.1)")
      #expect(ending.errors.contains("\(ranks) ranks: an update took"))
    }
  }

  /// Records of a divergence are those of one process, too.
  @Test(arguments: ["1e200", "1e308"])
  func divergenceIsTheSame(rate: String) throws {
    let workspace = try Workspace()
    try write(
      to: workspace,
      training: #""epochs": 6, "batch_size": 500, "log_layers": true, "precision": "float64""#)
    let arguments =
      "train c.json --set optimizer.name=gradient_descent --set optimizer.learning_rate=\(rate) --out"
    let alone = try Program.shell("$dlrun \(arguments) alone", in: workspace)
    try #require(alone.status == (rate == "1e308" ? 1 : 0), "\(alone.errors)")
    let ending = try mpirun(3, "\(arguments) run", in: workspace)
    #expect(ending.status == alone.status, "\(ending.errors)")
    try ResumeTests.expectEqual(workspace.file("run"), workspace.file("alone"), "diverged")
  }

  /// One row at a time, which rank 0 trains on alone.
  @Test func aBatchOfOnePieceIsTrainedOnByOneRank() throws {
    let workspace = try Workspace()
    try write(to: workspace, rows: 40, training: #""epochs": 2, "batch_size": 1"#)
    let alone = try Program.run(["train", "c.json", "--out", "alone"], in: workspace)
    try #require(alone.status == 0, "\(alone.errors)")
    let ending = try mpirun(3, "train c.json --out run", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "run\n")
    try ResumeTests.expectEqual(workspace.file("run"), workspace.file("alone"), "one row")
    #expect(ending.errors.contains("2 of the 3 ranks bring nothing"))
  }

  @Test func runsGoOnInAnyNumberOfRanks() throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 8, "batch_size": 500"#)
    let alone = try Program.run(["train", "c.json", "--out", "alone"], in: workspace)
    try #require(alone.status == 0, "\(alone.errors)")
    let often = "--set training.checkpoint.every_epochs=1"
    let first = try mpirun(
      2, "train c.json --out run --set training.epochs=2 \(often)", in: workspace)
    try #require(first.status == 0, "\(first.errors)")
    let second = try mpirun(
      3, "train --resume run --set training.epochs=4 \(often)", in: workspace)
    try #require(second.status == 0, "\(second.errors)")
    #expect(second.output == "run\n")
    let third = try Program.run(
      ["train", "--resume", "run", "--set", "training.epochs=6"], in: workspace)
    try #require(third.status == 0, "\(third.errors)")
    let last = try mpirun(
      4, "train --resume run --set training.epochs=8", in: workspace)
    try #require(last.status == 0, "\(last.errors)")
    let over = try mpirun(2, "train --resume run", in: workspace)
    #expect(over.status == 0 && over.errors.contains("the run is finished"))
    #expect(
      try RunFolder(workspace.file("run")).repeatable()
        == RunFolder(workspace.file("alone")).repeatable())
  }

  /// Each rank is killed once: all end, and there is a checkpoint.
  @Test(arguments: Launcher.installed, [0, 2])
  func theDeathOfARankEndsAll(launcher: Launcher, victim: Int) throws {
    let workspace = try Workspace()
    try write(
      to: workspace,
      training: #""epochs": 1000000, "batch_size": 500, "checkpoint": {"every_epochs": 1000000}"#)
    let ending = try Program.shell(
      """
      \(Self.environment) \(launcher.rawValue) -np 3 sh -c \
        'echo $$ > pid$OMPI_COMM_WORLD_RANK$PMI_RANK; exec $dlrun train c.json --out run --quiet' &
      ranks=$!
      for i in $(seq 400); do
        [ -s run/curves.csv ] && [ -e run/checkpoint.safetensors ] && [ $(wc -l < run/curves.csv) -gt 3 ] && break
        sleep 0.1
      done
      start=$(date +%s)
      kill -9 $(cat pid\(victim))
      wait $ranks
      code=$?
      echo ended $code $(($(date +%s) - start))
      for rank in 0 1 2; do
        for i in $(seq 50); do grep -q . /proc/$(cat pid$rank)/cmdline 2> gone.txt || break; sleep 0.1; done
        grep -q . /proc/$(cat pid$rank)/cmdline 2> gone.txt && echo rank $rank lives
      done
      exit 0
      """, in: workspace)
    // MPICH has more to say.
    let line = ending.output.split(separator: "\n").last { $0.hasPrefix("ended ") } ?? ""
    let numbers = line.split(separator: " ").compactMap { Int($0) }
    try #require(numbers.count == 2, "\(ending.output) \(ending.errors)")
    #expect(!ending.output.contains("lives"))
    #expect(numbers[0] != 0 && numbers[1] <= 10)
    let epochs = try RunFolder(workspace.file("run")).rows("curves.csv").count
    let resumed = try Program.run(
      ["train", "--resume", "run", "--quiet", "--set", "training.epochs=\(min(epochs, 20))"],
      in: workspace)
    #expect(resumed.status == 0, "\(resumed.errors)")
  }

  /// mpirun hands the signal on, and rank 0 writes a checkpoint.
  @Test func aSignalLeavesACheckpoint() throws {
    let workspace = try Workspace()
    try write(
      to: workspace,
      training: #""epochs": 1000000, "batch_size": 500, "checkpoint": {"every_epochs": 1000000}"#)
    let ending = try Program.shell(
      """
      # Whoever starts tests may have blocked signals.
      \(Self.environment) $python -c 'import os, signal, sys
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      os.execvp(sys.argv[1], sys.argv[1:])' \(Launcher.openMPI.rawValue) -np 2 $dlrun train c.json --out run &
      ranks=$!
      for i in $(seq 400); do
        [ -s run/curves.csv ] && [ $(wc -l < run/curves.csv) -gt 3 ] && break
        sleep 0.1
      done
      kill -TERM $ranks
      wait $ranks
      echo $?
      """, in: workspace)
    #expect(ending.output != "0\n")
    #expect(ending.errors.contains("resume with: dlrun train --resume run"), "\(ending.errors)")
    let (_, header) = try checkpoint("run", in: workspace)
    #expect(header.contains(#"{\"step\": "#) && !header.contains(#"{\"step\": 0,"#), "\(header)")
  }

  @Test func otherDataOnARankAreRefused() throws {
    let workspace = try Workspace()
    for (folder, rows) in [("one", 900), ("two", 901)] {
      try FileManager.default.createDirectory(
        at: workspace.file(folder), withIntermediateDirectories: true)
      try write(to: workspace, rows: rows, training: #""epochs": 2, "batch_size": 500"#)
      // The same path for each rank, as on machines of their own.
      let text = try String(contentsOf: workspace.file("c.json"), encoding: .utf8)
      try workspace.write(
        text.replacing(#""t.csv""#, with: #""/proc/self/cwd/t.csv""#), to: "c.json")
      for name in ["t.csv", "c.json"] {
        try FileManager.default.moveItem(
          at: workspace.file(name), to: workspace.file("\(folder)/\(name)"))
      }
    }
    let parts = ["one", "one", "two"].map {
      "-np 1 sh -c 'cd \($0) && exec $dlrun train c.json --out run'"
    }
    let ending = try Program.shell(
      "\(Self.environment) \(Launcher.openMPI.rawValue) \(parts.joined(separator: " : "))",
      in: workspace)
    #expect(ending.status == 78)
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains("t.csv: rank 2 has other data in this file than rank 0"))
    for folder in ["one", "two"] { #expect(!workspace.exists("\(folder)/run")) }
  }

  /// What one rank cannot do is told by rank 0, and nobody waits.
  @Test func aRankWithoutDataEndsAll() throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 2, "batch_size": 500"#)
    try FileManager.default.createDirectory(
      at: workspace.file("two"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: workspace.file("c.json"), to: workspace.file("two/c.json"))
    let ending = try Program.shell(
      "\(Self.environment) \(Launcher.openMPI.rawValue) -np 1 $dlrun train c.json --out run : "
        + "-np 1 sh -c 'cd two && exec $dlrun train c.json --out run'", in: workspace)
    #expect(ending.status == 66)
    #expect(ending.errors.contains("two/t.csv: cannot be read"), "\(ending.errors)")
    #expect(ending.errors.contains("rank 1: "))
    #expect(!workspace.exists("run") && !workspace.exists("two/run"))
  }

  @Test(arguments: [
    ("train c.json --out run < t.csv --set data.train=-", 78, "standard input reaches one rank"),
    ("train c.json --out t.csv --seeds 3", 73, "t.csv: "),
    ("race c.json --out t.csv --seeds 3", 73, "t.csv: "),
    ("race no.json --out run", 66, "no.json: "),
    ("train no.json --out run", 66, "no.json: "),
    ("train c.json --out t.csv", 73, "t.csv: "),
  ])
  func faultsAreToldOnce(arguments: String, status: Int32, message: String) throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 2, "batch_size": 500"#)
    let ending = try mpirun(2, arguments, in: workspace)
    #expect(ending.status == status)
    #expect(ending.errors.components(separatedBy: message).count == 2, "\(ending.errors)")
    #expect(!workspace.exists("run"))
  }

  /// Whole runs are divided among the ranks, and are the runs of one process; what one left is gone on with by all.
  @Test(arguments: [
    "train c.json --seeds 4", "train c.json --folds 3",
    "race c.json --vary optimizer.learning_rate=0.1,0.01 --seeds 2",
  ])
  func ranksTrainWholeRuns(arguments: String) throws {
    let workspace = try Workspace()
    try write(
      to: workspace,
      training: #""epochs": 2, "batch_size": 50"#)
    let alone = try Program.shell("$dlrun \(arguments) --quiet --out alone", in: workspace)
    try #require(alone.status == 0, "\(alone.errors)")
    let ending = try mpirun(3, "\(arguments) --out run", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "run\n")
    try ResumeTests.expectEqual(workspace.file("run"), workspace.file("alone"), "3 ranks")
    let command = arguments.prefix { $0 != " " }
    let again = try mpirun(2, "\(command) --resume run --quiet", in: workspace)
    #expect(again.status == 0 && again.output == "run\n", "\(again.errors)")
  }

  @Test func ranksDivideColumnsAmongThem() throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 3, "batch_size": 50"#)
    let training = try Program.run(["train", "c.json", "--out", "run"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let alone = try Program.run(["importance", "run", "--json"], in: workspace)
    let ending = try mpirun(3, "importance run --json", in: workspace)
    #expect(ending.status == 0 && !alone.output.isEmpty && ending.output == alone.output)
    let fault = try mpirun(2, "importance no", in: workspace)
    #expect(fault.status == 66)
    #expect(fault.errors.components(separatedBy: "no: ").count == 2, "\(fault.errors)")
  }

  @Test func withoutTheLibraryNothingIsWritten() throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 2"#)
    try FileManager.default.createDirectory(
      at: workspace.file("broken"), withIntermediateDirectories: true)
    try workspace.write("no library", to: "broken/libmpi.so.40")
    let ending = try Program.shell(
      "LD_LIBRARY_PATH=broken OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=2 $dlrun train c.json --out run",
      in: workspace)
    #expect(ending.status == 78)
    #expect(ending.errors.contains("libmpi.so.40") && ending.errors.contains("libopenmpi3"))
    #expect(!workspace.exists("run"))
  }

  /// A launcher that starts one process needs no library.
  @Test func oneRankIsAProcessLikeOthers() throws {
    let workspace = try Workspace()
    try write(to: workspace, training: #""epochs": 2, "batch_size": 500"#)
    let ending = try mpirun(1, "train c.json --out run", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(!workspace.exists("run/checkpoint.safetensors"))
  }
}
