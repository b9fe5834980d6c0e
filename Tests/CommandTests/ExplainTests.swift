import Foundation
import Testing

/// `dlrun explain` as a user meets it.
struct ExplainTests {
  private struct Line {
    let row: Int
    let output: String
    let answer: Double
    let baseline: Double
    let shares: [Double]
  }

  private func lines(_ ending: Program.Ending, columns: [String]) throws -> [Line] {
    try #require(ending.status == 0, "\(ending.errors)")
    let rows = ending.output.split(separator: "\n").map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(rows[0] == ["row", "output", "answer", "baseline"] + columns.map { "share_\($0)" })
    return try rows.dropFirst().map { cells in
      let numbers = try cells.dropFirst(2).map { try #require(Double($0)) }
      return try Line(
        row: #require(Int(cells[0])), output: cells[1], answer: numbers[0], baseline: numbers[1],
        shares: Array(numbers[2...]))
    }
  }

  /// Shares and baseline are the answer, which is what `predict` gives.
  private func expectSums(
    _ found: [Line], in workspace: Workspace, data: String, within tolerance: Double
  ) throws {
    let table = try Program.run(["predict", "run", "--data", data], in: workspace).output
      .split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    for line in found {
      let unit = max(1, abs(line.answer))
      #expect(abs(line.shares.reduce(line.baseline, +) - line.answer) < 1e-6 * unit)
      let column = try #require(table[0].firstIndex(of: line.output))
      let prediction = try #require(Double(table[line.row][column]))
      #expect(abs(prediction - line.answer) < tolerance * unit)
    }
    #expect(Set(found.map(\.baseline)).count <= Set(found.map(\.output)).count)
  }

  /// In a linear model a share is the weight times the difference from the mean.
  @Test func sharesOfALinearModel() throws {
    let workspace = try ImportanceTests.workspace()
    let ending = try Program.run(["explain", "run", "--data", "t.csv", "--csv"], in: workspace)
    let found = try lines(ending, columns: ["a", "b", "c", "d"])
    #expect(found.map(\.row) == Array(1...40))
    #expect(found.allSatisfy { $0.output == "prediction" })
    try expectSums(found, in: workspace, data: "t.csv", within: 1e-12)
    let mean = (0..<40).reduce(0.0) { $0 + Double($1 % 7) } / 40
    for (row, line) in found.enumerated() {
      #expect(abs(line.shares[0] - 3 * (Double(row % 7) - mean)) < 0.1)
      #expect(abs(line.shares[2]) < 0.1)
      #expect((line.shares[3] > 1) == (row % 3 == 1))
    }
    #expect(ending.errors.contains("digits in all rows"))
    let text = try Program.run(["explain", "run", "--data", "t.csv", "--quiet"], in: workspace)
    #expect(text.output.split(separator: "\n").count == 40)
    #expect(text.output.hasPrefix("row 1  prediction "))
    #expect(text.errors.isEmpty)
  }

  @Test(arguments: [
    (
      #"{"units": 6, "activation": "relu"}, {"units": 5, "activation": "relu"}, {"activation": "softmax"}"#,
      ""
    ),
    (
      #"{"units": 6, "activation": "tanh"}, {"activation": "softmax"}"#,
      #""polynomial_degree": 3, "#
    ),
    (
      #"{"units": 6, "activation": "gelu"}, {"activation": "sigmoid"}"#,
      #""normalize_rows": "l2", "#
    ),
    (
      #"{"kind": "layer_normalization"}, {"units": 4, "activation": "relu"}, {"activation": "softmax"}"#,
      #""pieces": 4, "#
    ),
  ])
  func sharesOfProbabilities(layers: String, preprocessing: String) throws {
    let workspace = try Workspace()
    var text = "n,m,c,yes,out\n"
    for row in 0..<60 {
      text +=
        "\(row % 9 == 3 ? "" : "\(Double(row * 7 % 23) / 2)"),\(row * row % 17),\(["u", "v", "w"][row % 3]),\(row % 4 == 0),\(["low", "mid", "high"][row * 7 % 23 / 8])\n"
    }
    try workspace.write(text, to: "t.csv")
    let columns =
      layers.contains("tanh")
      ? #", "columns": {"c": {"encoding": "embedding", "dimensions": 2}}"# : ""
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out"\(columns)},
       "preprocessing": {\(preprocessing)"numeric": "standard"},
       "model": {"layers": [\(layers)]}, "training": {"epochs": 60},
       "optimizer": {"name": "adam", "learning_rate": 0.02}\(layers.contains("sigmoid") ? #", "loss": "mean_squared_error""# : "")}
      """, to: "c.json")
    let trained = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    let names = ["n", "m", "c", "yes"]
    let found = try lines(
      Program.run(["explain", "run", "--data", "t.csv", "--csv"], in: workspace), columns: names)
    try expectSums(found, in: workspace, data: "t.csv", within: 1e-4)
    // The predicted class is the most probable one.
    let labels = try Program.run(["predict", "run", "--data", "t.csv"], in: workspace).output
      .split(separator: "\n").dropFirst().map { $0.split(separator: ",")[0] }
    #expect(found.map(\.output) == labels.map { "probability_\($0)" })
    // The shares in the probabilities of all classes cancel.
    var sums = [Double](repeating: 0, count: 4)
    for name in ["low", "mid", "high"] {
      let some = try lines(
        Program.run(
          ["explain", "run", "--data", "t.csv", "--csv", "--class", name], in: workspace),
        columns: names)
      #expect(some.allSatisfy { $0.output == "probability_\(name)" })
      for (column, share) in some[7].shares.enumerated() { sums[column] += share }
    }
    #expect(sums.allSatisfy { abs($0) < 1e-6 })
  }

  /// Of one sigmoid, what speaks for one class speaks against the other; with several targets each has a line.
  @Test func otherOutputs() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(
      #""epochs": 500, "descent": "batch""#,
      rest: #", "optimizer": { "name": "adam", "learning_rate": 0.05 }"#)
    try workspace.write(
      """
      {"data": {"train": "xor.csv", "target": ["a", "out"], "inputs": ["b"], "task": "regression"},
       "preprocessing": {"target": "standard"}, "model": {"layers": [{"units": 2}]}, "training": {"epochs": 3}}
      """, to: "two.json")
    let trained = try Program.shell(
      "$dlrun train xor.json --out run --quiet && $dlrun train two.json --out two --quiet",
      in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    let zero = try lines(
      Program.run(["explain", "run", "--data", "xor.csv", "--csv", "--class", "0"], in: workspace),
      columns: ["a", "b"])
    let one = try lines(
      Program.run(["explain", "run", "--data", "xor.csv", "--csv", "--class", "1"], in: workspace),
      columns: ["a", "b"])
    for (first, second) in zip(zero, one) {
      #expect(abs(first.answer + second.answer - 1) < 1e-12)
      for (share, other) in zip(first.shares, second.shares) { #expect(abs(share + other) < 1e-6) }
    }
    try expectSums(zero + one, in: workspace, data: "xor.csv", within: 1e-5)
    let two = try lines(
      Program.run(["explain", "two", "--data", "xor.csv", "--csv"], in: workspace), columns: ["b"])
    #expect(two.map(\.row) == [1, 1, 2, 2, 3, 3, 4, 4])
    #expect(two.prefix(2).map(\.output) == ["prediction_a", "prediction_out"])
  }

  @Test(arguments: [
    (["run"], 64, "data"), (["none", "--data", "t.csv"], 66, "none"),
    (["run", "--data", "none.csv"], 66, "none.csv"),
    (["run", "--data", "t.csv", "--class", "x"], 64, "no --class"),
  ])
  func faults(arguments: [String], status: Int32, part: String) throws {
    let ending = try Program.run(["explain"] + arguments, in: ImportanceTests.workspace())
    #expect(ending.status == status)
    #expect(ending.errors.contains(part), "\(ending.errors)")
    #expect(ending.output.isEmpty)
  }

  @Test func namesAndCategories() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    try workspace.write("c,out\nu,a\nv,b\nu,a\nw,b\n", to: "c.csv")
    try workspace.write(
      """
      {"data": {"train": "c.csv", "target": "out", "columns": {"c": {"encoding": "embedding", "dimensions": 2}}},
       "model": {"layers": [{"activation": "softmax"}]}, "training": {"epochs": 1}}
      """, to: "c.json")
    let trained = try Program.shell(
      "$dlrun train xor.json --out run --quiet && $dlrun train c.json --out c --quiet",
      in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    let name = try Program.run(
      ["explain", "run", "--data", "xor.csv", "--class", "2"], in: workspace)
    #expect(name.status == 64 && name.errors.contains(#"no class "2""#), "\(name.errors)")
    // Of a category the vector is explained.
    let embedded = try lines(
      Program.run(["explain", "c", "--data", "c.csv", "--csv"], in: workspace), columns: ["c"])
    #expect(embedded.count == 4)
    for line in embedded { #expect(abs(line.baseline + line.shares[0] - line.answer) < 1e-8) }
    // Both rows of u.
    #expect(embedded[0].shares == embedded[2].shares)
    #expect(try Program.run(["importance", "c"], in: workspace).status == 0)
    #expect(try Program.run(["effect", "c", "--column", "c"], in: workspace).status == 0)
  }
}
