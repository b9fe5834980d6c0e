import Testing

/// The exit code of each way to fail, with a message on standard error, nothing on standard output and
/// nothing left behind.
struct ExitCodeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let status: Int32
    let arguments: [String]
    let message: String

    init(_ status: Int32, _ arguments: String..., message: String) {
      self.status = status
      self.arguments = arguments
      self.message = message
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let cases = [
    Case(64, "bogus", message: "bogus"),
    Case(64, "train", message: "<config>"),
    Case(64, "train", "xor.json", "other", message: "other"),
    Case(64, "train", "xor.json", "--bogus", message: "--bogus"),
    Case(64, "train", "xor.json", "--threads", "0", message: "--threads"),
    Case(64, "train", "xor.json", "--threads", "many", message: "--threads"),
    Case(64, "train", "xor.json", "--set", "training.epochs", message: "KEY=VALUE"),
    Case(78, "train", "xor.json", "--set", "training.epoch=3", message: "\"epochs\""),
    Case(
      78, "train", "xor.json", "--set", "training.epochs=-1",
      message: "--set training.epochs=-1: "),
    Case(66, "train", "missing.json", message: "missing.json: "),
    Case(66, "train", ".", message: ".: "),
    Case(78, "train", "xor.csv", message: "xor.csv:1:1: "),
    Case(66, "train", "xor.json", "--set", "data.train=missing.csv", message: "missing.csv: "),
    Case(65, "train", "xor.json", "--set", "data.train=ragged.csv", message: "ragged.csv:3:"),
    Case(78, "train", "xor.json", "--set", "data.target=ou", message: "\"out\""),
    Case(78, "train", "xor.json", "--set", "data.validation=0.9", message: "data.validation"),
    Case(73, "train", "xor.json", "--out", "full", message: "not empty"),
    Case(73, "train", "xor.json", "--out", "xor.csv", message: "xor.csv: "),
    Case(73, "train", "xor.json", "--out", "xor.csv/run", message: "xor.csv"),
    Case(
      78, "train", "xor.json", "--set", "model.layers.1.units=3",
      message: "--set model.layers.1.units=3: the last layer has 3 sigmoid units, expected 1 or 2"),
    Case(
      78, "train", "xor.json", "--set", "model.layers.1.activation=relu", message: "cross_entropy"),
    Case(
      78, "train", "xor.json", "--set", "loss=hinge", "--set", "model.layers.1.activation=softmax",
      message: "--set loss=hinge: "),
    Case(
      78, "train", "xor.json", "--set", "data.task=regression", "--set", "loss=cross_entropy",
      message: "--set loss=cross_entropy: "),
    Case(
      78, "train", "xor.json", "--set",
      #"model.layers=[{"units": 2147483647}, {"units": 2147483647}, {"activation": "sigmoid"}]"#,
      message: "does not fit in memory"),
    Case(
      78, "train", "xor.json", "--set", "model.layers.0.units=2147483647",
      message: "does not fit in memory"),
    Case(
      66, "train", "xor.json", "--set", "model.initial_weights=missing.safetensors",
      message: "missing.safetensors: "),
    Case(65, "train", "xor.json", "--set", "model.initial_weights=xor.csv", message: "xor.csv: "),
    Case(
      78, "train", "xor.json", "--set", "model.layers.0.units=5", "--set",
      "model.initial_weights=full/model.safetensors",
      message: "tensor \"layers.0.weight\" has shape [4, 2], expected [5, 2]"),
    Case(64, "eval", message: "<run>"),
    Case(64, "eval", "full", message: "no test rows"),
    Case(66, "eval", "missing", message: "missing: "),
    Case(66, "eval", "empty", message: "model.safetensors"),
    Case(66, "eval", "full", "--data", "missing.csv", message: "missing.csv: "),
    Case(65, "eval", "full", "--data", "ragged.csv", message: "ragged.csv:3:"),
    Case(65, "eval", "full", "--data", "other.csv", message: "\"out\""),
  ]

  @Test(arguments: cases)
  func exitCode(_ example: Case) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    try workspace.write("a,b,out\n0,0,0\n1,1\n", to: "ragged.csv")
    try workspace.write("a,b,oat\n0,0,0\n", to: "other.csv")
    _ = try Program.shell("mkdir empty; $dlrun train xor.json --out full --quiet", in: workspace)
    let names = try workspace.names()

    let ending = try Program.run(example.arguments, in: workspace)
    #expect(ending.status == example.status, "\(ending.errors)")
    #expect(ending.output.isEmpty)
    #expect(ending.errors.contains(example.message), "\(ending.errors)")
    #expect(try workspace.names() == names)
  }

  @Test(arguments: [["--version"], ["--help"], ["help", "train"], ["eval", "--help"]])
  func informationGoesToStandardOutput(_ arguments: [String]) throws {
    let ending = try Program.run(arguments, in: Workspace())
    #expect(ending.status == 0)
    #expect(!ending.output.isEmpty)
    #expect(ending.errors.isEmpty)
  }

  @Test func allFaultsOfAConfigurationAreToldAtOnce() throws {
    let workspace = try Workspace()
    try workspace.write(
      """
      {
        "data": { "train": "x.csv", "traget": "y" },
        "model": { "layers": [] },
        "training": { "epochs": "ten" }
      }
      """, to: "wrong.json")
    let ending = try Program.run(["train", "wrong.json"], in: workspace)
    #expect(ending.status == 78)
    for place in ["wrong.json:2:31: ", "wrong.json:3:24: ", "wrong.json:4:27: "] {
      #expect(ending.errors.contains(place), "\(ending.errors)")
    }
  }

  /// What no data can make right is told before they are read, with the other faults.
  @Test(arguments: [
    (
      #""loss=hinge" "model.layers.1.activation=softmax""#,
      "hinge needs an output that can be positive or negative"
    ),
    (#""data.task=regression" "loss=cross_entropy""#, "cross_entropy is for classification"),
    (#""data.task=regression" "model.layers.1.units=3""#, "3 units, expected 1: the target is one"),
    (
      #""data.task=classification" "model.layers.1.activation=relu""#,
      "cross_entropy needs a softmax output"
    ),
    (
      #""data.task=classification" "model.layers.1.units=3""#,
      "cross_entropy needs a softmax output"
    ),
    (
      #""data.task=classification" "model.layers.1.activation=softmax" "model.layers.1.units=1""#,
      "expected one for each class"
    ),
  ])
  func faultsOfTheNetworkNeedNoData(_ overrides: String, message: String) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    let ending = try Program.shell(
      "set --; for each in \(overrides); do set -- \"$@\" --set \"$each\"; done; "
        + "$dlrun train xor.json --set data.train=missing.csv --set training.epochs=-1 \"$@\"",
      in: workspace)
    #expect(ending.status == 78, "\(ending.errors)")
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.errors.contains("training.epochs"), "\(ending.errors)")
  }
}
