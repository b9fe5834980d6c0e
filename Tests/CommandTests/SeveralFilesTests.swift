import Foundation
import Testing

/// Tables in several files, as the commands read them.
struct SeveralFilesTests {
  private static let rows = (0..<90).map {
    "\($0 * 7 % 31),\($0 % 3 == 0 ? "red" : "blue"),\($0 % 2 == 0 ? "a" : "b")\n"
  }
  private static let header = "n,colour,out\n"

  /// `all.csv`, the same as `part-1.csv` to `part-3.csv.gz` in a folder, and a configuration of the pattern.
  private func workspace(
    training: String = #""epochs": 3"#, data: String = #""validation": 0.2, "test": 0.2"#
  ) throws -> Workspace {
    let workspace = try Workspace()
    let rows = Self.rows
    try workspace.write(Self.header + rows.joined(), to: "all.csv")
    try FileManager.default.createDirectory(
      at: workspace.file("data"), withIntermediateDirectories: true)
    try workspace.write("\u{feff}" + Self.header + rows[..<20].joined(), to: "data/part-1.csv")
    try workspace.write(Self.header + rows[20..<50].joined(), to: "data/part-2.csv")
    try Data(CompressedFileTests.compressed(Self.header + rows[50...].joined(), ".gz"))
      .write(to: workspace.file("data/part-3.csv.gz"))
    try workspace.write(
      """
      {"name": "run", "data": {"train": "data/part-*", "target": "out", \(data)},
       "model": {"layers": [{"units": 3, "activation": "tanh"}, {"activation": "softmax"}]},
       "training": {\(training)}}
      """, to: "c.json")
    return workspace
  }

  private func run(_ arguments: [String], _ workspace: Workspace) throws -> Program.Ending {
    let ending = try Program.run(arguments, in: workspace)
    try #require(ending.status == 0, "\(arguments): \(ending.errors)")
    return ending
  }

  private static let list =
    #"data.train=["data/part-1.csv", "data/part-2.csv", "data/part-3.csv.gz"]"#

