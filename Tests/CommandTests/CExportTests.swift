import Foundation
import Testing

/// A model that is exported in double precision gives the answers of `predict` to 1e-9, and in C its bits, whichever
/// compiler makes the program.
struct CExportTests {
  struct Model: Sendable {
    let name: String
    let layers: String
    var data = #""target": "kind", "ignore": ["y", "two"]"#
    var preprocessing = #""numeric": "standard""#
    var loss = "\"cross_entropy\""
    /// What `training` has besides.
    var training = ""
    /// Whether the last cells of some rows are missing.
    var hasShortRows = false
  }

  private static let squaredError = "\"mean_squared_error\""
  private static let steps =
    #""target": "y", "ignore": ["kind", "two"], "groups": {"s": {"columns": ["x*"], "shape": [12, 1]}}"#

  static let models = [
    Model(
      name: "products of few and of many columns",
      layers: """
        [{"units": 40, "activation": "tanh"}, {"units": 17, "activation": "gelu"}, {"units": 2, "activation": "sigmoid"},
         {"units": 5, "activation": "silu"}, {"activation": "softmax"}]
        """),
    Model(
      name: "products so large that their columns are cut",
      layers: """
        [{"units": 400, "activation": "relu"}, {"units": 34, "activation": "tanh"}, {"units": 50, "activation": "elu"},
         {"units": 33, "activation": "selu"}, {"units": 1, "activation": "mish"}, {"units": 3, "activation": "softplus"}, {}]
        """, data: #""target": "y", "ignore": ["kind", "two"]"#, loss: squaredError),
    Model(
      name: "a product of 512 multiplications",
      layers:
        #"[{"units": 4, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}, {"activation": "softmax"}]"#
    ),
    Model(
      name: "norms, pieces and monomials in targets' own units",
      layers: #"[{"units": 9, "activation": "softplus"}, {"kind": "layer_normalization"}, {}]"#,
      data: #""target": ["y", "x3"], "ignore": ["kind", "two", "x8", "x9", "x10", "x11"]"#,
      preprocessing:
        #""numeric": "robust", "polynomial_degree": 2, "normalize_rows": "l2", "target": "standard", "pieces": 3"#,
      loss: squaredError),
    Model(
      name: "windows",
      layers: """
        [{"kind": "convolution", "filters": 5, "kernel_size": 3, "padding": "same", "activation": "tanh", "name": "a", "from": "s"},
         {"kind": "batch_normalization", "name": "b"},
         {"kind": "convolution", "filters": 5, "kernel_size": 2, "padding": "same", "dilation": 2, "groups": 5, "bias": false, "name": "c"},
         {"kind": "pooling", "method": "mean", "size": 3, "stride": 2, "padding": "same", "from": ["b", "c"], "join": "add"},
         {"kind": "pooling", "method": "max", "size": 2, "stride": 1}, {"kind": "layer_normalization"}, {"units": 3}, {}]
        """, data: steps, loss: squaredError),
    Model(
      name: "recurrence",
      layers: """
        [{"kind": "lstm", "units": 5, "output": "all", "from": "s"}, {"kind": "gru", "units": 3, "bidirectional": true, "output": "all"},
         {"kind": "recurrent", "units": 2, "output": "last"}, {"units": 1, "bias": false}]
        """, data: steps, loss: squaredError),
    Model(
      name: "sequences of several lengths",
      layers: """
        [{"kind": "convolution", "filters": 3, "kernel_size": 3, "stride": 2, "activation": "tanh", "from": "s"},
         {"kind": "pooling", "method": "mean", "size": 2, "stride": 1, "padding": "same"},
         {"kind": "gru", "units": 3, "output": "all", "bidirectional": true},
         {"kind": "pooling", "method": "max", "size": 2, "stride": 2, "padding": "same"},
         {"kind": "recurrent", "units": 4, "reverse": true, "name": "r"},
         {"kind": "pooling", "method": "max", "size": "all", "from": "s", "name": "m"}, {"units": 2, "from": ["r", "m"]}, {}]
        """, data: steps, loss: squaredError, hasShortRows: true),
    Model(
      name: "quantiles that never cross",
      layers: #"[{"units": 5, "activation": "tanh"}, {}]"#,
      data: #""target": ["y", "x3"], "ignore": ["kind", "two"]"#,
      preprocessing: #""target": "standard""#,
      loss: #"{"name": "quantile", "quantiles": [0.1, 0.5, 0.9]}"#),
    Model(
      name: "numbers and how sure they are", layers: #"[{"units": 5, "activation": "tanh"}, {}]"#,
      data: #""target": "y", "ignore": ["kind", "two"]"#, preprocessing: #""target": "standard""#,
      loss: #""gaussian""#),
    Model(
      name: "calibrated probabilities and a threshold",
      layers: #"[{"units": 5, "activation": "tanh"}, {"activation": "sigmoid"}]"#,
      data: #""target": "two", "ignore": ["y", "kind"], "validation": 0.3"#,
      training: #", "calibrate": "temperature", "threshold": 0.3"#),
    Model(
      name: "wide recurrence",
      layers: #"[{"kind": "lstm", "units": 40, "from": "s"}, {"kind": "layer_normalization"}, {}]"#,
      data: steps, loss: squaredError),
  ]

  private static let columns = (0..<12).map { "x\($0)" } + ["kind", "y", "two"]

  private static func table(seed: Int, rows: Int, hasShortRows: Bool) -> [[String]] {
    (0..<rows).map { row in
      let n = row * 11 + seed
      let length = hasShortRows ? 3 + n % 10 : 12
      let numbers = (0..<12).map {
        $0 >= length ? "" : "\(Double((n * ($0 + 3) + $0 * $0) % 1009) / 64 - 7)"
      }
      return numbers + [
        ["up", "down", "still"][n % 3], "\(Double(n % 53) * 10 / 3)", n % 5 > 2 ? "yes" : "no",
      ]
    }
  }

  private static func csv(_ rows: [[String]]) -> String {
    ([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  @Test(arguments: models.indices)
  func bitsAreThoseOfPredict(number: Int) throws {
    let model = Self.models[number]
    let workspace = try Workspace()
    try workspace.write(
      Self.csv(Self.table(seed: 0, rows: 30, hasShortRows: model.hasShortRows)), to: "t.csv")
    let rows = Self.table(seed: 4000, rows: 150, hasShortRows: model.hasShortRows)
    try workspace.write(Self.csv(rows), to: "rows.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", \(model.data)}, "preprocessing": {\(model.preprocessing)}, "loss": \(model.loss),
       "model": {"layers": \(model.layers)}, "training": {"epochs": 1, "precision": "float64"\(model.training)}}
      """, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let predicted = try ExportedRun.predicted(in: workspace)
    for format in ["c", "javascript", "python"] { try ExportedRun.export(format, in: workspace) }
    ExportedRun.expectEqual(
      try ExportedRun.python(in: workspace), predicted, 1e-9, "python, \(model.name)")
    ExportedRun.expectEqual(
      try ExportedRun.javaScript(of: Self.columns, rows, in: workspace), predicted, 1e-9,
      "javascript, \(model.name)")
    let expected = predicted.dropFirst()
    // What may join products and sums, and would where the file did not say that it must not.
    let compilers = ["clang -O2 -march=native -ffp-contract=on", "gcc -O2 -march=native"]
    for compiler in compilers {
      if try Program.shell("command -v \(compiler.prefix { $0 != " " })", in: workspace).status != 0
      {
        continue
      }
      let answers = try ExportedRun.c(
        of: Self.columns, rows, in: workspace, compiledBy: compiler)
      let different = zip(answers, expected).count { !ExportedRun.areSame($0, $1) }
      #expect(answers.count == expected.count)
      #expect(different == 0, "\(model.name), \(compiler): \(different) of \(expected.count) rows")
    }
  }
}
