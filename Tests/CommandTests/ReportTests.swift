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
      "How much worse accuracy is with a column permuted", "<td>x</td>", "Layers",
      "Gradients by layer", "Data",
      "Configuration", "How to repeat it", "dlrun train run/config.json",
    ] {
      #expect(page.contains(title), "\(title)")
    }
    #expect(page.contains("a&amp;b") && page.contains("&lt;kind&gt;"))
    #expect(!page.contains("a&b") && !page.contains("<kind>"))
    for link in ["http", "src=", "href=", "url(", "@import"] { #expect(!page.contains(link)) }
    #expect(page.components(separatedBy: "<svg").count == 5)

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
    #expect(whole.contains("Residuals of &quot;y&quot; on 5 validation rows"))
    #expect(whole.components(separatedBy: "<circle").count == 6)
    try FileManager.default.removeItem(at: workspace.file("line.csv"))
    let less = try page()
    #expect(less.contains("No plot of residuals: "))
    #expect(less.contains("Not told: "))
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
}