  @Test func runsAreThoseOfOneTable() throws {
    let workspace = try workspace()
    _ = try run(["train", "c.json", "--out", "one", "--set", "data.train=all.csv"], workspace)
    let trained = try run(["train", "c.json", "--out", "pattern", "--threads", "1"], workspace)
    #expect(trained.errors.contains("data/part-*: 3 files, from "), "\(trained.errors)")
    _ = try run(["train", "c.json", "--out", "list", "--set", Self.list], workspace)
    let one = RunFolder(workspace.file("one"))
    for name in ["pattern", "list"] {
      let other = RunFolder(workspace.file(name))
      for file in ["model.safetensors", "data.json"] {
        #expect(try other.bytes(file) == one.bytes(file), "\(name)/\(file)")
      }
      #expect(try other.column("train_loss") == one.column("train_loss"))
      #expect(try other.metric("test", "loss") == one.metric("test", "loss"))
    }
    let configuration = try RunFolder(workspace.file("list")).json("config.json")
    let train = (configuration["data"] as? [String: Any])?["train"] as? [String]
    #expect(
      train?.map { $0.split(separator: "/").last } == ["part-1.csv", "part-2.csv", "part-3.csv.gz"])
    // From config.json, wherever that is read from.
    _ = try run(["train", "pattern/config.json", "--out", "again"], workspace)
    #expect(
      try RunFolder(workspace.file("again")).repeatable()
        == RunFolder(workspace.file("pattern")).repeatable())
    for arguments in [
      ["eval", "RUN", "--json"], ["importance", "RUN", "--json"], ["doctor", "RUN", "--json"],
      ["eval", "RUN", "--json", "--by", "colour"],
    ] {
      let outputs = try ["one", "pattern"].map { name in
        try run(arguments.map { $0 == "RUN" ? name : $0 }, workspace).output
      }
      #expect(outputs[0] == outputs[1], "\(arguments)")
    }
    for name in ["one", "pattern"] { _ = try run(["report", name], workspace) }
    // Rows of their own.
    for arguments in [
      ["eval", "one", "--json", "--data"], ["predict", "one", "--keep-all", "--data"],
    ] {
      let whole = try run(arguments + ["all.csv"], workspace)
      #expect(try run(arguments + ["data/part-*"], workspace).output == whole.output)
    }
  }

  @Test func seriesAndRacesReadThem() throws {
    let workspace = try workspace(data: #""validation": 0.2"#)
    for (arguments, name) in [
      (["train", "c.json", "--folds", "3"], "folds"),
      (["train", "c.json", "--seeds", "2"], "seeds"),
    ] {
      _ = try run(arguments + ["--out", name], workspace)
      _ = try run(arguments + ["--out", name + "1", "--set", "data.train=all.csv"], workspace)
      #expect(
        try RunFolder(workspace.file(name)).bytes("summary.json")
          == RunFolder(workspace.file(name + "1")).bytes("summary.json"))
    }
    _ = try run(["race", "c.json", "--seeds", "1", "--out", "race"], workspace)
    let check = try run(["check", "c.json"], workspace)
    #expect(
      check.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
        "3 files, "), "\(check.output)")
  }

  @Test func initReadsThem() throws {
    let workspace = try workspace()
    let one = try run(["init", "all.csv", "--target", "out"], workspace)
    let pattern = try run(["init", "data/part-*", "--target", "out"], workspace)
    let several = try run(
      ["init", "data/part-1.csv", "data/part-2.csv", "data/part-3.csv.gz", "--target", "out"],
      workspace)
    func body(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter {
        !$0.contains("\"name\": ") && !$0.contains("\"train\": ")
      }
    }
    #expect(body(pattern.output) == body(one.output))
    #expect(body(several.output) == body(one.output))
    #expect(pattern.output.contains("\"name\": \"part\""))
    #expect(pattern.output.contains("\"train\": \"data/part-*\""))
    #expect(
      several.output.contains(
        #""train": ["data/part-1.csv", "data/part-2.csv", "data/part-3.csv.gz"]"#))
    try workspace.write(pattern.output, to: "p.json")
    _ = try run(["train", "p.json", "--out", "p", "--set", "training.epochs=1"], workspace)
  }

  @Test func noFileFits() throws {
    let workspace = try workspace()
    let ending = try Program.run(
      ["train", "c.json", "--set", "data.train=data/prat-*.csv"], in: workspace)
    #expect(ending.status == 66)
    #expect(
      ending.errors.hasSuffix(
        "data/prat-*.csv: no file fits this pattern, did you mean \"part-1.csv\"?\n"),
      "\(ending.errors)")
    #expect(!workspace.exists("runs"))
    let other = try Program.run(["init", "data/none-*", "--target", "out"], in: workspace)
    #expect(
      other.status == 66 && other.errors.contains("data/none-*: no file fits"), "\(other.errors)")
  }

  /// Another file that fits the pattern makes other data.
  @Test func resumingChecksEveryFile() throws {
    let workspace = try workspace(training: #""epochs": 4, "checkpoint": {"every_epochs": 1}"#)
    _ = try run(["train", "c.json", "--out", "whole", "--set", "training.epochs=6"], workspace)
    _ = try run(["train", "c.json", "--out", "run"], workspace)
    let resume = ["train", "--resume", "run", "--set", "training.epochs=6"]
    try workspace.write(Self.header, to: "data/part-4.csv")
    let more = try Program.run(resume, in: workspace)
    #expect(more.status == 78)
    #expect(
      more.errors.contains("data/part-4.csv: was not there when the run was trained"),
      "\(more.errors)")
    try FileManager.default.removeItem(at: workspace.file("data/part-4.csv"))
    let second = try Data(contentsOf: workspace.file("data/part-2.csv"))
    try workspace.write(Self.header + Self.rows[20..<49].joined(), to: "data/part-2.csv")
    let changed = try Program.run(resume, in: workspace)
    #expect(changed.status == 78)
    #expect(
      changed.errors.contains("data/part-2.csv: has changed since the run was trained on it"),
      "\(changed.errors)")
    try FileManager.default.removeItem(at: workspace.file("data/part-2.csv"))
    let gone = try Program.run(resume, in: workspace)
    #expect(gone.status == 66 && gone.errors.contains("data/part-2.csv: "), "\(gone.errors)")
    try second.write(to: workspace.file("data/part-2.csv"))
    _ = try run(resume, workspace)
    #expect(
      try RunFolder(workspace.file("run")).bytes("model.safetensors")
        == RunFolder(workspace.file("whole")).bytes("model.safetensors"))
  }

  /// The rows that a run held back are drawn from those that it was trained on, and from no others.
  @Test func evaluatingNoticesAnotherFile() throws {
    // Nothing that is learnt of the columns shows the further rows.
    let workspace = try workspace()
    let settings = ["--set", "data.inputs=[\"colour\"]"]
    _ = try run(["train", "c.json", "--out", "run"] + settings, workspace)
    _ = try run(["eval", "run"], workspace)
    try workspace.write(Self.header + Self.rows[..<9].joined(), to: "data/part-4.csv")
    for arguments in [["eval", "run"], ["importance", "run"]] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 65, "\(arguments): \(ending.errors)")
      #expect(
        ending.errors.contains("data/part-*: not the rows "), "\(arguments): \(ending.errors)")
    }
    _ = try run(["report", "run"], workspace)
    #expect(
      try RunFolder(workspace.file("run")).text("report.html").contains(
        "data/part-*: not the rows that the run was trained on"))
  }

  @Test func messagesNameTheFile() throws {
    let workspace = try workspace()
    try workspace.write(Self.header + "1,red,a\nx,blue,b\n", to: "data/part-2.csv")
    let trained = try Program.run(["train", "c.json"], in: workspace)
    #expect(trained.status == 65)
    #expect(trained.errors.contains("data/part-2.csv:3:1: \"x\""), "\(trained.errors)")
    try workspace.write("n,color,out\n1,red,a\n", to: "data/part-2.csv")
    let header = try Program.run(["check", "c.json"], in: workspace)
    #expect(header.status == 65)
    #expect(
      header.errors.contains(
        "data/part-2.csv:1:3: the column \"color\"; expected \"colour\", as in "),
      "\(header.errors)")
  }
}
