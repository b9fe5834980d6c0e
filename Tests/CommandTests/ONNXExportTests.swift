import Foundation
import Testing

/// What a model is exported as for ONNX gives, run by ONNX's runtime, the answers of `predict`.
@Suite struct ONNXExportTests {
  /// Answers tables by models: for each model, table and file of answers that it is given. Inputs of numbers get numbers,
  /// others the texts as they are.
  private static let answering = """
    import csv, sys, numpy, onnx, onnxruntime
    def number(text):
      try: return float(text)
      except ValueError: return numpy.nan
    def answer(path, table, out):
      onnx.checker.check_model(onnx.load(path), full_check=True)
      options = onnxruntime.SessionOptions()
      options.intra_op_num_threads, options.log_severity_level = 1, 4
      session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
      header, *rows = csv.reader(open(table, encoding="utf-8-sig", newline=""))
      def column(input):
        cells = [row[header.index(input.name)] for row in rows]
        return (numpy.array([number(cell) for cell in cells]) if input.type == "tensor(double)"
          else numpy.array(cells, object))
      answers = session.run(None, {input.name: column(input) for input in session.get_inputs()})
      writer = csv.writer(open(out, "w", encoding="utf-8", newline=""), lineterminator="\\n")
      writer.writerow([output.name for output in session.get_outputs()])
      writer.writerows(zip(*[answer.tolist() for answer in answers]))
    files = sys.argv[1:]
    try:
      for first in range(0, len(files), 3): answer(*files[first:first + 3])
    except Exception as error: sys.exit(f"{files[first]}: {error}")
    """

  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Trains c.json, and exports it.
  private func train(in workspace: Workspace, _ overrides: [String] = []) throws {
    let training = try Program.run(
      ["train", "c.json", "--out", "run", "--quiet"] + overrides.flatMap { ["--set", $0] },
      in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let export = try Program.run(["export", "run", "--format", "onnx"], in: workspace)
    try #require(export.status == 0, "\(export.errors)")
    #expect(export.output == "run/model.onnx\n")
  }

  /// Answers rows.csv by the file.
  private func answers(in workspace: Workspace) throws -> (
    status: Int32, errors: String, rows: [[String]]
  ) {
    try workspace.write(Self.answering, to: "answer.py")
    let ending = try Program.shell(
      "$python answer.py run/model.onnx rows.csv answers.csv", in: workspace)
    let rows = ending.status == 0 ? try self.rows(RunFolder(workspace.url).text("answers.csv")) : []
    return (ending.status, ending.errors, rows)
  }

  /// Answers rows.csv by the file and by `predict`.
  private func expectAnswersOfPredict(
    in workspace: Workspace, tolerance: Double, _ comment: Comment
  ) throws {
    let predicted = try Program.run(["predict", "run", "--data", "rows.csv"], in: workspace)
    try #require(predicted.status == 0, "\(predicted.errors)")
    let found = try answers(in: workspace)
    try #require(found.status == 0, "\(found.errors): \(comment)")
    expectEqual(found.rows, rows(predicted.output), tolerance: tolerance, comment)
  }

  private func expectEqual(
    _ found: [[String]], _ expected: [[String]], tolerance: Double, _ comment: Comment
  ) {
    #expect(found.count == expected.count, comment)
    #expect(expected.count > 1, comment)
    var deviations: [Double] = []
    for (answer, wanted) in zip(found, expected) {
      #expect(answer.count == wanted.count, comment)
      for (cell, other) in zip(answer, wanted) {
        if let number = Double(cell), let value = Double(other) {
          deviations.append(abs(number - value) / max(1, abs(value)))
        } else {
          #expect(cell == other, comment)
        }
      }
    }
    // A NaN is no greatest of them.
    #expect(deviations.allSatisfy { $0 <= tolerance }, "\(deviations.max() ?? 0): \(comment)")
  }

  // MARK: Kinds of columns

  /// Columns of every kind but dates, with missing cells, cells that training has not seen, and blanks around cells.
  private static func table(seed: Int, rows: Int) -> String {
    let lines = (0..<rows).map { row -> String in
      let n = row + seed
      let number = Double((n * 37) % 101) / 8 - 3
      let isNew = seed > 0
      let price = ["$ 1.234,5 kg", "-12,25", "($7)", "3.000.000", "+ 0,5kg", " ($ 12,5 kg) "][n % 6]
      let cells = [
        n % 7 == 3 ? "" : "\(number)", n % 9 == 1 ? "NA" : "\((n * 13) % 17 - 5)",
        n % 8 == 2
          ? ""
          : isNew && n % 10 == 7
            ? "never seen" : ["red", "green", "a \"b\", c", "é?"][(n * 5) % 4],
        n % 11 == 4
          ? "?"
          : isNew
            ? ["1.0", "2", "+3", "1.2e1", "-999.0", "99", "02", " 3 \t", "3E+0"][n % 9]
            : ["1", "2.0", "3", "12"][(n / 2) % 4],
        n % 6 == 5
          ? "" : (isNew ? [" TRUE", "No", "1.0", "0"] : ["true", "no", "YES", "False"])[n % 4],
        n % 10 == 9 ? "" : price, "\((n * 7) % 3)", "\(number * Double(n % 5) - 1)",
        "\(Double(n % 10) * 1000 + 0.5)", n % 3 > 0 ? "with" : "without",
      ]
      return cells.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }
        .joined(separator: ",")
    }
    return (["a,int,what is it,code,yes,price,class,y,big,two"] + lines).joined(separator: "\n")
      + "\n"
  }

