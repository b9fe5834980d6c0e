import Foundation
import Testing

/// `dlrun effect` as a user meets it.
struct EffectTests {
  private struct Line {
    let value: String
    let row: Int?
    let numbers: [Double]
  }

  private func lines(_ ending: Program.Ending, header: String) throws -> [Line] {
    try #require(ending.status == 0, "\(ending.errors)")
    let rows = ending.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows[0].joined(separator: ",") == header)
    return try rows.dropFirst().map { cells in
      Line(
        value: cells[0], row: Int(cells[1]),
        numbers: try cells.dropFirst(2).map { try #require(Double($0)) })
    }
  }

  /// Where the model is linear, the effect is a line with the weight as its slope, for each row another one beside it.
  @Test func theEffectOfALinearColumnIsItsLine() throws {
    let workspace = try ImportanceTests.workspace()
    let found = try lines(
      Program.run(["effect", "run", "--column", "a", "--csv"], in: workspace),
      header: "value,row,prediction")
    #expect(found.count == 7 * 41)
    let means = found.filter { $0.row == nil }
    #expect(means.map(\.value) == ["0", "1", "2", "3", "4", "5", "6"])
    for (number, mean) in means.enumerated() {
      #expect(abs(mean.numbers[0] - means[0].numbers[0] - 3 * Double(number)) < 0.05)
      let rows = found.filter { $0.value == mean.value && $0.row != nil }
      #expect(rows.compactMap(\.row) == Array(1...40))
      #expect(abs(rows.reduce(0) { $0 + $1.numbers[0] } / 40 - mean.numbers[0]) < 1e-12)
    }
    // A row's curve goes through what is predicted for it.
    let predictions = try Program.run(["predict", "run", "--data", "t.csv"], in: workspace).output
      .split(separator: "\n").dropFirst().map { Double($0) ?? 0 }
    for (row, prediction) in predictions.enumerated() {
      let own = found.first { $0.row == row + 1 && $0.value == "\(row % 7)" }
      #expect(own?.numbers[0] == prediction)
    }
  }

  @Test func categoriesAndRowsWithoutTargets() throws {
    let workspace = try ImportanceTests.workspace()
    try workspace.write("d,c,b,a\ny,1,2,3\nother,1,2,4\n", to: "new.csv")
    let found = try lines(
      Program.run(["effect", "run", "--column", "d", "--csv", "--data", "new.csv"], in: workspace),
      header: "value,row,prediction")
    #expect(found.map(\.value) == ["x", "x", "x", "y", "y", "y", "z", "z", "z"])
    #expect(found.map(\.row) == [nil, 1, 2, nil, 1, 2, nil, 1, 2])
    #expect(abs(found[3].numbers[0] - found[0].numbers[0] - 4) < 0.05)
    let table = try Program.run(["effect", "run", "--column", "d"], in: workspace).output
    #expect(table.contains("mean over 40 rows") && table.contains("prediction"))
  }

  @Test func probabilitiesAndPictures() throws {
    let workspace = try Workspace()
    var text = "n,when,yes,out\n"
    for row in 0..<100 {
      text +=
        "\(Double(row) / 3),2024-0\(row % 9 + 1)-1\(row % 7),\(row % 2 == 0 ? "yes" : "no"),\(row < 50 ? "low" : row % 3 == 0 ? "mid" : "high")\n"
    }
    try workspace.write(text, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out", "validation": 0.2}, "preprocessing": {"numeric": "standard"},
       "model": {"layers": [{"units": 4, "activation": "relu"}, {"activation": "softmax"}]},
       "training": {"epochs": 20}}
      """, to: "c.json")
    #expect(
      try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace).status == 0)
    let header = "value,row,probability_high,probability_low,probability_mid"
    let found = try lines(
      Program.run(["effect", "run", "--column", "n", "--csv", "--data", "t.csv"], in: workspace),
      header: header)
    // 100 different numbers are too many: 40 from the 1st percentile to the 99th.
    #expect(found.count == 40 * 101)
    let values = found.filter { $0.row == nil }.compactMap { Double($0.value) }
    #expect(values.count == 40 && values == values.sorted())
    #expect(found.allSatisfy { abs($0.numbers.reduce(0, +) - 1) < 1e-5 })
    let days = try lines(
      Program.run(["effect", "run", "--column", "when", "--csv"], in: workspace), header: header)
    #expect(days.allSatisfy { $0.value.hasPrefix("2024-0") && $0.value.utf8.count == 10 })
    #expect(
      try lines(
        Program.run(["effect", "run", "--column", "yes", "--csv"], in: workspace), header: header
      )
      .filter { $0.row == nil }.map(\.value) == ["false", "true"])
    for (column, ending) in [("n", "svg"), ("when", "png"), ("yes", "svg")] {
      let picture = try Program.run(
        ["effect", "run", "--column", column, "--out", "\(column).\(ending)"], in: workspace)
      #expect(picture.status == 0, "\(picture.errors)")
      #expect(try Data(contentsOf: workspace.file("\(column).\(ending)")).count > 1000)
    }
    let letters = try Program.run(["effect", "run", "--column", "n"], in: workspace).output
    #expect(letters.contains("probability_low"))
  }

  @Test(arguments: [
    (["run"], 64, "column"), (["run", "--column", "aa"], 64, #"did you mean "a"?"#),
    (["run", "--column", "quite"], 64, "the columns are"), (["none", "--column", "a"], 66, "none"),
    (["run", "--column", "y"], 64, "no input column"),
    (["run", "--column", "a", "--data", "none.csv"], 66, "none.csv"),
    (["run", "--column", "a", "--out", "x.gif"], 64, ".svg"),
  ])
  func faults(arguments: [String], status: Int32, part: String) throws {
    let ending = try Program.run(["effect"] + arguments, in: ImportanceTests.workspace())
    #expect(ending.status == status)
    #expect(ending.errors.contains(part), "\(ending.errors)")
    #expect(ending.output.isEmpty)
  }

  /// Answers about several rows, or such as are no numbers, are refused by name.
  @Test func refusals() throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    try workspace.write("t,v\n" + (0..<30).map { "\($0),\($0 % 5)\n" }.joined(), to: "w.csv")
    try workspace.write(
      """
      {"data": {"train": "w.csv", "target": "v", "inputs": ["v"], "task": "regression", "window": {"steps": 3, "order": "t"}},
       "model": {"layers": [{"units": 1}]}, "training": {"epochs": 1}}
      """, to: "w.json")
    let trained = try Program.shell(
      """
      $dlrun train w.json --out windows --quiet && \
      $dlrun train xor.json --out hinge --quiet --set loss=hinge --set 'model.layers=[{"units": 1}]'
      """, in: workspace)
    try #require(trained.status == 0, "\(trained.errors)")
    for command in [["importance"], ["effect", "--column", "v"], ["explain", "--data", "w.csv"]] {
      let ending = try Program.run(command + ["windows"], in: workspace)
      #expect(ending.status == 78 && ending.errors.contains("window"), "\(ending.errors)")
    }
    for command in [["effect", "--column", "a"], ["explain", "--data", "xor.csv"]] {
      let ending = try Program.run(command + ["hinge"], in: workspace)
      #expect(ending.status == 78 && ending.errors.contains("probabilities"), "\(ending.errors)")
    }
    #expect(try Program.run(["importance", "hinge"], in: workspace).status == 0)
    #expect(
      try Program.run(["importance", "hinge", "--metric", "log_loss"], in: workspace).status == 64)
  }
}
