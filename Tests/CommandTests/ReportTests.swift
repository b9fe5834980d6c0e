import Foundation
import Testing

@Suite struct ReportTests {
  @Test func thePageHoldsTheRunAndNothingFromElsewhere() throws {
    let workspace = try Workspace()
    try workspace.write("x,<kind>\n1,a&b\n2,c\n3,a&b\n4,c\n", to: "kinds.csv")
    try workspace.write(
      """
      { "data": { "train": "kinds.csv", "target": "<kind>", "test": 0.25 },
        "model": { "layers": [ { "units": 2, "activation": "relu" }, {} ] },
        "loss": "squared_error", "training": { "epochs": 5, "log_layers": true } }
      """, to: "kinds.json")
    try #require(
      try Program.run(["train", "kinds.json", "--out", "run"], in: workspace).status == 0)
    let ending = try Program.run(["report", "run"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "run/report.html\n")
    let page = try RunFolder(workspace.file("run")).text("report.html")
    for title in [
      "Findings", "Curves", "Results", "Confusion matrix", "Importance",
      "How much worse accuracy gets when a column is permuted", "<td>x</td>", "Layers",
      "Gradients by layer", "Data", "Classes, test rows",
      "baseline, test", "Configuration", "How to repeat it", "dlrun train run/config.json",
    ] {
      #expect(page.contains(title), "\(title)")
    }
    #expect(page.contains("a&amp;b") && page.contains("&lt;kind&gt;"))
    #expect(!page.contains("a&b") && !page.contains("<kind>"))
    for link in ["http", "src=", "href=", "url(", "@import"] { #expect(!page.contains(link)) }
    // Loss, accuracy, two of the layers, and of the single rows ranking, precision and calibration.
    #expect(page.components(separatedBy: "<svg").count >= 5)

    // Its own page is written anew; what somebody else wrote stays.
    #expect(try Program.run(["report", "run"], in: workspace).status == 0)
    try workspace.write("mine", to: "mine.html")
    let refused = try Program.run(["report", "run", "--out", "mine.html"], in: workspace)
    #expect(refused.status == 73 && refused.output.isEmpty)
    #expect(refused.errors.contains("mine.html: the file is there and is no report"))
    #expect(try String(contentsOf: workspace.file("mine.html"), encoding: .utf8) == "mine")
  }

  @Test func regressionsHaveResidualsAsLongAsTheirDataAreThere() throws {
    let workspace = try Workspace()
    let rows = (0..<20).map { "\(Double($0) / 10),\(3 * $0)" }
    try workspace.write("x,y\n" + rows.joined(separator: "\n") + "\n", to: "line.csv")
    try workspace.write(
      """
      { "data": { "train": "line.csv", "target": "y", "task": "regression", "validation": 0.25 },
        "preprocessing": { "target": "standard" },
        "model": { "layers": [ {} ] }, "training": { "epochs": 3 } }
      """, to: "line.json")
    try #require(
      try Program.run(["train", "line.json", "--out", "run"], in: workspace).status == 0)
    func page() throws -> String {
      let ending = try Program.run(["report", "run"], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      return try RunFolder(workspace.file("run")).text("report.html")
    }
    let whole = try page()
    #expect(whole.contains("Charts of the 5 validation rows"))
    #expect(whole.contains("Predicted against true, &quot;y&quot;"))
    #expect(whole.contains("Residuals of &quot;y&quot;"))
    #expect(whole.components(separatedBy: "<circle").count == 11)
    try FileManager.default.removeItem(at: workspace.file("line.csv"))
    let less = try page()
    #expect(less.contains("No charts of single rows, and no columns as in the file: "))
    #expect(less.contains("Numbers are as the network gets them, after scaling."))
    #expect(less.contains("Not computed: "))
  }

  @Test func divergedRunsHaveAPage() throws {
    let workspace = try Workspace()
    let trained = try Program.run(
      [
        "train", Repository.path("configs/exploding.json"), "--out", "run", "--set",
        "training.log_layers=true",
      ], in: workspace)
    try #require(trained.status == 1)
    #expect(trained.errors.contains("first the weighted sums of layer "))
    #expect(trained.errors.contains("exploding-gradients: in epoch 1 the gradient of layer "))
    try #require(try Program.run(["report", "run"], in: workspace).status == 0)
    let page = try RunFolder(workspace.file("run")).text("report.html")
    #expect(page.contains("Diverged in epoch 1 at step 2."))
    #expect(page.contains("exploding-gradients"))
    #expect(!page.contains("Importance"))
  }

  /// The corners of the first line of a figure, in the units of its axes, which go from 0 to 1.
  private func corners(ofFigure title: String, in page: String) throws -> [(x: Double, y: Double)] {
    let figure = try #require(
      page.components(separatedBy: "<figure>").first { $0.contains("<figcaption>" + title) })
    func number(_ name: String, of tag: String) throws -> Double {
      let text = tag.components(separatedBy: " \(name)=\"").last?.prefix { $0 != "\"" }
      return try #require(text.flatMap { Double($0) })
    }
    let axes = figure.components(separatedBy: "<line class=\"axis\"").map {
      String($0.prefix { $0 != ">" })
    }
    try #require(axes.count == 3)
    let (left, right) = (try number("x1", of: axes[1]), try number("x2", of: axes[1]))
    let (top, bottom) = (try number("y1", of: axes[2]), try number("y2", of: axes[2]))
    let path = try #require(
      figure.split(separator: " d=\"").dropFirst().first?.prefix { $0 != "\"" })
    return try path.split { "ML".contains($0) }.map { point in
      let parts = point.split(separator: " ").compactMap { Double($0) }
      try #require(parts.count == 2)
      return ((parts[0] - left) / (right - left), (bottom - parts[1]) / (bottom - top))
    }
  }

  @Test func areasBelowTheDrawnCurvesAreThoseOfEval() throws {
    let workspace = try Workspace()
    let rows = (0..<200).map { row in
      let noise = Double((row * 7919) % 101) / 50 - 1
      return "\(Double(row % 21) / 5 + noise),\(row % 21 > 9 ? "yes" : "no")"
    }
    try workspace.write("x,y\n" + rows.joined(separator: "\n") + "\n", to: "noisy.csv")
    try workspace.write(
      """
      { "data": { "train": "noisy.csv", "target": "y", "test": 0.4 },
        "model": { "layers": [ { "activation": "sigmoid" } ] }, "training": { "epochs": 8 } }
      """, to: "noisy.json")
    try #require(
      try Program.run(["train", "noisy.json", "--out", "run"], in: workspace).status == 0)
    try #require(try Program.run(["report", "run"], in: workspace).status == 0)
    let page = try RunFolder(workspace.file("run")).text("report.html")
    let evaluation = try Program.run(["eval", "run", "--json"], in: workspace).output
    let object = try JSONSerialization.jsonObject(with: Data(evaluation.utf8)) as? [String: Any]
    let metrics = try #require(object?["metrics"] as? [String: Any])
    let area = try #require(metrics["roc_auc"] as? Double)
    let precision = try #require(metrics["average_precision"] as? Double)
    #expect(area > 0.6 && area < 0.99)

    let roc = try corners(ofFigure: "ROC curve", in: page)
    let trapezoids = zip(roc, roc.dropFirst()).reduce(0) {
      $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2
    }
    #expect(abs(trapezoids - area) < 2e-3)
    let steps = try corners(ofFigure: "Precision–recall curve", in: page)
    let stepArea = zip(steps, steps.dropFirst()).reduce(0) { $0 + ($1.1.x - $1.0.x) * $1.1.y }
    #expect(abs(stepArea - precision) < 2e-3)
    #expect(page.contains("Charts of the 80 test rows"))
    let error = try #require(metrics["calibration_error"] as? Double)
    let shown = try #require(
      page.components(separatedBy: "<span>calibration_error ").last.flatMap {
        Double($0.prefix { $0 != ";" })
      })
    #expect(abs(shown - error) < 1e-3 * error)
  }

  @Test func columnsAreInTheUnitsOfTheFile() throws {
    let workspace = try Workspace()
    let rows = (0..<40).map { row in
      "\(row % 4 == 0 ? "" : "\(1000 + row % 4)"),\(row % 8 == 0 ? "" : row % 3 == 0 ? "b" : "a"),"
        + "2024-05-\(10 + row % 20),\(row % 2 == 0 ? "yes" : "no")"
    }
    try workspace.write("size,kind,day,y\n" + rows.joined(separator: "\n") + "\n", to: "raw.csv")
    try workspace.write(
      """
      { "data": { "train": "raw.csv", "target": "y" }, "preprocessing": { "numeric": "standard" },
        "model": { "layers": [ { "activation": "sigmoid" } ] }, "training": { "epochs": 2 } }
      """, to: "raw.json")
    try #require(
      try Program.run(["train", "raw.json", "--out", "run"], in: workspace).status == 0)
    try #require(try Program.run(["report", "run"], in: workspace).status == 0)
    let page = try RunFolder(workspace.file("run")).text("report.html")
    func row(_ cells: String...) -> String {
      cells.enumerated().map { "<td\($0 >= 1 ? " class=\"number\"" : "")>\($1)</td>" }.joined()
    }
    #expect(page.contains(row("size", "1002", "0.8165", "1001", "1003", "10")))
    #expect(page.contains(row("day", "–", "–", "2024-05-10", "2024-05-29", "0")))
    // Of 35 rows with a kind 12 have the less frequent one.
    #expect(
      page.contains(
        "<td>kind</td><td>a</td><td class=\"number\">57.5 %</td><td class=\"number\">2</td>"))
  }

  @Test func severalRunsHaveAPage() throws {
    let workspace = try Workspace()
    for (command, folder, titles) in [
      (
        ["train", "iris.json", "--seeds", "3", "--out", "seeds"], "seeds",
        ["3 runs of one configuration"]
      ),
      (
        [
          "race", "iris.json", "--vary", "optimizer=adam,momentum", "--seeds", "2", "--out", "race",
        ], "race",
        ["2 configurations, 4 runs", "optimizer", "adam (2 seeds)", "momentum (2 seeds)"]
      ),
    ] {
      let arguments = command.map { $0 == "iris.json" ? Repository.path("configs/iris.json") : $0 }
      let made = try Program.run(arguments + ["--set", "training.epochs=4"], in: workspace)
      try #require(made.status == 0, "\(made.errors)")
      let ending = try Program.run(["report", folder], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      #expect(ending.output == "\(folder)/report.html\n")
      let page = try RunFolder(workspace.file(folder)).text("report.html")
      for title in titles + ["Results", "Training loss", "Runs", "seed-1", " ± "] {
        #expect(page.contains(title), "\(title)")
      }
    }
    // The mean is that of summary.json.
    let summary = try RunFolder(workspace.file("seeds")).json("summary.json")
    let test = try #require(summary["test"] as? [String: [String: Any]])
    let mean = try #require(test["log_loss"]?["mean"] as? Double)
    let page = try RunFolder(workspace.file("seeds")).text("report.html")
    let cells = try #require(
      page.components(separatedBy: "<tr>").first { $0.hasPrefix("<td>log_<wbr>loss</td>") })
    let shown = try #require(
      cells.components(separatedBy: "<td class=\"number\">").last.flatMap {
        Double($0.prefix { $0 != " " })
      })
    #expect(abs(shown - mean) < 1e-3 * mean)
  }
}