  private static let kinds = [
    """
    {"data": {"train": "t.csv", "target": "class", "ignore": ["y", "big", "two"],
      "missing": ["NA", "?", "-999"], "columns": {"code": {"type": "categorical"},
        "what is it": {"encoding": "embedding", "dimensions": 2},
        "price": {"decimal": ",", "thousands": ".", "prefix": "$", "suffix": "kg", "parentheses": true}}},
     "preprocessing": {"numeric": "standard", "pieces": 3},
     "model": {"layers": [{"units": 6, "activation": "gelu"}, {"activation": "softmax"}]},
     "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": ["y", "big"], "missing": ["NA", "?", "-999"], "ignore": ["class", "two", "price"]},
     "preprocessing": {"numeric": "robust", "polynomial_degree": 3, "normalize_rows": "l2", "target": "standard"},
     "model": {"layers": [{"units": 5, "activation": "mish"}, {"kind": "layer_normalization"}, {}]},
     "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": "two", "ignore": ["class", "price"]},
     "preprocessing": {"numeric": "quantile", "normalize_rows": "l1"},
     "model": {"layers": [{"units": 7, "activation": "elu"}, {"kind": "batch_normalization"}, {"activation": "sigmoid"}]},
     "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": "class", "ignore": ["two", "price"]},
     "preprocessing": {"numeric": "min_max", "polynomial_degree": 2}, "loss": "squared_error",
     "model": {"layers": [{"units": 7, "activation": "softplus"}, {"activation": "sigmoid"}]},
     "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": ["y", "big"], "ignore": ["class", "two", "price"]},
     "preprocessing": {"numeric": "standard", "target": "standard"}, "loss": {"name": "quantile", "quantiles": [0.1, 0.5, 0.9]},
     "model": {"layers": [{"units": 5, "activation": "tanh"}, {}]}, "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": "y", "ignore": ["class", "two", "price", "big"]},
     "preprocessing": {"numeric": "standard", "target": "standard"}, "loss": "gaussian",
     "model": {"layers": [{"units": 5, "activation": "tanh"}, {}]}, "training": {"epochs": 5}}
    """,
    """
    {"data": {"train": "t.csv", "target": "two", "ignore": ["class", "price"], "validation": 0.3},
     "preprocessing": {"numeric": "standard"}, "model": {"layers": [{"units": 5, "activation": "sigmoid"}, {"activation": "softmax"}]},
     "training": {"epochs": 5, "calibrate": "temperature", "threshold": "best:f1"}}
    """,
  ]

  /// Numbers in float64, and in float32.
  private static let precisions = [("float64", 1e-9), ("float32", 1e-5)]

