import Explanation
import Foundation
import Testing

/// `dlrun check` as a user meets it.
struct CheckTests {
  private func json(_ ending: Program.Ending) throws -> [String: Any] {
    try #require(ending.status == 0, "\(ending.errors)")
    return try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
  }

  @Test func textTellsColumnsLayersCostsAndGradient() throws {
    let workspace = try Workspace()
    let ending = try Program.run(["check", Repository.path("configs/iris.json")], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.errors.isEmpty)
    let lines = ending.output.split(separator: "\n").map(String.init)
    // The figures are those of the table, as sort and uniq count them.
    let row = try #require(lines.first { $0.hasPrefix("sepal_length") })
    #expect(
      row.split(separator: " ").map(String.init) == [
        "sepal_length", "numeric", "numbers", "standard", "1", "0", "34", "4.3", "to", "7.9",
      ])
    #expect(ending.output.contains("setosa 40, versicolor 40, virginica 40"))
    #expect(lines.contains { $0.hasPrefix("train") && $0.contains("120") })
    // 4 · 10 + 10 and 10 · 3 + 3.
    #expect(lines.contains { $0.contains("[rows, 10]") && $0.hasSuffix("relu                 50") })
    #expect(lines.contains { $0.hasPrefix("total") && $0.hasSuffix(" 83") })
    #expect(ending.output.contains("agrees with central differences in 83 of 83 parameters"))
    #expect(ending.output.contains("estimate: "))
    #expect(ending.output.contains("no warnings"))
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(ending.output)")
    #expect(try workspace.names().isEmpty)
  }

  /// Without an order of their own rows are taken in the file's.
  @Test(arguments: ["batch", "stochastic", "mini_batch"])
  func rowsNeedNotBeShuffled(_ descent: String) throws {
    let ending = try Program.run(
      [
        "check", Repository.path("configs/iris.json"), "--set", "training.shuffle=false", "--set",
        "training.descent=\(descent)",
      ], in: Workspace())
    #expect(ending.status == 0, "\(ending.errors)")
  }

  @Test func jsonHoldsAllOfIt() throws {
    let workspace = try Workspace()
    let result = try json(
      Program.run(
        [
          "check", Repository.path("configs/wine.json"), "--json", "--set",
          "preprocessing.numeric=none",
        ], in: workspace))
    #expect(result["name"] as? String == "wine")
    #expect(result["parameters"] as? Int == 13 * 16 + 16 + 16 * 3 + 3)
    let columns = try #require(result["columns"] as? [[String: Any]])
    #expect(columns.count == 13)
    #expect(columns[12]["name"] as? String == "proline")
    #expect(columns[12]["minimum"] as? Double == 278)
    #expect(columns[12]["maximum"] as? Double == 1680)
    let splits = try #require(result["splits"] as? [String: [String: Int]])
    #expect(splits["train"]?["rows"] == 142 && splits["test"]?["rows"] == 36)
    let warnings = try #require(result["warnings"] as? [[String: String]])
    #expect(warnings.map { $0["code"] } == ["unscaled-inputs"])
    #expect(warnings[0]["message"]?.contains("\"proline\"") == true)
    let gradient = try #require(result["gradient_check"] as? [String: Any])
    #expect(gradient["verdict"] as? String == "agrees")
    let time = try #require(result["time_estimate"] as? [String: Any])
    #expect(try #require(time["seconds"] as? Double) > 0)
    #expect(time["epochs"] as? Int == 50)
  }

  /// What lies far from 0 and close together keeps its digits, and what lost them is not counted.
  @Test func distinctNumbersAreCountedByTheirDigits() throws {
    let workspace = try Workspace()
    let rows = (0..<300).map { row -> String in
      let u = Double(row * 7919 % 1000) / 1000
      return String(
        format: "%.3f,%lld,%05d,%lld,", 5_432_100 + u, 7_000_000_000 + Int64(row % 9),
        row % 50 * 7, 1_234_567_890_123_456_000 + Int64(row)) + (u > 0.5 ? "b" : "a")
    }
    try workspace.write(
      "coordinate,code,postal,key,class\n" + rows.map { $0 + "\n" }.joined(), to: "t.csv")
    try workspace.write(
      #"{"data": {"train": "t.csv", "target": "class"}, "model": {"layers": [{"activation": "sigmoid"}]}, "preprocessing": {"numeric": "standard"}}"#,
      to: "t.json")
    let result = try json(Program.run(["check", "t.json", "--json"], in: workspace))
    let columns = try #require(result["columns"] as? [[String: Any]])
    #expect(columns.map { $0["distinct"] as? Int } == [300, 9, 50, nil])
    #expect(columns[0]["minimum"] as? Double == 5_432_100)
    #expect(columns[1]["maximum"] as? Double == 7_000_000_008)
    #expect(columns[2]["type"] as? String == "categorical")
    #expect(columns[2]["reason"] as? String == "leading zeros")
    let warnings = try #require(result["warnings"] as? [[String: String]])
    #expect(warnings.map { $0["code"] } == ["identifier"], "\(warnings)")
    #expect(warnings[0]["message"]?.contains("\"key\"") == true)
    let text = try Program.run(["check", "t.json"], in: workspace)
    #expect(text.output.contains("leading zeros"))
    #expect(text.output.contains("unknown"))
  }

  @Test func warningsAreSilencedByTheirCodes() throws {
    let workspace = try Workspace()
    let arguments = ["check", Repository.path("configs/wine.json"), "--set", "preprocessing={}"]
    let loud = try Program.run(arguments, in: workspace)
    #expect(loud.output.contains("warning unscaled-inputs: "))
    let silent = try Program.run(arguments + ["--silence", "unscaled-inputs"], in: workspace)
    #expect(silent.status == 0 && silent.output.contains("no warnings"))
    let wrong = try Program.run(arguments + ["--silence", "unscaled-input"], in: workspace)
    #expect(wrong.status == 64 && wrong.output.isEmpty)
    #expect(wrong.errors.contains("did you mean \"unscaled-inputs\"?"))
    let help = try Program.run(["check", "--help"], in: workspace)
    for code in Warnings.codes { #expect(help.output.contains(code)) }
  }

  /// Faults are those of training, to the letter.
  @Test(arguments: [
    ("optimizer.learning_rat=1", 78), ("data.target=o", 78), ("data.train=none.csv", 66),
    ("data.train=bad.csv", 65), ("loss=hinge", 78), ("model.initial_weights=no.safetensors", 66),
    ("model.layers.0.units=2000000000", 78), ("data.validation=0.9", 78), ("optimizer", 64),
  ])
  func faultsAreThoseOfTraining(override: String, status: Int32) throws {
    let workspace = try Workspace()
    try workspace.writeXOR()
    try workspace.write("a,b,out\n0,0\n", to: "bad.csv")
    let names = try workspace.names()
    let checked = try Program.run(["check", "xor.json", "--set", override], in: workspace)
    #expect(try workspace.names() == names)
    let trained = try Program.run(["train", "xor.json", "--set", override], in: workspace)
    #expect(checked.status == status, "\(checked.errors)")
    #expect(trained.status == status)
    #expect(checked.errors == trained.errors)
    #expect(checked.output.isEmpty)
  }

  /// The courses' configurations are meant as they are: only those that teach a fault have a warning.
  @Test func shippedConfigurationsHaveTheWarningsThatTheyTeach() throws {
    let taught: [String: [String]] = [
      "cora-without-graph": ["same-information", "constant-column"],
      "learning-rate-high": ["learning-rate"], "overfit": ["many-parameters"],
      "tower-plain": ["many-parameters"], "tower-residual": ["many-parameters"],
      "ravine-gradient-descent": ["unscaled-inputs"], "ravine-momentum": ["unscaled-inputs"],
      "ravine-nesterov": ["unscaled-inputs"],
    ]
    let workspace = try Workspace()
    for name in Repository.configurations {
      let result = try json(
        Program.run(["check", Repository.path("configs/\(name).json"), "--json"], in: workspace))
      let warnings = result["warnings"] as? [[String: String]] ?? []
      #expect(warnings.compactMap { $0["code"] } == taught[name] ?? [], "\(name)")
      let gradient = result["gradient_check"] as? [String: Any]
      #expect(gradient?["verdict"] as? String == "agrees", "\(name)")
    }
  }
}
