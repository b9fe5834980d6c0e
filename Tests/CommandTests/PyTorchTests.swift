import Foundation
import Testing

/// A model as a module of PyTorch gives the weighted sums that the answers of `predict` come of, and what PyTorch saves is
/// taken as initial weights.
struct PyTorchTests {
  struct Model: Sendable {
    let name: String
    let layers: String
    /// What `data` has besides target and table.
    var data = flat
    var precision = "float64"
    var loss = "cross_entropy"
    /// What makes the answers of weighted sums, in Python.
    var decision = "torch.softmax(z, 1)"
  }

  private static let steps = (0..<6).map { "\"s\($0)\"" }.joined(separator: ", ")
  private static let pixels = (0..<16).map { "\"p\($0)\"" }.joined(separator: ", ")
  private static let sequenceGroup =
    #""s": {"columns": ["s*"], "shape": [6, 1], "scale": "standard"}"#
  private static let imageGroup = #""p": {"columns": ["p*"], "shape": [4, 4, 1]}"#
  private static let embedding =
    #""columns": {"colour": {"encoding": "embedding", "dimensions": 3}}"#
  private static let flat = #""ignore": ["y", \#(steps)], "target": "kind""#
  private static let sequence =
    #""ignore": ["y", "n", "colour", \#(pixels)], "target": "kind", "groups": {\#(sequenceGroup)}"#
  private static let image =
    #""ignore": ["kind", "n", "colour", \#(steps)], "target": "y", "groups": {\#(imageGroup)}"#
  private static let all =
    #""ignore": ["kind"], \#(embedding), "groups": {\#(imageGroup), \#(sequenceGroup)}, "target": "#

