import Foundation
import Testing

/// `eval --threshold`: what comes of another threshold is what counting by hand gives.
@Suite struct ThresholdTests {
  /// A run of two classes, and for each row the probability of the second and whether it is of that class.
  private func run(in workspace: Workspace) throws -> [(probability: Double, isPositive: Bool)] {
    let rows = (0..<200).map { row in
      let x = Double((row * 37) % 101) / 101
      return "\(x),\((row * 53) % 7),\(x + Double((row * 29) % 13) / 13 > 1.1 ? "yes" : "no")\n"
    }
    try workspace.write("a,b,out\n" + rows.joined(), to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "out"}, "training": {"epochs": 30},
       "model": {"layers": [{"units": 4, "activation": "tanh"}, {"activation": "sigmoid"}]}}
      """, to: "c.json")
    let training = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(training.status == 0, "\(training.errors)")
    let predicted = try Program.run(["predict", "run", "--data", "t.csv"], in: workspace)
    return zip(predicted.output.split(separator: "\n").dropFirst(), rows).map { answer, row in
      (Double(answer.split(separator: ",")[2]) ?? .nan, row.hasSuffix("yes\n"))
    }
  }

  private func counts(
    _ rows: [(probability: Double, isPositive: Bool)], _ threshold: Double
  ) -> (right: Int, wrong: Int, missed: Int) {
    let taken = rows.filter { $0.probability >= threshold }
    let right = taken.count { $0.isPositive }
    return (right, taken.count - right, rows.count { $0.isPositive } - right)
  }

  private func json(_ arguments: [String], in workspace: Workspace) throws -> [String: Any] {
    let ending = try Program.run(
      ["eval", "run", "--data", "t.csv", "--json", "--quiet"] + arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
  }

  @Test func thresholdsAreThoseCounted() throws {
    let workspace = try Workspace()
    let rows = try run(in: workspace)
    for threshold in [0.0, 0.3, 0.61, 1.0] {
      let (right, wrong, missed) = counts(rows, threshold)
      let object = try json(["--threshold", "\(threshold)", "--costs", "1:5"], in: workspace)
      #expect(object["threshold"] as? Double == threshold)
      let precision = right + wrong == 0 ? 0 : Double(right) / Double(right + wrong)
      let (told, recall) = (object["precision"] as? Double, object["recall"] as? Double)
      #expect(abs((told ?? .nan) - precision) < 1e-12)
      #expect(abs((recall ?? .nan) - Double(right) / Double(right + missed)) < 1e-12)
      #expect(object["cost"] as? Double == Double(wrong + 5 * missed))
      let metrics = try #require(object["metrics"] as? [String: Any])
      let accuracy = metrics["accuracy"] as? Double ?? .nan
      #expect(abs(accuracy - Double(rows.count - wrong - missed) / 200) < 1e-12)
    }
    // No threshold is better than the best.
    func f1(_ threshold: Double) -> Double {
      let (right, wrong, missed) = counts(rows, threshold)
      return Double(2 * right) / Double(2 * right + wrong + missed)
    }
    func cost(_ threshold: Double) -> Double {
      let (_, wrong, missed) = counts(rows, threshold)
      return Double(wrong + 5 * missed)
    }
    let best = try #require(
      try json(["--threshold", "best:f1"], in: workspace)["threshold"] as? Double)
    // The number that stands in the JSON may be read to its last digit but one.
    func nearest(_ threshold: Double) -> Double {
      rows.map(\.probability).min { abs($0 - threshold) < abs($1 - threshold) } ?? threshold
    }
    #expect(f1(nearest(best)) == rows.map { f1($0.probability) }.max())
    let cheapest = try #require(
      try json(["--threshold", "best:cost", "--costs", "1:5"], in: workspace)["threshold"]
        as? Double)
    #expect(cost(nearest(cheapest)) == rows.map { cost($0.probability) }.min())

    _ = try json(["--thresholds", "curve.csv"], in: workspace)
    let lines = try RunFolder(workspace.url).text("curve.csv").split(separator: "\n")
    #expect(lines[0] == "threshold,precision,recall,f1,accuracy")
    #expect(lines.count == Set(rows.map(\.probability)).count + 1 && lines.count > 51)
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",").compactMap { Double($0) }
      let (right, wrong, missed) = counts(rows, cells[0])
      #expect(cells[1] == Double(right) / Double(right + wrong))
      #expect(cells[2] == Double(right) / Double(right + missed))
    }
  }

  @Test func wrongUseIsSaid() throws {
    let workspace = try Workspace()
    _ = try run(in: workspace)
    for arguments in [
      ["--threshold", "2"], ["--threshold", "best:f2"], ["--threshold", "nan"],
      ["--threshold", "best:cost"], ["--costs", "1"], ["--costs", "1:-2"],
    ] {
      let ending = try Program.run(["eval", "run", "--data", "t.csv"] + arguments, in: workspace)
      #expect(ending.status == 64, "\(arguments)")
    }
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "a"}, "training": {"epochs": 1},
       "model": {"layers": [{"units": 1}]}}
      """, to: "r.json")
    _ = try Program.run(["train", "r.json", "--out", "r", "--quiet"], in: workspace)
    let ending = try Program.run(
      ["eval", "r", "--data", "t.csv", "--threshold", "0.5"], in: workspace)
    #expect(ending.status == 64 && ending.errors.contains("two classes"), "\(ending.errors)")
  }
}
