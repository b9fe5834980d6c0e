import Foundation
import Testing

/// Tables with dates as a user meets them.
struct DateTests {
  /// Late where it is evening, and on weekends.
  private static func table(_ rows: Range<Int>, _ date: (Int) -> String) -> String {
    "when,n,late\n"
      + rows.map { row in
        "\(date(row)),\(row % 7),\((row % 24) >= 18 ? "yes" : "no")\n"
      }.joined()
  }

  private static func moment(_ row: Int) -> String {
    String(format: "%02d.%02d.2013 %02d:30", row % 28 + 1, row / 28 % 12 + 1, row % 24)
  }

  /// A network small enough for a test.
  private static let small = [
    "--set", #"model.layers=[{"units": 4, "activation": "tanh"}, {"activation": "softmax"}]"#,
    "--set", "preprocessing.pieces=0", "--set", "training.epochs=2",
  ]

  @Test func fromATableToAnswers() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(0..<300, Self.moment), to: "train.csv")
    try workspace.write(Self.table(300..<330, Self.moment), to: "test.csv")
    let proposed = try Program.run(["init", "train.csv", "--target", "late"], in: workspace)
    try #require(proposed.status == 0, "\(proposed.errors)")
    #expect(proposed.output.contains(#""type": "date""#))
    #expect(proposed.output.contains(#""format": "%d.%m.%Y %H:%M""#))
    try workspace.write(proposed.output, to: "late.json")
    let check = try Program.run(["check", "late.json"] + Self.small, in: workspace)
    try #require(check.status == 0, "\(check.errors)")
    #expect(check.output.contains("2013-01-01 00:30 to "))
    #expect(!check.output.contains("ambiguous-dates"))
    let trained = try Program.run(
      ["train", "late.json", "--out", "run", "--quiet"] + Self.small, in: workspace
    )
    try #require(trained.status == 0, "\(trained.errors)")
    let summary = try RunFolder(workspace.file("run")).text("data.json")
    #expect(summary.contains("when (days)") && summary.contains("when (hour)"))
    let eval = try Program.run(["eval", "run", "--data", "test.csv"], in: workspace)
    #expect(eval.status == 0 && eval.errors.isEmpty, "\(eval.errors)")
    let answers = try Program.run(["predict", "run", "--data", "test.csv"], in: workspace)
    #expect(answers.status == 0, "\(answers.errors)")
    #expect(answers.output.split(separator: "\n").count == 31)
    let show = try Program.run(["show", "run"], in: workspace)
    #expect(show.output.contains("days since"))
    let surface = try Program.run(["surface", "run"], in: workspace)
    #expect(surface.status == 64 && surface.errors.contains("numeric inputs"), "\(surface.errors)")
    #expect(surface.errors.contains("is date and becomes"), "\(surface.errors)")
    try workspace.write("when,n\n31.12.2013 10:00,1\n2013-12-31 10:00,2\n", to: "other.csv")
    let other = try Program.run(["predict", "run", "--data", "other.csv"], in: workspace)
    #expect(other.status == 65)
    #expect(
      other.errors.contains("other.csv:3:1: \"2013-12-31 10:00\" in column \"when\" is not a date"))
    #expect(other.errors.contains("as in \"31.12.2024 23:59\""))
  }

  @Test func ambiguousDatesAreAskedAbout() throws {
    let workspace = try Workspace()
    try workspace.write(
      Self.table(0..<60) { "\($0 % 12 + 1)/\($0 % 11 + 1)/2013" }, to: "train.csv")
    let proposed = try Program.run(["init", "train.csv", "--target", "late"], in: workspace)
    #expect(proposed.errors.contains("whether the day or the month comes first"))
    #expect(proposed.output.contains(#""type": "date""#) && !proposed.output.contains("\"format\""))
    try workspace.write(proposed.output, to: "late.json")
    let check = try Program.run(["check", "late.json"] + Self.small, in: workspace)
    #expect(check.output.contains("warning ambiguous-dates: the dates in column \"when\""))
    let stated = try Program.run(
      ["check", "late.json", "--set", "data.columns.when.format=%d/%m/%Y"] + Self.small,
      in: workspace)
    #expect(stated.status == 0 && !stated.output.contains("ambiguous-dates"), "\(stated.errors)")
    let run = try Program.run(
      ["train", "late.json", "--out", "run"] + Self.small, in: workspace)
    #expect(run.errors.components(separatedBy: "whether the day or the month").count == 2)
  }
}