  static let models = [
    Model(
      name: "activations",
      layers: """
        [{"units": 5, "activation": "sigmoid", "from": "inputs", "name": "a"},
         {"units": 5, "activation": "leaky_relu", "dropout": 0.5, "from": "inputs", "name": "b"},
         {"units": 5, "activation": {"name": "elu", "alpha": 0.7}, "from": "inputs", "name": "c"},
         {"units": 5, "activation": "selu", "bias": false, "from": "inputs", "name": "d"},
         {"units": 5, "activation": "gelu", "from": "inputs", "name": "e"},
         {"units": 5, "activation": "silu", "from": "a", "name": "f"},
         {"units": 5, "activation": "mish", "from": ["b", "c"], "join": "add", "name": "g"},
         {"units": 5, "activation": "softplus", "from": ["d", "inputs"], "name": "h"},
         {"kind": "dropout", "dropout": 0.1, "from": "e", "name": "i"},
         {"units": 5, "activation": "relu", "from": "i", "name": "j"},
         {"units": 5, "activation": "heaviside", "from": "inputs", "name": "k"},
         {"units": 5, "activation": "tanh", "from": ["f", "g", "h", "j", "k"]}, {"activation": "softmax"}]
        """,
      data: flat + ", " + embedding),
    Model(
      name: "single precision",
      layers: #"[{"units": 9, "activation": "tanh", "name": "keys"}, {"activation": "sigmoid"}]"#,
      precision: "float32", loss: "mean_squared_error",
      decision: "torch.sigmoid(z) / torch.sigmoid(z).sum(1, keepdim=True)"),
    Model(
      name: "images",
      layers: """
        [{"kind": "convolution", "filters": 4, "kernel_size": [2, 3], "padding": "same", "stride": [1, 2], "from": "p"},
         {"kind": "batch_normalization"}, {"kind": "activation", "activation": "relu"},
         {"kind": "pooling", "method": "mean", "size": 2, "stride": 1, "padding": "same"},
         {"kind": "convolution", "filters": 6, "kernel_size": 2, "padding": "same", "dilation": 2, "groups": 2, "bias": false},
         {"kind": "batch_normalization", "offset": false}, {"kind": "layer_normalization", "scale": false},
         {"kind": "pooling", "method": "max", "size": [3, 2], "stride": [1, 2], "padding": "same"},
         {"kind": "reshape", "shape": [8, 3], "name": "r"}, {"units": 4}, {"kind": "batch_normalization", "scale": false, "offset": false},
         {"kind": "layer_normalization", "scale": false, "offset": false}, {}]
        """, data: image, loss: "mean_squared_error", decision: "z"),
    Model(
      name: "sequences of several lengths",
      layers: """
        [{"kind": "convolution", "filters": 3, "kernel_size": 2, "stride": 1, "activation": "tanh", "from": "s", "name": "a.b"},
         {"kind": "batch_normalization"},
         {"kind": "gru", "units": 3, "bidirectional": true, "output": "all", "name": "g"},
         {"kind": "layer_normalization"},
         {"kind": "lstm", "units": 3, "reverse": true, "output": "all"},
         {"kind": "pooling", "method": "mean", "size": 2, "stride": 1, "padding": "same"},
         {"kind": "pooling", "method": "max", "size": 2, "stride": 1, "padding": "same"},
         {"kind": "lstm", "units": 2, "bidirectional": true, "output": "last", "name": "l"},
         {"kind": "recurrent", "units": 2, "activation": "relu", "from": "g", "name": "r"},
         {"kind": "gru", "units": 2, "reverse": true, "from": "s", "name": "h"},
         {"kind": "pooling", "method": "max", "size": "all", "from": "g", "name": "m"},
         {"units": 4, "from": ["l", "r", "h", "m"]}, {"activation": "softmax"}]
        """, data: sequence),
    Model(
      name: "everything joined",
      layers: """
        [{"kind": "convolution", "filters": 2, "kernel_size": 3, "from": "p"}, {"kind": "pooling", "size": "all", "name": "c"},
         {"kind": "recurrent", "units": 3, "output": "all", "from": "s", "name": "one"},
         {"kind": "gru", "units": 3, "output": "all", "from": "s", "name": "two"},
         {"kind": "lstm", "units": 3, "from": ["one", "two"], "join": "add", "name": "three"},
         {"kind": "lstm", "units": 3, "from": ["one", "s"], "name": "four"},
         {"units": 1, "from": ["c", "three", "four", "inputs"], "name": "five"}, {"kind": "activation", "activation": "identity"}]
        """,
      data: all + "\"y\"", loss: "mean_squared_error", decision: "z"),
    Model(
      name: "several numbers",
      layers: #"[{"units": 4, "activation": "tanh"}, {}]"#,
      data: all + #"["y", "n"]"#,
      precision: "float32", loss: "mean_squared_error", decision: "z"),
  ]

