import Foundation
import Testing

/// Intervals, temperature and thresholds are those that counting validation rows by hand gives.
@Suite struct CalibrationTests {
  /// A table of numbers, one of whose columns tells towns apart that no model reads.
  private static func csv(_ rows: Range<Int>) -> String {
    "a,b,town,y,z,out\n"
      + rows.map { row in
        let a = Double((row * 37) % 101) / 50 - 1
        let b = Double((row * 53) % 89) / 89
        let noise = Double((row * 29) % 83) / 83 - 0.5
        let y = 3 * a + b + noise * (1 + abs(a))
        let town = ["Ulm", "Bern", "Graz, Süd", ""][(row * 7) % 4]
        return "\(a),\(b),\"\(town)\",\(y),\(100 * b + noise),\(a + noise > 0 ? "yes" : "no")\n"
      }.joined()
  }

  /// Trains a model on 200 rows of `t.csv` with validation rows in `v.csv`.
  @discardableResult
  private static func train(
    _ run: String, target: String, _ loss: String, output: String = "identity",
    training: String = "", precision: String = "float64", preprocessing: String = "",
    validation: String = ", \"validation\": \"v.csv\"",
    in workspace: Workspace
  ) throws -> Program.Ending {
    let targets = target.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
    let others = ["y", "z", "out", "town"].filter {
      !target.split(separator: ",").contains($0[...])
    }
    .map { "\"\($0)\"" }.joined(separator: ",")
    try workspace.write(csv(0..<200), to: "t.csv")
    try workspace.write(csv(200..<299), to: "v.csv")
    try workspace.write(csv(300..<500), to: "new.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv"\(validation), "target": [\(targets)], "ignore": [\(others)]},
       "preprocessing": {"numeric": "standard"\(preprocessing)},
       "model": {"layers": [{"units": 5, "activation": "tanh"}, {"activation": "\(output)"}]},
       "loss": \(loss), "optimizer": {"name": "adam", "learning_rate": 0.02},
       "training": {"epochs": 25, "precision": "\(precision)"\(training)}}
      """, to: "\(run).json")
    return try Program.run(["train", "\(run).json", "--out", run, "--quiet"], in: workspace)
  }

  private static func table(
    _ arguments: [String], in workspace: Workspace
  ) throws -> [String: [String]] {
    let ending = try Program.run(arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let rows = ending.output.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    return Dictionary(
      rows[0].enumerated().map { place, name in (name, rows.dropFirst().map { $0[place] }) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func numbers(
    _ name: String, _ run: String, _ data: String, _ further: [String] = [],
    in workspace: Workspace
  ) throws -> [Double] {
    let table = try table(["predict", run, "--data", data] + further, in: workspace)
    return try #require(table[name]).map { try #require(Double($0)) }
  }

  private static func column(_ name: String, of file: String, in workspace: Workspace) throws
    -> [Double]
  {
    // No number stands behind a cell with a comma but those counted from the end.
    let text = try String(contentsOf: workspace.file(file), encoding: .utf8)
    let rows = text.split(separator: "\n")
    let place = ["out": 1, "z": 2, "y": 3][name] ?? 0
    return rows.dropFirst().map {
      let cells = $0.split(separator: ",")
      return Double(cells[cells.count - place]) ?? (cells.last == "yes" ? 1 : 0)
    }
  }

  private static func json(_ arguments: [String], in workspace: Workspace) throws -> [String: Any] {
    let ending = try Program.run(["eval"] + arguments + ["--json", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
  }

  /// The score that so many of 99 rows are at most: of 100 · level the next whole one.
  private static func limit(_ scores: [Double], _ level: Double) -> Double {
    scores.sorted()[Int((100 * level - 1e-9).rounded(.up)) - 1]
  }

  @Test(arguments: [0.5, 0.8, 0.9, 0.99])
  func intervalsAreThoseOfTheValidationRows(level: Double) throws {
    let workspace = try Workspace()
    let training = try Self.train(
      "run", target: "y", "\"mean_squared_error\"", preprocessing: ", \"target\": \"standard\"",
      in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let errors = try zip(
      Self.numbers("prediction", "run", "v.csv", in: workspace),
      Self.column("y", of: "v.csv", in: workspace)
    ).map { abs($0 - $1) }
    let limit = Self.limit(errors, level)
    let options = ["--interval", "\(level)"]
    let table = try Self.table(["predict", "run", "--data", "new.csv"] + options, in: workspace)
    #expect(table.keys.sorted() == ["prediction", "prediction_high", "prediction_low"])
    let predictions = try Self.numbers("prediction", "run", "new.csv", options, in: workspace)
    let low = try Self.numbers("prediction_low", "run", "new.csv", options, in: workspace)
    let high = try Self.numbers("prediction_high", "run", "new.csv", options, in: workspace)
    let truth = try Self.column("y", of: "new.csv", in: workspace)
    for (row, prediction) in predictions.enumerated() {
      #expect(abs(low[row] - (prediction - limit)) < 1e-9)
      #expect(abs(high[row] - (prediction + limit)) < 1e-9)
    }
    let held = truth.indices.count { low[$0] <= truth[$0] && truth[$0] <= high[$0] }
    let told = try Self.json(["run", "--data", "new.csv"] + options, in: workspace)
    #expect(told["coverage"] as? Double == Double(held) / Double(truth.count))
    #expect(told["interval"] as? Double == level)
    // Within five deviations of what is promised.
    let deviation = (level * (1 - level) * (1 / 200.0 + 1 / 99.0)).squareRoot()
    #expect(abs(Double(held) / 200 - level) < 5 * deviation)
  }

  @Test func deviationsAndQuantilesHaveIntervalsOfTheirOwn() throws {
    let workspace = try Workspace()
    try Self.train("g", target: "y", "\"gaussian\"", in: workspace)
    let (means, deviations) = (
      try Self.numbers("prediction", "g", "v.csv", in: workspace),
      try Self.numbers("deviation", "g", "v.csv", in: workspace)
    )
    let truth = try Self.column("y", of: "v.csv", in: workspace)
    let limit = Self.limit(truth.indices.map { abs(truth[$0] - means[$0]) / deviations[$0] }, 0.8)
    let options = ["--interval", "0.8"]
    let mean = try Self.numbers("prediction", "g", "new.csv", in: workspace)
    let deviation = try Self.numbers("deviation", "g", "new.csv", in: workspace)
    let low = try Self.numbers("prediction_low", "g", "new.csv", options, in: workspace)
    for row in low.indices { #expect(abs(low[row] - mean[row] + limit * deviation[row]) < 1e-9) }

    try Self.train(
      "q", target: "y", "{\"name\": \"quantile\", \"quantiles\": [0.1, 0.5, 0.9]}", in: workspace)
    func quantiles(_ data: String) throws -> [[Double]] {
      try ["0.1", "0.5", "0.9"].map {
        try Self.numbers("prediction_\($0)", "q", data, in: workspace)
      }
    }
    let known = try quantiles("v.csv")
    for row in truth.indices {
      #expect(known[0][row] <= known[1][row] && known[1][row] <= known[2][row])
    }
    let scores = truth.indices.map { max(known[0][$0] - truth[$0], truth[$0] - known[2][$0]) }
    let excess = Self.limit(scores, 0.9)
    let new = try quantiles("new.csv")
    let high = try Self.numbers(
      "prediction_high", "q", "new.csv", ["--interval", "0.9"], in: workspace)
    for row in high.indices { #expect(abs(high[row] - new[2][row] - excess) < 1e-9) }
  }

  @Test func severalTargetsHaveTheirIntervalsBehindThem() throws {
    let workspace = try Workspace()
    try Self.train(
      "run", target: "y,z", "\"gaussian\"", preprocessing: ", \"target\": \"standard\"",
      in: workspace)
    let ending = try Program.run(
      ["predict", "run", "--data", "new.csv", "--interval", "0.9"], in: workspace)
    #expect(
      ending.output.hasPrefix(
        "prediction_y,deviation_y,prediction_y_low,prediction_y_high,prediction_z,deviation_z,"
          + "prediction_z_low,prediction_z_high\n"))
    let low = try Self.numbers(
      "prediction_z_low", "run", "new.csv", ["--interval", "0.9"], in: workspace)
    let mean = try Self.numbers("prediction_z", "run", "new.csv", in: workspace)
    let deviation = try Self.numbers("deviation_z", "run", "new.csv", in: workspace)
    let truth = try Self.column("z", of: "v.csv", in: workspace)
    let means = try Self.numbers("prediction_z", "run", "v.csv", in: workspace)
    let deviations = try Self.numbers("deviation_z", "run", "v.csv", in: workspace)
    let limit = Self.limit(truth.indices.map { abs(truth[$0] - means[$0]) / deviations[$0] }, 0.9)
    for row in low.indices {
      #expect(abs(low[row] - (mean[row] - limit * deviation[row])) < 1e-7)
    }
  }

  @Test(arguments: ["softmax", "sigmoid"])
  func setsHoldClassesThatAreProbableEnough(output: String) throws {
    let workspace = try Workspace()
    try Self.train("run", target: "out", "\"cross_entropy\"", output: output, in: workspace)
    func probabilities(_ data: String) throws -> [[Double]] {
      try ["no", "yes"].map { try Self.numbers("probability_\($0)", "run", data, in: workspace) }
    }
    let known = try probabilities("v.csv")
    let labels = try Self.column("out", of: "v.csv", in: workspace)
    let limit = Self.limit(labels.indices.map { -known[Int(labels[$0])][$0] }, 0.8)
    let new = try probabilities("new.csv")
    let truth = try Self.column("out", of: "new.csv", in: workspace)
    var held = 0
    for (number, name) in ["no", "yes"].enumerated() {
      let isIn = try Self.numbers(
        "in_set_\(name)", "run", "new.csv", ["--interval", "0.8"], in: workspace)
      for row in isIn.indices {
        #expect(isIn[row] == (-new[number][row] <= limit ? 1 : 0))
        if Int(truth[row]) == number, isIn[row] == 1 { held += 1 }
      }
    }
    let told = try Self.json(["run", "--data", "new.csv", "--interval", "0.8"], in: workspace)
    #expect(told["coverage"] as? Double == Double(held) / 200)
  }

  @Test func intervalsThatThereAreNoneOfAreRefused() throws {
    let workspace = try Workspace()
    try Self.train("run", target: "y", "\"mean_squared_error\"", in: workspace)
    for (level, status, word) in [
      ("0.999", 78, "999 validation rows, and the run had 99"), ("1", 64, "below 1"),
      ("0", 64, "above 0"), ("-0.5", 64, "--interval"), ("nan", 64, "--interval"),
    ] {
      for command in ["predict", "eval"] {
        let ending = try Program.run(
          [command, "run", "--data", "new.csv", "--interval=\(level)"], in: workspace)
        #expect(Int(ending.status) == status, "\(level): \(ending.errors)")
        #expect(ending.errors.contains(word), "\(ending.errors)")
        #expect(ending.output.isEmpty)
      }
    }
    try Self.train("bare", target: "y", "\"mean_squared_error\"", validation: "", in: workspace)
    let bare = try Program.run(
      ["predict", "bare", "--data", "new.csv", "--interval", "0.9"], in: workspace)
    #expect(bare.status == 78 && bare.errors.contains("validation"), "\(bare.errors)")
    #expect(try Self.json(["bare", "--data", "new.csv"], in: workspace)["coverage"] == nil)
    try Self.train("margin", target: "out", "\"hinge\"", in: workspace)
    let margin = try Program.run(
      ["predict", "margin", "--data", "new.csv", "--interval", "0.9"], in: workspace)
    #expect(margin.status == 78 && margin.errors.contains("probabilities"), "\(margin.errors)")
  }

  @Test(arguments: ["softmax", "sigmoid"])
  func oneTemperatureIsFitted(output: String) throws {
    let workspace = try Workspace()
    try Self.train("plain", target: "out", "\"cross_entropy\"", output: output, in: workspace)
    try Self.train(
      "warm", target: "out", "\"cross_entropy\"", output: output,
      training: ", \"calibrate\": \"temperature\"", in: workspace)
    func odds(_ run: String, _ data: String) throws -> [Double] {
      let p = try Self.numbers("probability_yes", run, data, in: workspace)
      return p.map { log($0 / (1 - $0)) }
    }
    let (plain, warm) = (try odds("plain", "new.csv"), try odds("warm", "new.csv"))
    let row = try #require(plain.indices.max { abs(plain[$0]) < abs(plain[$1]) })
    let temperature = plain[row] / warm[row]
    #expect(abs(temperature - 1) > 1e-3)
    for (cold, hot) in zip(plain, warm) { #expect(abs(cold / temperature - hot) < 1e-6) }
    let labels = try ["plain", "warm"].map {
      try Self.table(["predict", $0, "--data", "new.csv"], in: workspace)["prediction"]
    }
    #expect(labels[0] == labels[1])
    // On the validation rows no other temperature is better.
    let (known, truth) = (
      try odds("plain", "v.csv"), try Self.column("out", of: "v.csv", in: workspace)
    )
    func loss(_ temperature: Double) -> Double {
      zip(known, truth).reduce(0) { $0 + log(1 + exp((1 - 2 * $1.1) * $1.0 / temperature)) } / 99
    }
    #expect(loss(temperature) < loss(temperature * 1.001))
    #expect(loss(temperature) < loss(temperature / 1.001))
    // Both are told, as they were and as they are.
    let before = try Self.json(["plain", "--data", "new.csv"], in: workspace)
    let after = try Self.json(["warm", "--data", "new.csv"], in: workspace)
    for metric in ["log_loss", "calibration_error"] {
      let was = (before["metrics"] as? [String: Any])?[metric] as? Double ?? .nan
      let told = (after["uncalibrated"] as? [String: Any])?[metric] as? Double ?? .nan
      #expect(abs(was - told) < 1e-9, "\(metric)")
    }
    let validated = try Self.json(["warm", "--data", "v.csv"], in: workspace)
    let now = (validated["metrics"] as? [String: Any])?["log_loss"] as? Double ?? .nan
    #expect(abs(now - loss(temperature)) < 1e-9)
  }

  @Test func thresholdsAreKeptInTheModel() throws {
    let workspace = try Workspace()
    for (name, threshold) in [("fixed", "0.7"), ("best", "\"best:f1\"")] {
      for output in ["softmax", "sigmoid"] {
        let run = name + output
        let ending = try Self.train(
          run, target: "out", "\"cross_entropy\"", output: output,
          training: ", \"threshold\": \(threshold)", precision: "float32", in: workspace)
        try #require(ending.status == 0, "\(ending.errors)")
        let known = try Self.numbers("probability_yes", run, "v.csv", in: workspace)
        let truth = try Self.column("out", of: "v.csv", in: workspace).map { $0 == 1 }
        func f1(_ threshold: Double) -> Double {
          let right = known.indices.count { known[$0] >= threshold && truth[$0] }
          let taken = known.count { $0 >= threshold }
          return 2 * Double(right) / Double(taken + truth.count { $0 })
        }
        var expected = 0.7
        if name == "best" {
          let best = known.map(f1).max() ?? 0
          let least = try #require(known.filter { f1($0) == best }.min())
          expected = (least + (known.filter { $0 < least }.max() ?? 0)) / 2
        }
        let table = try Self.table(["predict", run, "--data", "new.csv"], in: workspace)
        let probabilities = try #require(table["probability_yes"]).compactMap(Double.init)
        let labels = try #require(table["prediction"])
        for (label, probability) in zip(labels, probabilities) {
          #expect(label == (probability >= expected ? "yes" : "no"))
        }
        #expect(labels.contains("yes") && labels.contains("no"))
        // `eval` judges what `predict` answers.
        let new = try Self.column("out", of: "new.csv", in: workspace)
        let right = zip(labels, new).count { ($0 == "yes") == ($1 == 1) }
        let told = try Self.json([run, "--data", "new.csv"], in: workspace)
        #expect(
          (told["metrics"] as? [String: Any])?["accuracy"] as? Double == Double(right) / 200)
      }
    }
  }

  @Test(arguments: [
    ("out", "\"calibrate\": \"temperature\"", "softmax", "", "validation rows"),
    ("out", "\"threshold\": \"best:f1\"", "softmax", "", "validation rows"),
    ("y", "\"calibrate\": \"temperature\"", "identity", ", \"validation\": 0.2", "classification"),
    ("y", "\"threshold\": 0.4", "identity", ", \"validation\": 0.2", "classification"),
    ("town", "\"threshold\": 0.4", "softmax", ", \"validation\": 0.2", "two classes"),
    ("out", "\"threshold\": 1.5", "softmax", ", \"validation\": 0.2", "at most 1"),
    ("out", "\"threshold\": \"best\"", "softmax", ", \"validation\": 0.2", "best:f1"),
    (
      "out", "\"calibrate\": \"temperatur\"", "softmax", ", \"validation\": 0.2",
      "did you mean \"temperature\""
    ),
  ])
  func whatCannotBeCalibratedIsRefused(
    target: String, key: String, output: String, validation: String, word: String
  ) throws {
    let workspace = try Workspace()
    let loss = target == "y" ? "\"mean_squared_error\"" : "\"cross_entropy\""
    let ending = try Self.train(
      "run", target: target, loss, output: output, training: ", " + key, validation: validation,
      in: workspace)
    #expect(ending.status == 78 && ending.errors.contains(word), "\(ending.errors)")
    #expect(!workspace.exists("run"))
  }

  @Test func metricsOfEachValueAreThoseOfItsRows() throws {
    let workspace = try Workspace()
    try Self.train("run", target: "out", "\"cross_entropy\"", output: "sigmoid", in: workspace)
    for (column, values) in [
      ("town", ["", "Bern", "Graz, Süd", "Ulm"]), ("out", ["no", "yes"]),
    ] {
      let told = try Self.json(["run", "--data", "new.csv", "--by", column], in: workspace)
      let by = try #require(told["by"] as? [String: Any])
      #expect(by["column"] as? String == column)
      let groups = try #require(by["groups"] as? [[String: Any]])
      #expect(groups.map { $0["value"] as? String } == values)
      let text = try String(contentsOf: workspace.file("new.csv"), encoding: .utf8)
      let lines = text.split(separator: "\n")
      for (value, group) in zip(values, groups) {
        let own = lines.dropFirst().filter {
          column == "out" ? $0.hasSuffix("," + value) : $0.contains("\"\(value)\"")
        }
        try workspace.write(
          ([lines[0]] + own).joined(separator: "\n") + "\n", to: "part.csv")
        let alone = try Self.json(["run", "--data", "part.csv"], in: workspace)
        #expect(group["rows"] as? Int == own.count)
        let losses = [group["loss"], alone["loss"]].map { $0 as? Double ?? .nan }
        #expect(abs(losses[0] - losses[1]) < 1e-12)
        let metrics = [group["metrics"], alone["metrics"]].map { $0 as? [String: Any] ?? [:] }
        for name in ["accuracy", "log_loss", "f1_macro", "calibration_error"] {
          let values = metrics.map { $0[name] as? Double ?? .nan }
          #expect(abs(values[0] - values[1]) < 1e-12, "\(name)")
        }
      }
    }
    let wrong = try Program.run(
      ["eval", "run", "--data", "new.csv", "--by", "twon"], in: workspace)
    #expect(wrong.status == 65 && wrong.errors.contains("did you mean \"town\""))
  }

  /// Rows that the run held back itself are told apart, too, by numbers and by what is no input.
  @Test func ownTestRowsAreToldApart() throws {
    let workspace = try Workspace()
    try workspace.write(Self.csv(0..<200), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "ignore": ["z", "out", "town"], "test": 0.3},
       "model": {"layers": [{}]}, "training": {"epochs": 3}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    for column in ["town", "a"] {
      let told = try Self.json(["run", "--by", column], in: workspace)
      let by = try #require(told["by"] as? [String: Any])
      let groups = try #require(by["groups"] as? [[String: Any]])
      #expect(groups.reduce(0) { $0 + ($1["rows"] as? Int ?? 0) } == 60)
      let loss = groups.reduce(0.0) {
        $0 + Double($1["rows"] as? Int ?? 0) * ($1["loss"] as? Double ?? .nan)
      }
      #expect(abs(loss / 60 - (told["loss"] as? Double ?? .nan)) < 1e-9)
    }
  }

  /// Rounding takes no row out of the intervals that it defines.
  @Test(arguments: ["float32", "float64"], ["mean_squared_error", "gaussian", "quantile"])
  func validationRowsAreHeldAsOftenAsPromised(precision: String, loss: String) throws {
    let workspace = try Workspace()
    try Self.train("run", target: "y", "\"\(loss)\"", precision: precision, in: workspace)
    let truth = try Self.column("y", of: "v.csv", in: workspace)
    for level in [0.1, 0.5, 0.8, 0.9] {
      let options = ["--interval", "\(level)"]
      let low = try Self.numbers("prediction_low", "run", "v.csv", options, in: workspace)
      let high = try Self.numbers("prediction_high", "run", "v.csv", options, in: workspace)
      let held = truth.indices.count { low[$0] <= truth[$0] && truth[$0] <= high[$0] }
      #expect(held >= Int((100 * level - 1e-9).rounded(.up)))
      let told = try Self.json(["run", "--data", "v.csv"] + options, in: workspace)
      #expect(abs((told["coverage"] as? Double ?? .nan) - Double(held) / 99) < 1e-12)
    }
  }

  @Test func whatRowsDoNotTellIsSaid() throws {
    let workspace = try Workspace()
    try workspace.write(Self.csv(200..<299), to: "v.csv")
    let text = try String(contentsOf: workspace.file("v.csv"), encoding: .utf8)
    try workspace.write(
      text.split(separator: "\n").filter { !$0.hasSuffix(",yes") }.joined(separator: "\n") + "\n",
      to: "no.csv")
    let none = try Self.train(
      "none", target: "out", "\"cross_entropy\"", output: "sigmoid",
      training: ", \"threshold\": \"best:f1\"", validation: ", \"validation\": \"no.csv\"",
      in: workspace)
    #expect(none.status == 0, "\(none.errors)")
    let table = try Self.table(["predict", "none", "--data", "new.csv"], in: workspace)
    for (label, text) in zip(
      try #require(table["prediction"]), try #require(table["probability_yes"]))
    {
      #expect(label == (try #require(Double(text)) >= 0.5 ? "yes" : "no"))
    }
    let best = try Program.run(
      ["eval", "none", "--data", "no.csv", "--threshold", "best:f1"], in: workspace)
    #expect(best.status == 65 && best.errors.contains("\"yes\""), "\(best.errors)")
    // What looks at a calibrated model by one metric has no margins.
    try Self.train(
      "warm", target: "out", "\"cross_entropy\"", output: "softmax",
      training: ", \"calibrate\": \"temperature\", \"threshold\": 0.4", in: workspace)
    for command in [["importance", "warm", "--data", "new.csv"], ["report", "warm"]] {
      let ending = try Program.run(command, in: workspace)
      #expect(ending.status == 0, "\(ending.errors)")
    }
    let told = try Self.json(["warm", "--data", "new.csv"], in: workspace)
    let looked = try Program.run(
      ["importance", "warm", "--data", "new.csv", "--repeats", "1", "--json"], in: workspace)
    let importance = try #require(
      try JSONSerialization.jsonObject(with: Data(looked.output.utf8)) as? [String: Any])
    let accuracy = (told["metrics"] as? [String: Any])?["accuracy"] as? Double
    #expect(accuracy != nil && importance["baseline"] as? Double == accuracy)
    #expect(told["threshold"] as? Double == 0.4 && told["temperature"] as? Double != nil)
  }

  /// Of the file that they stand in, also where that is another than the training rows'.
  @Test func targetsThatALossIsNotDefinedForAreRefused() throws {
    let workspace = try Workspace()
    try workspace.write("a,y\n1,1\n2,2.5\n3,3\n4,0.5\n", to: "good.csv")
    try workspace.write("a,y\n1,1\n2,0\n", to: "zero.csv")
    try workspace.write("a,y\n1,1\n2,-0.5\n", to: "below.csv")
    for (loss, file, status) in [
      ("gamma", "zero.csv", 65), ("tweedie", "below.csv", 65), ("poisson", "below.csv", 65),
      ("tweedie", "zero.csv", 0), ("poisson", "zero.csv", 0),
    ] {
      try workspace.write(
        """
        {"data": {"train": "good.csv", "target": "y", "task": "regression"}, "loss": "\(loss)",
         "model": {"layers": [{}]}, "training": {"epochs": 1}}
        """, to: "c.json")
      let run = "\(loss)-\(file)"
      _ = try Program.run(["train", "c.json", "--quiet", "--out", run], in: workspace)
      let set = ["--set", "data.validation=\(file)"]
      for command in [
        ["eval", run, "--data", file], ["train", "c.json", "--quiet", "--out", run + "-2"] + set,
      ] {
        let ending = try Program.run(command, in: workspace)
        #expect(Int(ending.status) == status, "\(loss), \(command): \(ending.errors)")
        #expect(status == 0 || ending.errors.contains("\(file): a target is"), "\(ending.errors)")
      }
    }
  }

  @Test func numbersOfSeveralSpellingsAreOneValue() throws {
    let workspace = try Workspace()
    try workspace.write(
      "a,n,y\n1,2,1\n2,2.0,2\n3,10,3\n4,1e1,1\n5,,2\n6,x,4\n7,TRUE,1\n8,true,2\n", to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y", "inputs": ["a"], "task": "regression"},
       "model": {"layers": [{}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    _ = try Program.run(["train", "c.json", "--quiet", "--out", "run"], in: workspace)
    let told = try Self.json(["run", "--data", "t.csv", "--by", "n"], in: workspace)
    let groups = try #require((told["by"] as? [String: Any])?["groups"] as? [[String: Any]])
    #expect(groups.map { $0["value"] as? String } == ["2", "10", "", "TRUE", "x"])
    #expect(groups.map { $0["rows"] as? Int } == [2, 2, 1, 2, 1])
  }
}
