import Engine
import Foundation
import Spec
import Tabular
import Testing
import Training

/// `dlrun predict` as a user meets it.
struct PredictTests {
  private static let colours =
    "n,colour,out\n1,red,a\n2,blue,b\n3,red,\"c, d\"\n4,blue,a\n5,red,b\n"

  /// A run on a small table with texts, three classes and one input of numbers.
  private func trained(
    _ text: String = colours, layers: String = #"[{"activation": "softmax"}]"#, rest: String = "",
    data: String = ""
  ) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(text, to: "train.csv")
    try workspace.write(
      """
      {"data": {"train": "train.csv", "target": "out"\(data)}, "model": {"layers": \(layers)},
       "training": {"epochs": 3}\(rest)}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  private func predict(
    _ arguments: String..., input: String = "", in workspace: Workspace
  ) throws -> Program.Ending {
    try Program.run(["predict", "run"] + arguments, in: workspace, input: input)
  }

  // MARK: The numbers

  /// Enough rows for several chunks and for several threads.
  private func wideTable() throws -> Workspace {
    let workspace = try Workspace()
    let header = (0..<24).map { "x\($0)," }.joined() + "y\n"
    let rows = (0..<4000).map { row -> String in
      let cells = (0..<25).map { column -> String in
        let number = (row * 25 + column) * 7919 % 8191
        return String(Double(number) / 1024 - 4)
      }
      return cells.joined(separator: ",") + "\n"
    }
    try workspace.write(header + rows.joined(), to: "wide.csv")
    return workspace
  }

  @Test(arguments: ["float32", "float64"])
  func answersAreThoseOfEval(_ precision: String) throws {
    let workspace = try wideTable()
    try workspace.write(
      """
      {"data": {"train": "wide.csv", "target": "y"}, "preprocessing": {"target": "standard"},
       "model": {"layers": [{"units": 33, "activation": "tanh"}, {"units": 16}, {}]},
       "training": {"epochs": 1, "precision": "\(precision)"}}
      """.replacingOccurrences(of: "{}", with: #"{"activation": "identity"}"#)
        .replacingOccurrences(of: #"{"units": 16}"#, with: #"{"units": 16, "activation": "relu"}"#),
      to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let expected =
      precision == "float32"
      ? try evaluated(workspace, as: Float.self) : try evaluated(workspace, as: Double.self)

    let whole = try predict("--data", "wide.csv", in: workspace)
    #expect(whole.status == 0)
    #expect(whole.output == expected)
    // Pieces of any size, so that chunks end anywhere; on one core and on all.
    for line in [
      "dd if=wide.csv bs=7777 status=none | $dlrun predict run --data -",
      "(head -n 100 wide.csv; sleep 0.2; tail -n +101 wide.csv) | taskset -c 0 $dlrun predict run --data -",
    ] {
      let piped = try Program.shell(line, in: workspace)
      #expect(piped.output == expected, "\(piped.errors)")
    }
    // A faulty row counts for nothing.
    let faulty = try Program.shell(
      "sed '1000s/^/x/' wide.csv | $dlrun predict run --data - --skip-bad-rows", in: workspace)
    let without = try Program.shell(
      "sed 1000d wide.csv | $dlrun predict run --data -", in: workspace)
    #expect(faulty.output == without.output)
    #expect(faulty.errors.hasPrefix("-: 1 bad row skipped; the first: -:1000:1: \"x"))
  }

  /// What `eval` computes for the rows, in the targets' own units.
  private func evaluated<S: RunScalar>(_ workspace: Workspace, as _: S.Type) throws -> String {
    let model = try FinishedRun(workspace.file("run").path).model()
    let data: Encoded<S> = try load(
      DataSource(workspace.file("wide.csv").path), with: model.encoder, delimiter: ",", threads: 1)
    let learner: Learner<S> = try model.makeLearner(threads: 2)
    let decisions = try data.inputs.withUnsafeBufferPointer { inputs in
      try data.targets.withUnsafeBufferPointer { targets in
        learner.evaluate(
          Rows(
            inputs: try #require(inputs.baseAddress), targets: try #require(targets.baseAddress),
            count: data.rows)
        ).decisions
      }
    }
    let scale = try #require(model.encoder.targetScales?.first)
    return "prediction\n"
      + decisions.map { "\(Double($0) * scale.scale + scale.shift)\n" }.joined()
  }

  @Test func probabilitiesAreThoseOfTheClasses() throws {
    let workspace = try trained()
    let ending = try predict("--data", "train.csv", in: workspace)
    let lines = ending.output.split(separator: "\n")
    #expect(
      lines.first == #"prediction,probability_a,probability_b,"probability_c, d""#, "\(lines)")
    #expect(lines.count == 6)
    for line in lines.dropFirst() {
      let isQuoted = line.hasPrefix("\"c, d\",")
      let cells = (isQuoted ? "c" + line.dropFirst(6) : line).split(separator: ",")
      let numbers = try cells.dropFirst().map { try #require(Float($0)) }
      #expect(numbers.count == 3)
      #expect(abs(numbers.reduce(0, +) - 1) < 1e-6)
      let names = ["a", "b", "c"]
      #expect(numbers.max() == numbers[try #require(names.firstIndex(of: String(cells[0])))])
    }
  }

  @Test func oneSigmoidHasBothProbabilities() throws {
    let workspace = try trained(
      "n,out\n1,no\n2,yes\n3,no\n", layers: #"[{"activation": "sigmoid"}]"#)
    let lines = try predict("--data", "train.csv", in: workspace).output.split(separator: "\n")
    #expect(lines.first == "prediction,probability_no,probability_yes")
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",")
      let (no, yes) = (try #require(Float(cells[1])), try #require(Float(cells[2])))
      #expect(no == 1 - yes)
      #expect(cells[0] == (yes >= 0.5 ? "yes" : "no"))
    }
  }

  @Test func margins() throws {
    let workspace = try trained(
      "n,out\n1,no\n2,yes\n3,no\n", layers: #"[{"activation": "identity"}]"#,
      rest: #", "loss": "hinge""#)
    let output = try predict("--data", "train.csv", in: workspace).output
    #expect(output.hasPrefix("prediction\n"))
    #expect(output.split(separator: "\n").dropFirst().allSatisfy { $0 == "no" || $0 == "yes" })
  }

  @Test func severalTargets() throws {
    let workspace = try Workspace()
    try workspace.write("x;u;v w\n1;2.5;3\n2;3.5;4\n", to: "train.csv")
    try workspace.write(
      """
      {"data": {"train": "train.csv", "target": ["u", "v w"], "delimiter": ";"},
       "model": {"layers": [{"activation": "identity"}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let ending = try predict("--data", "-", "--keep", "x", input: "x\n7\n", in: workspace)
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first == "x;prediction_u;prediction_v w")
    #expect(lines.last?.hasPrefix("7;") == true && lines.last?.split(separator: ";").count == 3)
  }

  // MARK: The rows

  @Test func cellsArePassedThrough() throws {
    let workspace = try trained()
    let input =
      "\u{feff}note,colour,\"my \"\"n\"\"\",n\r\n\"x, y\",red,\" 1\", 2 \r\n\r\n"
      + "\"a \"\"b\"\"\nc\",\"blue\",,3\r\n"
    let kept = try predict(
      "--data", "-", "--keep", "my \"n\"", "note", "--keep", "colour", input: input, in: workspace)
    #expect(kept.status == 0, "\(kept.errors)")
    let lines = kept.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("\"my \"\"n\"\"\",note,colour,prediction,"))
    #expect(lines[1].hasPrefix(" 1,\"x, y\",red,"))
    #expect(lines[2] == ",\"a \"\"b\"\"")
    #expect(lines[3].hasPrefix("c\",blue,"))
    let all = try predict("--data", "-", "--keep-all", input: input, in: workspace)
    #expect(all.output.contains("\n\"x, y\",red, 1, 2 ,"))
    #expect(all.output.contains("\n\"a \"\"b\"\"\nc\",blue,,3,"))
  }

  @Test func answersBeforeAFaultAreWritten() throws {
    let workspace = try trained()
    let input = "colour,n\nred,1\nred,2\nblue,x\nred,3\n"
    let ending = try predict("--data", "-", input: input, in: workspace)
    #expect(ending.status == 65)
    #expect(ending.output.split(separator: "\n").count == 3)
    #expect(
      ending.errors
        == "-:4:6: \"x\" in column \"n\" is not a number; expected a decimal number\n")
    let first = try predict("--data", "-", input: "colour,n\nred,x\n", in: workspace)
    #expect(first.status == 65 && first.output.isEmpty)
  }