  /// Rows with sequences of one to six steps, images, categories and numbers with missing cells.
  private static func table(seed: Int, rows: Int, unseen: Bool = false) -> String {
    let header =
      (0..<6).map { "s\($0)" } + (0..<16).map { "p\($0)" } + ["n", "colour", "kind", "y"]
    let lines = (0..<rows).map { row in
      let n = row * 7 + seed
      let steps = (0..<6).map {
        $0 < 2 + n % 5 ? "\(Double((n * ($0 + 3)) % 19) / 4 - 2)" : ""
      }
      let pixels = (0..<16).map { "\(Double((n + $0 * $0 * 5) % 23) / 8 - 1)" }
      let colour = unseen && n % 4 == 0 ? "mauve" : ["red", "green", "", "blue"][(n / 3) % 4]
      let number = n % 6 == 1 ? "" : "\(Double(n % 13) - 5.5)"
      return
        (steps + pixels + [
          number == "" && !unseen ? "0.25" : number, colour, ["up", "down", "still"][n % 3],
          "\(Double(n % 17) / 3)",
        ]).joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private func trained(_ model: Model, in workspace: Workspace) throws {
    try workspace.write(Self.table(seed: 0, rows: 60), to: "t.csv")
    try workspace.write(Self.table(seed: 500, rows: 40, unseen: true), to: "rows.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", \(model.data)}, "preprocessing": {"numeric": "standard"}, "loss": "\(model.loss)",
       "model": {"layers": \(model.layers)},
       "training": {"epochs": 2, "precision": "\(model.precision)"}}
      """, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
  }

  /// Compares the module's weighted sums with the answers of predict: of the run, and of a run that begins and ends with
  /// other numbers in each tensor, saved by PyTorch. So no weight is taken for its transpose, no gate for another.
  private static func comparison(_ model: Model) -> String {
    """
    import csv, os, subprocess, sys
    sys.path.insert(0, "run/safetensors")
    import torch, model
    from safetensors.torch import save_file
    dlrun = os.environ["dlrun"]
    rows = list(csv.reader(open("rows.csv", encoding="utf-8")))
    columns = {name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}
    m = model.load("run/safetensors/model.safetensors")
    assert isinstance(m, torch.nn.Module) and not m.training

    def compare(run):
      with torch.no_grad(): z = m(model.encode(columns))
      assert z.dtype == torch.\(model.precision), z.dtype
      z = \(model.decision)
      predicted = subprocess.run([dlrun, "predict", run, "--data", "rows.csv"], check=True, stdout=subprocess.PIPE, text=True)
      answers = list(csv.reader(predicted.stdout.splitlines()))
      numbers = [place for place, name in enumerate(answers[0])
        if name.startswith("probability_") or \(model.decision == "z" ? "True" : "False")]
      wanted = torch.tensor([[float(row[place]) for place in numbers] for row in answers[1:]], dtype=z.dtype)
      assert z.shape == wanted.shape, (z.shape, wanted.shape)
      difference = ((z - wanted).abs() / wanted.abs().clamp(min=1)).max().item()
      assert difference <= \(model.precision == "float64" ? "1e-9" : "1e-4"), (run, difference)
      assert z.std(0).max() > 1e-4, "all rows are alike"

    compare("run")
    torch.manual_seed(1)
    state = m.state_dict()
    for name, tensor in state.items():
      if tensor.is_floating_point():
        tensor.copy_(torch.rand_like(tensor) + 0.5 if name.endswith("running_var") else torch.randn_like(tensor) / 3)
    save_file(state, "saved.safetensors")
    subprocess.run([dlrun, "train", "c.json", "--out", "other", "--quiet", "--set", "training.epochs=0",
      "--set", "model.initial_weights=saved.safetensors"], check=True, stdout=subprocess.PIPE)
    compare("other")
    """
  }

  @Test(arguments: models.indices)
  func weightedSumsAreThoseOfTheModel(number: Int) throws {
    let model = Self.models[number]
    let workspace = try Workspace()
    try trained(model, in: workspace)
    let export = try Program.run(["export", "run", "--format", "safetensors"], in: workspace)
    try #require(export.status == 0, "\(export.errors)")
    #expect(export.output == "run/safetensors\n")
    try workspace.write(Self.comparison(model), to: "compare.py")
    let compared = try Program.shell("$python compare.py", in: workspace)
    #expect(compared.status == 0, "\(model.name): \(compared.errors)")
  }

  @Test func whatPyTorchHasNotIsRefusedByName() throws {
    let workspace = try Workspace()
    try trained(
      Model(
        name: "",
        layers:
          #"[{"kind": "recurrent", "units": 2, "activation": "sigmoid"}, {"activation": "softmax"}]"#,
        data: Self.sequence),
      in: workspace)
    let refused = try Program.run(
      ["export", "run", "--format", "safetensors", "--out", "x"], in: workspace)
    #expect(refused.status == 78)
    #expect(
      refused.errors.contains("a recurrent layer with sigmoid of layer 0 cannot be expressed"),
      "\(refused.errors)")
    #expect(!workspace.exists("x"))
  }
}
