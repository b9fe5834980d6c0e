import Testing

/// What `predict` and `eval` say of cells that training has seen nothing like.
struct UnseenTests {
  private func trained() throws -> Workspace {
    let workspace = try Workspace()
    let rows = (0..<40).map { "\($0 % 7),\($0 % 3 == 0 ? "red" : "blue"),\($0 % 2)\n" }.joined()
    try workspace.write("n,colour,y\n" + rows, to: "t.csv")
    try workspace.write(
      """
      {"data": {"train": "t.csv", "target": "y"}, "model": {"layers": [{"activation": "sigmoid"}]},
       "training": {"epochs": 1}}
      """, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  private static let rows = "colour,n,y\n Red ,1,0\nred,,1\ngreen,2,0\n  blue,3,1\nRed,NA,0\n"
  private static let sentences = """
    3 cells of column "colour" hold a category that no training row has, the first "Red" at new.csv:2:1
    2 cells are missing in column "n", where none is missing in the training rows, the first at \
    new.csv:3:5

    """

  @Test(arguments: ["predict", "eval"])
  func theyAreCountedAndPlaced(_ command: String) throws {
    let workspace = try trained()
    try workspace.write(Self.rows, to: "new.csv")
    let told = try Program.run([command, "run", "--data", "new.csv"], in: workspace)
    #expect(told.status == 0 && told.errors == Self.sentences, "\(told)")
    let quiet = try Program.run([command, "run", "--data", "new.csv", "--quiet"], in: workspace)
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output == told.output)
    try workspace.write("colour,n,y\nred,1,0\n blue,2,1\n", to: "known.csv")
    let known = try Program.run([command, "run", "--data", "known.csv"], in: workspace)
    #expect(known.status == 0 && known.errors.isEmpty)
  }

  /// A row without a target is left out, but its cells are counted, missing ones and unseen ones alike.
  @Test func rowsWithoutATargetCount() throws {
    let workspace = try trained()
    try workspace.write("colour,n,y\nRed,,0\n\"Red\",,\nblue,1,1\ngreen,NA,NA\n", to: "new.csv")
    let told = try Program.run(["eval", "run", "--data", "new.csv"], in: workspace)
    #expect(told.status == 0, "\(told)")
    #expect(told.errors.contains("3 cells of column \"colour\" hold a category"), "\(told.errors)")
    #expect(told.errors.contains("3 cells are missing in column \"n\""), "\(told.errors)")
  }

  @Test func theyCanBeRefused() throws {
    let workspace = try trained()
    try workspace.write(Self.rows, to: "new.csv")
    let ending = try Program.run(
      ["predict", "run", "--data", "new.csv", "--on-unseen", "error"], in: workspace)
    #expect(ending.status == 65 && ending.errors.hasPrefix("new.csv:2:1: \"Red\""), "\(ending)")
  }

  /// Other ways of the same table: cut by another character, with columns that have no name, a column
  /// whose cells hold its name, and a file of one column with blank lines.
  @Test func tablesThatLookOdd() throws {
    let workspace = try trained()
    try workspace.write("colour;n;y\nred;1;0\n", to: "cut.csv")
    let cut = try Program.run(["predict", "run", "--data", "cut.csv"], in: workspace)
    #expect(cut.status == 65)
    #expect(
      cut.errors.contains("where \";\" seems to separate cells; expected \",\""), "\(cut)")

    try workspace.write(
      "n,colour,y,,\n1,red,0,,\n2,blue,1,,\n3,red,0\n4,blue,1, ,\n", to: "tail.csv")
    let tail = try Program.run(
      ["train", "c.json", "--out", "tail", "--set", "data.train=tail.csv"], in: workspace)
    #expect(tail.status == 0 && tail.errors.contains("2 columns without a name"), "\(tail)")
    let kept = try Program.run(
      ["predict", "tail", "--data", "tail.csv", "--keep-all"], in: workspace)
    #expect(kept.output.hasPrefix("n,colour,y,prediction,"), "\(kept)")
    #expect(kept.output.split(separator: "\n").count == 5)
    try workspace.write(
      "n,colour,y,,\n1,red,0,,\n" + String(repeating: "2,blue,1,,\n", count: 40_000)
        + "3,red,0,,x\n", to: "spoilt.csv")
    let spoilt = try Program.run(
      ["train", "c.json", "--set", "data.train=spoilt.csv", "--quiet"], in: workspace)
    #expect(
      spoilt.status == 65
        && spoilt.errors.contains("spoilt.csv:40003:10: a cell in a column without a name"),
      "\(spoilt)")

    try workspace.write("colour,y\ncolour,0\nred,1\nblue,0\ncolour,1\n", to: "name.csv")
    let named = try Program.run(
      ["train", "c.json", "--out", "named", "--set", "data.train=name.csv", "--quiet"],
      in: workspace)
    #expect(named.status == 0, "\(named)")
    let answers = try Program.run(["predict", "named", "--data", "name.csv"], in: workspace)
    #expect(answers.status == 0 && answers.output.split(separator: "\n").count == 5, "\(answers)")
    let single = try Program.run(
      ["predict", "named", "--data", "-"], in: workspace, input: "colour\nred\n\nblue\n")
    #expect(single.status == 0 && single.output.split(separator: "\n").count == 4, "\(single)")
    #expect(single.errors.contains("1 cell is missing in column \"colour\""), "\(single)")
  }
}