  @Test(arguments: [
    ("red,1\nred,x\nred,3\n", 2, "-:3:5: \"x\" in column \"n\""),
    ("red,1,2\nred,3\n", 1, "-:2:7: a row of 3 cells; expected 2"),
    ("red\nred,3\n", 1, "-:2:4: a row of 1 cell; expected 2"),
    ("a\"b,1\nred,3\n\"x\ny\",4\n", 2, "-:2:2: a quote inside an unquoted cell"),
    ("\"red,1\nred,2\nred,3\n", 2, "-:2:1: a quote that is never closed"),
    ("red,1\ncolour,n\nred,3\n", 2, "-:3:8: \"n\" in column \"n\" is not a number"),
    ("red,1\n\u{0}red,2\nred,3\n", 2, "-:3:1: a NUL byte"),
    ("red,1\nred,2\n\"a\n\",x\n\nred,3", 3, "-:5:3: \"x\" in column \"n\""),
  ])
  func badRowsAreSkipped(_ rows: String, _ good: Int, _ message: String) throws {
    let workspace = try trained()
    let stopped = try predict("--data", "-", input: "colour,n\n" + rows, in: workspace)
    #expect(stopped.status == 65)
    #expect(stopped.errors.hasPrefix(message), "\(stopped.errors)")
    let ending = try predict(
      "--data", "-", "--skip-bad-rows", input: "colour,n\n" + rows, in: workspace)
    #expect(ending.status == 0)
    #expect(ending.output.split(separator: "\n").count == 1 + good)
    #expect(
      ending.errors.hasPrefix("-: 1 bad row skipped; the first: " + message), "\(ending.errors)")
  }

  @Test func bytesThatAreNoText() throws {
    let workspace = try trained()
    let ending = try Program.shell(
      #"printf 'colour,n\nred,1\nr\351d,2\n' | $dlrun predict run --data -"#, in: workspace)
    #expect(ending.status == 65)
    #expect(ending.output.split(separator: "\n").count == 2)
    #expect(ending.errors.hasPrefix("-:3:2: the byte 0xe9 is not UTF-8"))
  }

  @Test func unseenCategories() throws {
    let workspace = try trained()
    let input = "colour,n\nred,1\ngreen,2\ngreen,3\n"
    let other = try predict("--data", "-", input: input, in: workspace)
    #expect(other.status == 0 && other.output.split(separator: "\n").count == 4)
    let error = try predict("--data", "-", "--on-unseen", "error", input: input, in: workspace)
    #expect(error.status == 65 && error.output.split(separator: "\n").count == 2)
    #expect(
      error.errors.hasPrefix(
        "-:3:1: \"green\" in column \"colour\" is not a category of the training rows"))
    let skipped = try predict(
      "--data", "-", "--on-unseen", "error", "--skip-bad-rows", input: input, in: workspace)
    #expect(skipped.output == error.output && skipped.errors.hasPrefix("-: 2 bad rows skipped"))
  }

  /// Among nothing but texts no number tells.
  @Test func aHeaderInTheMiddle() throws {
    let workspace = try trained("colour,size,out\nred,big,a\nblue,small,b\n")
    let ending = try predict(
      "--data", "-", input: "size,colour\nbig,red\nsize,colour\nsmall,blue\n", in: workspace)
    #expect(ending.status == 65)
    #expect(ending.errors == "-:3:1: the header again; expected a row\n")
    #expect(ending.output.split(separator: "\n").count == 2)
    // Names that stand in rows of their own are texts like others.
    let skipped = try predict(
      "--data", "-", "--skip-bad-rows",
      input: "size,colour\nsize,red\nbig,colour\nsize,colour\nbig,blue\nsize,colour\n",
      in: workspace)
    #expect(skipped.status == 0 && skipped.output.split(separator: "\n").count == 4)
    #expect(skipped.errors.hasPrefix("-: 2 bad rows skipped"), "\(skipped.errors)")
  }

  // MARK: Wrong use

  @Test(arguments: [
    (["--data", "none.csv"], 66, "none.csv: cannot be read"),
    (
      ["--data", "train.csv", "--keep", "colours"], 64,
      "no column \"colours\" to keep, did you mean"
    ),
    (["--data", "train.csv", "--keep", "n", "--keep-all"], 64, "not both"),
    (["--data", "train.csv", "--on-unseen", "what"], 64, "other"),
    (["--data", "lacking.csv"], 65, "lacking.csv: no column \"colour\""),
    (["--data", "header.csv"], 65, "header.csv: no rows after the header"),
    (["--data", "answers.csv", "--keep-all"], 64, "\"prediction\" cannot be kept"),
    ([], 64, "--data"),
  ])
  func wrongUseSaysWhy(_ arguments: [String], _ status: Int32, _ message: String) throws {
    let workspace = try trained()
    try workspace.write("n\n1\n", to: "lacking.csv")
    try workspace.write("n,colour\n", to: "header.csv")
    try workspace.write("n,colour,prediction\n1,red,a\n", to: "answers.csv")
    let ending = try Program.run(["predict", "run"] + arguments, in: workspace)
    #expect(ending.status == status, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(message), "\(ending.errors)")
  }

  // MARK: Streams

  @Test func rowsAreAnsweredAsTheyCome() throws {
    let workspace = try trained()
    // The header and the first row are answered while the second is not whole.
    let pieces = [("colour,n\nred,1\nblue,", 2), ("2\nred,3", 3)]
    let piecewise = try Program.run(
      ["predict", "run", "--data", "-"], in: workspace,
      pieces: pieces.map { (Array($0.utf8), $1) })
    #expect(piecewise.status == 0)
    #expect(piecewise.output.split(separator: "\n").count == 4)
    let whole = try predict(
      "--data", "-", input: "colour,n\nred,1\nblue,2\nred,3\n", in: workspace)
    #expect(piecewise.output == whole.output)
  }

  /// A fault is told at once, not when more rows come: also one that hides where rows end.
  @Test(arguments: ["red,x\n", "red\"x,1\n"])
  func faultsOfAnOpenPipe(_ row: String) throws {
    let workspace = try trained()
    let input = Pipe()
    let output = workspace.scratch()
    let process = try Program.start(
      ["predict", "run", "--data", "-"], in: workspace, input: input,
      output: FileHandle(forWritingTo: output),
      errors: FileHandle(forWritingTo: workspace.scratch())
    )
    input.fileHandleForWriting.write(Data(("colour,n\nred,1\n" + row).utf8))
    process.waitUntilExit()
    #expect(process.terminationStatus == 65)
    #expect(try String(contentsOf: output, encoding: .utf8).split(separator: "\n").count == 2)
    try input.fileHandleForWriting.close()
  }

  /// A run on the wide table, untrained.
  private func wideRun() throws -> Workspace {
    let workspace = try wideTable()
    try workspace.write(
      """
      {"data": {"train": "wide.csv", "target": "y"}, "training": {"epochs": 0},
       "model": {"layers": [{"activation": "identity"}]}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  @Test func aReaderThatHasGone() throws {
    let workspace = try wideRun()
    let ending = try Program.shell(
      """
      (cat wide.csv; sleep 1) | ($dlrun predict run --data - --keep-all; echo $? >status) | head -n 1
      """, in: workspace)
    #expect(ending.output.hasPrefix("x0,x1,"))
    #expect(try String(contentsOf: workspace.file("status"), encoding: .utf8) == "74\n")
  }

  @Test func aSignalWhileNobodyReads() throws {
    let workspace = try wideRun()
    let output = Pipe()
    let process = try Program.start(
      ["predict", "run", "--data", "wide.csv", "--keep-all"], in: workspace,
      input: FileHandle.nullDevice, output: output,
      errors: FileHandle(forWritingTo: workspace.scratch()))
    usleep(500_000)
    #expect(process.isRunning)
    let start = Date()
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(Date().timeIntervalSince(start) < 2)
    #expect(process.terminationStatus == 128 + SIGINT)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(text.utf8.count > 30_000 && text.hasSuffix("\n"))
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalLeavesWholeRows(_ signal: Int32) throws {
    let workspace = try trained()
    let input = Pipe()
    let output = workspace.scratch()
    let process = try Program.start(
      ["predict", "run", "--data", "-", "--keep-all"], in: workspace, input: input,
      output: FileHandle(forWritingTo: output),
      errors: FileHandle(forWritingTo: workspace.scratch())
    )
    input.fileHandleForWriting.write(Data("colour,n\nred,1\nred,2\nre".utf8))
    let deadline = Date(timeIntervalSinceNow: 10)
    while try Data(contentsOf: output).isEmpty, Date() < deadline { usleep(5_000) }
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    let text = try String(contentsOf: output, encoding: .utf8)
    #expect(text.hasSuffix("\n") && text.split(separator: "\n").count == 3)
    try input.fileHandleForWriting.close()
  }
}