  @Test(arguments: kinds.indices, precisions.indices)
  func kindOfColumn(_ kind: Int, _ number: Int) throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(seed: 0, rows: 90), to: "t.csv")
    try workspace.write(Self.table(seed: 1000, rows: 60), to: "rows.csv")
    try workspace.write(Self.kinds[kind], to: "c.json")
    let (precision, tolerance) = Self.precisions[number]
    try train(in: workspace, ["training.precision=\(precision)"])
    try expectAnswersOfPredict(in: workspace, tolerance: tolerance, "kind \(kind)")
    _ = try Program.run(["export", "run", "--format", "onnx", "--out", "again"], in: workspace)
    let files = try ["again", "run/model.onnx"].map { try Data(contentsOf: workspace.file($0)) }
    #expect(files[0] == files[1], "the same model gives the same bytes")
    for path in [workspace.url.path, "t.csv"] {
      #expect(files[0].range(of: Data(path.utf8)) == nil, "the file tells no paths")
    }
  }

  @Test func manyCategoriesAreToldApart() throws {
    let workspace = try Workspace()
    let names = (0..<1500).map { "item \($0 * 7919 % 10007), of the (\($0 % 7)) kind" }
    let lines = names.enumerated().map { "\"\($1)\",\($0 % 13)" }
    try workspace.write((["name,out"] + lines).joined(separator: "\n") + "\n", to: "t.csv")
    try workspace.write(
      (["name,out"] + lines.prefix(200) + ["\"item 5\",0"]).joined(separator: "\n") + "\n",
      to: "rows.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "task": "regression",
         "columns": {"name": {"type": "categorical", "encoding": "embedding", "dimensions": 3, "min_count": 1, "max_categories": 5000}}},
       "model": {"layers": [{}]}, "training": {"epochs": 1, "precision": "float64"}}
      """, to: "c.json")
    try train(in: workspace)
    try expectAnswersOfPredict(in: workspace, tolerance: 1e-9, "many categories")
  }

  /// An output is not called as a column is.
  @Test func namesOfOutputsAreTheirOwn() throws {
    let workspace = try Workspace()
    try workspace.write(
      "prediction,/,probability_no,x y,out\n"
        + (1...20).map { "\($0 % 7),\($0 % 5),\($0 % 3),\($0),\($0 % 2 > 0 ? "yes" : "no")\n" }
        .joined(),
      to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out"}, "training": {"epochs": 2, "precision": "float64"},
       "model": {"layers": [{"units": 2}, {"activation": "softmax"}]}}
      """, to: "c.json")
    try FileManager.default.copyItem(at: workspace.file("t.csv"), to: workspace.file("rows.csv"))
    try train(in: workspace)
    let found = try answers(in: workspace).rows
    #expect(found.first == ["prediction_2", "probability_no_2", "probability_yes"])
    let predicted = try Program.run(["predict", "run", "--data", "rows.csv"], in: workspace)
    #expect(found.dropFirst().map(\.first) == rows(predicted.output).dropFirst().map(\.first))
  }

  // MARK: Layers

  private static let layers = [
    (
      "images", [8, 7, 2], "",
      """
      {"kind": "convolution", "filters": 4, "kernel_size": [3, 2], "stride": [1, 2], "padding": "same", "groups": 2, "activation": "gelu"},
      {"kind": "pooling", "method": "max", "size": 2, "stride": 1, "padding": "same"},
      {"kind": "convolution", "filters": 3, "kernel_size": 2, "dilation": 2, "activation": "selu"},
      {"kind": "batch_normalization"}, {"kind": "pooling", "method": "mean", "size": 2, "padding": "same"},
      {"units": 3, "activation": "leaky_relu"}
      """
    ),
    (
      "sequences of one length", [12, 2], "",
      """
      {"kind": "convolution", "filters": 3, "kernel_size": 3, "padding": "same", "activation": "silu"},
      {"kind": "pooling", "method": "max", "size": "all"}, {"units": 3, "activation": "tanh"}
      """
    ),
    (
      "sequences that end early", [12, 2], #", "missing": "mean""#,
      """
      {"kind": "convolution", "filters": 3, "kernel_size": 3, "padding": "same", "activation": "relu"},
      {"kind": "pooling", "method": "max", "size": 2}, {"kind": "lstm", "units": 3, "bidirectional": true, "output": "all"},
      {"kind": "pooling", "method": "mean", "size": "all"}, {"units": 3, "activation": "softplus"}
      """
    ),
    (
      "recurrence", [12, 2], #", "missing": "mean""#,
      """
      {"kind": "recurrent", "units": 3, "output": "all"}, {"kind": "layer_normalization"},
      {"kind": "gru", "units": 3, "reverse": true}, {"units": 3, "activation": "mish"}
      """
    ),
  ]

  @Test(arguments: layers.indices, precisions.indices)
  func layer(_ index: Int, _ number: Int) throws {
    let (name, shape, missing, layers) = Self.layers[index]
    let (precision, tolerance) = Self.precisions[number]
    let workspace = try Workspace()
    let columns = shape.reduce(1, *)
    func table(_ rows: Range<Int>) -> String {
      let header = (0..<columns).map { "x\($0)" } + ["out"]
      let lines = rows.map { row in
        // Some sequences end early.
        let present = missing.isEmpty ? columns : columns - 2 * (row * 5 % 10)
        return (0..<columns).map { column in
          column < present && (missing.isEmpty || (row + column) % 9 > 0 || column == 0)
            ? "\(Double((row * 31 + column * 17) % 23) / 7 - 1.5)" : ""
        } + ["\((row * 3) % 4)"]
      }
      return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }
    try workspace.write(table(0..<40), to: "t.csv")
    try workspace.write(table(100..<130), to: "rows.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "groups": {"g": {"columns": ["x*"], "shape": \(shape)\(missing)}}},
       "model": {"layers": [\(layers), {"activation": "softmax"}]},
       "training": {"epochs": 2, "precision": "\(precision)"}}
      """, to: "c.json")
    try train(in: workspace)
    try expectAnswersOfPredict(in: workspace, tolerance: tolerance, "\(name)")
  }

  // MARK: Configurations of the repository

  /// What an epoch has made of a part of them, answered by one process.
  @Test(arguments: 0..<4)
  func configurations(_ part: Int) throws {
    let workspace = try Workspace()
    let names = Repository.configurations.enumerated().filter { $0.offset % 4 == part }
    var exported: [String] = []
    for (_, name) in names {
      if try export(configuration: name, in: workspace) { exported.append(name) }
    }
    try workspace.write(Self.answering, to: "answer.py")
    let files = exported.map { "\($0)/model.onnx \($0)/rows.csv \($0)/answers.csv" }
    let ending = try Program.shell(
      "$python answer.py \(files.joined(separator: " "))", in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    for name in exported {
      let predicted = try Program.run(
        ["predict", name, "--data", "\(name)/rows.csv"], in: workspace)
      try #require(predicted.status == 0, "\(predicted.errors)")
      let answers = try rows(RunFolder(workspace.url).text("\(name)/answers.csv"))
      expectEqual(answers, rows(predicted.output), tolerance: 1e-5, "\(name)")
    }
  }

  /// Trains a configuration of the repository and exports it; the first rows of its table are in rows.csv.
  /// - Returns: whether it can be exported.
  private func export(configuration name: String, in workspace: Workspace) throws -> Bool {
    // Where an epoch takes long, or the loss does not stay finite, what a run begins with will do.
    let isLong = ["exploding", "digits-cnn", "learning-rate-high"].contains(name)
    let training = try Program.run(
      [
        "train", Repository.path("configs/\(name).json"), "--out", name, "--quiet", "--set",
        "training.epochs=\(isLong ? 0 : 1)",
      ], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let export = try Program.run(["export", name, "--format", "onnx"], in: workspace)
    if name == "cora" {
      // Its rows are nodes of a graph.
      #expect(export.status == 78)
      #expect(!workspace.exists("cora/model.onnx"))
      return false
    }
    try #require(export.status == 0, "\(export.errors)")
    let configuration = try JSONSerialization.jsonObject(
      with: Data(contentsOf: workspace.file("\(name)/config.json")))
    let data = (configuration as? [String: Any])?["data"] as? [String: Any]
    let table = try #require(data?["train"] as? String)
    let reading = table.hasSuffix(".gz") ? "zcat" : "cat"
    let lines = try Program.shell(
      "\(reading) '\(table)' | head -100 > \(name)/rows.csv", in: workspace)
    try #require(lines.status == 0, "\(lines.errors)")
    return true
  }

  // MARK: Refusals

  @Test func datesAreRefusedByName() throws {
    let workspace = try Workspace()
    try workspace.write(
      "when,b,out\n" + (10...29).map { "2024-01-\($0),\($0 % 3),\($0 % 2)\n" }.joined(), to: "t.csv"
    )
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out"}, "training": {"epochs": 1},
       "model": {"layers": [{"units": 2}, {"activation": "softmax"}]}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    let refused = try Program.run(
      ["export", "run", "--format", "onnx", "--out", "x"], in: workspace)
    #expect(refused.status == 78)
    #expect(refused.errors.contains("the column \"when\" holds dates"), "\(refused.errors)")
    #expect(!workspace.exists("x"))
  }

  /// Rows that `predict` refuses have no answer.
  @Test func cellsThatPredictRefusesHaveNoAnswer() throws {
    let workspace = try Workspace()
    let lines = (0..<20).map { "\($0 % 7),\($0 % 2 > 0 ? "yes" : "no"),\($0 % 3)€,\($0 % 2)\n" }
    try workspace.write("a,b,c,out\n" + lines.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "columns": {"a": {"missing": "error"}, "c": {"suffix": "€"}}},
       "training": {"epochs": 1}, "model": {"layers": [{"units": 2}, {"activation": "softmax"}]}}
      """, to: "c.json")
    try train(in: workspace)
    let wrong = ["": ",yes,1€,0", "b": "1,maybe,1€,0", "c": "1,yes,1$,0", "inf": "inf,yes,1€,0"]
    for (name, row) in wrong {
      try workspace.write("a,b,c,out\n1,no,2€,1\n\(row)\n", to: "rows.csv")
      let ending = try answers(in: workspace)
      #expect(ending.status != 0, "\(name)")
      #expect(ending.errors.contains("missing cells of \"a\""), "\(ending.errors)")
      #expect(
        try Program.run(["predict", "run", "--data", "rows.csv"], in: workspace).status == 65)
    }
    try workspace.write("a,b,c,out\n1,,,1\n", to: "rows.csv")
    try expectAnswersOfPredict(in: workspace, tolerance: 1e-5, "missing where they may be")
  }
}
