import Foundation
import Testing

/// Sequences and windows as a user meets them.
struct StepCommandTests {
  /// Days of two shops, each of which sells a number more each day.
  private static func shops(days: Range<Int>, target: Bool = true) -> String {
    var text = "day,shop,open,sold\n"
    for day in days {
      for (shop, first) in [("north", 10), ("south", 200)] {
        text += "\(day),\(shop),\(day % 2),\(target ? "\(first + 3 * day)" : "")\n"
      }
    }
    return text
  }

  private static let window = """
    {"data": {"train": "train.csv", "target": "sold", "task": "regression", "validation": 0.3,
      "inputs": ["sold", "open"],
      "window": {"order": "day", "by": "shop", "steps": 3, "horizon": 2}},
     "preprocessing": {"numeric": "standard", "target": "standard"},
     "model": {"layers": [{"activation": "identity"}]},
     "optimizer": {"name": "adam", "learning_rate": 0.05},
     "training": {"epochs": 400, "descent": "batch", "precision": "float64"}}
    """

  private func trained(_ configuration: String, _ table: String) throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write(table, to: "train.csv")
    try workspace.write(configuration, to: "c.json")
    let ending = try Program.run(["train", "c.json", "--out", "run", "--quiet"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    return workspace
  }

  private static func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
  }

  /// Also those whose target lies behind the end of the file, in the order of the file.
  @Test func windowsAreForecast() throws {
    let workspace = try trained(Self.window, Self.shops(days: 0..<20))
    try workspace.write(Self.shops(days: 16..<20), to: "new.csv")
    let ending = try Program.run(
      ["predict", "run", "--data", "new.csv", "--keep", "open", "--keep", "day"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    let rows = Self.rows(ending.output)
    #expect(rows.first == ["shop", "day", "open", "prediction"])
    #expect(
      rows.dropFirst().map { Array($0[..<3]) } == [
        ["north", "18", "0"], ["south", "18", "0"], ["north", "19", "1"], ["south", "19", "1"],
      ])
    for (row, expected) in zip(rows.dropFirst(), [70.0, 260, 73, 263]) {
      #expect(abs((Double(row[3]) ?? 0) - expected) < 5, "\(row)")
    }
    #expect(
      ending.errors.contains(
        "4 rows without 2 rows with the same \"shop\" before them make no window"))

    let eval = try Program.run(["eval", "run", "--data", "train.csv", "--json"], in: workspace)
    #expect(
      eval.status == 0 && eval.output.contains(#""rows": 32"#), "\(eval.output)\(eval.errors)")
    // A file without targets is answered and not judged.
    try workspace.write("day,shop,open,sold\n1,a,0,\n2,a,0,\n3,a,0,\n", to: "none.csv")
    let none = try Program.run(["eval", "run", "--data", "none.csv"], in: workspace)
    #expect(none.status == 65 && none.errors.contains("none.csv: the rows make no window"))
    #expect(try Program.run(["predict", "run", "--data", "none.csv"], in: workspace).status == 0)
  }

  /// The same answers from a pipe, in pieces, by one thread and by several.
  @Test func answersDependOnTheRowsAlone() throws {
    let workspace = try trained(Self.window, Self.shops(days: 0..<20))
    try workspace.write(Self.shops(days: 0..<30_000), to: "new.csv")
    let whole = try Program.run(["predict", "run", "--data", "new.csv"], in: workspace)
    #expect(whole.status == 0 && Self.rows(whole.output).count == 2 * 29_998 + 1)
    for line in [
      "dd if=new.csv bs=7777 status=none | $dlrun predict run --data -",
      "taskset -c 0 $dlrun predict run --data new.csv",
    ] {
      #expect(try Program.shell(line, in: workspace).output == whole.output)
    }
  }

  @Test func faultyRowsEndAllAnswers() throws {
    let workspace = try trained(Self.window, Self.shops(days: 0..<20))
    for (row, message) in [
      ("4,north,x,1", "new.csv:8:9: \"x\" in column \"open\" is not a number"),
      (
        "2,south,0,1", "new.csv:8:1: the same \"day\" as a row with the same \"shop\" has before it"
      ),
      (",south,0,1", "new.csv:8:1: a missing cell in column \"day\""),
      ("4,south,0", "new.csv:8:10: a row of 3 cells"),
    ] {
      try workspace.write(Self.shops(days: 0..<3) + row + "\n", to: "new.csv")
      let ending = try Program.run(["predict", "run", "--data", "new.csv"], in: workspace)
      #expect(ending.status == 65 && ending.output.isEmpty)
      #expect(ending.errors.contains(message), "\(ending.errors)")
      guard !message.contains("the same") else { continue }
      let skipped = try Program.run(
        ["predict", "run", "--data", "new.csv", "--skip-bad-rows"], in: workspace)
      #expect(skipped.status == 0 && Self.rows(skipped.output).count == 3)
      #expect(skipped.errors.contains("1 bad row skipped"))
    }
    try workspace.write(Self.shops(days: 0..<2), to: "new.csv")
    let few = try Program.run(["predict", "run", "--data", "new.csv"], in: workspace)
    #expect(few.status == 65 && few.errors.contains("no row has 2 rows before it"))
  }

  private static let sequence = """
    {"data": {"train": "train.csv", "target": "kind", "test": 0.25,
      "sequence": {"by": "id", "order": "t", "steps": 4}},
     "model": {"layers": [{"units": 4, "activation": "tanh"}, {"activation": "softmax"}]},
     "optimizer": {"name": "adam", "learning_rate": 0.05}, "training": {"epochs": 60}}
    """

  private static func sequences(_ count: Int) -> String {
    var text = "id,t,x,kind\n"
    for id in 0..<count {
      for step in 0..<(2 + id % 3) {
        text +=
          "s\(id),\(step),\(id % 2 == 0 ? 1 + step : -1 - step),\(id % 2 == 0 ? "up" : "down")\n"
      }
    }
    return text
  }

  @Test func sequencesAreAnsweredById() throws {
    let workspace = try trained(Self.sequence, Self.sequences(40))
    try workspace.write(
      "t,x,id,note\n2,3,b,last\n0,-1,a,\n1,2,b,\n0,1,b,first\n1,-2,a,\"x, y\"\n5,9,b,\n6,9,b,end\n",
      to: "new.csv")
    let ending = try Program.run(
      ["predict", "run", "--data", "new.csv", "--keep", "note"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "id,note,prediction,probability_down,probability_up")
    #expect(
      lines[1].hasPrefix("b,end,up,") && lines[2].hasPrefix("a,\"x, y\",down,"), "\(ending.output)")
    #expect(
      ending.errors.contains(
        "new.csv: 1 sequence with more than 4 steps, of which the last 4 are kept, the first at new.csv:5:5"
      ),
      "\(ending.errors)")
    // The run's own test sequences are those that were held back.
    let eval = try Program.run(["eval", "run", "--json"], in: workspace)
    #expect(
      eval.status == 0 && eval.output.contains(#""rows": 10"#), "\(eval.output)\(eval.errors)")
    let again = try Program.run(
      ["train", "run/config.json", "--out", "again", "--quiet"], in: workspace)
    #expect(again.status == 0, "\(again.errors)")
    let models = try ["run", "again"].map {
      try Data(contentsOf: workspace.file("\($0)/model.safetensors"))
    }
    #expect(models[0] == models[1])
    let check = try Program.run(["check", "c.json"], in: workspace)
    #expect(check.status == 0, "\(check.errors)")
    let show = try Program.run(["show", "run"], in: workspace)
    #expect(show.status == 0 && show.output.contains("data.sequence.steps"), "\(show.output)")
  }

  // MARK: Windows of layers

  private static func padded(_ data: String, kernel: Int = 3) -> String {
    """
    {"data": {"train": "train.csv", "target": "kind", \(data)},
     "model": {"layers": [{"kind": "convolution", "filters": 2, "kernel_size": \(kernel)},
                          {"kind": "pooling", "size": 2}, {"activation": "softmax"}]},
     "training": {"epochs": 1}}
    """
  }

  /// Two pooled steps of windows of three take four steps.
  @Test func sequencesShorterThanAWindowAreRefused() throws {
    let configuration = Self.padded(#""sequence": {"by": "id", "order": "t", "steps": 6}"#)
    func table(_ lengths: [Int]) -> String {
      "id,t,x,kind\n"
        + lengths.enumerated().map { id, length in
          (0..<length).map { "s\(id),\($0),\(id + $0),\(id % 2 == 0 ? "up" : "down")\n" }.joined()
        }.joined()
    }
    let workspace = try trained(configuration, table([4, 5, 6, 4]))
    let message =
      "a sequence of 3 steps, too few for the windows of layer 1; expected at least 4"
    try workspace.write(table([4, 3, 5, 2]), to: "short.csv")
    try workspace.write(
      configuration.replacingOccurrences(of: "train.csv", with: "short.csv"), to: "short.json")
    for arguments in [
      ["train", "short.json"], ["check", "short.json"], ["predict", "run", "--data", "short.csv"],
      ["eval", "run", "--data", "short.csv"],
      ["train", "c.json", "--set", "data.validation=short.csv"],
    ] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 65, "\(arguments): \(ending.errors)")
      #expect(ending.errors.contains("short.csv:6:1: \(message)"), "\(ending.errors)")
    }
    let skipped = try Program.run(
      ["predict", "run", "--data", "short.csv", "--skip-bad-rows"], in: workspace)
    #expect(skipped.status == 0 && Self.rows(skipped.output).map { $0[0] } == ["id", "s0", "s2"])
    #expect(
      skipped.errors.contains("short.csv: 2 sequences left out as faulty: \(message)")
        && skipped.errors.contains("the first at short.csv:6:1"), "\(skipped.errors)")
  }

  @Test func shortRowsOfAShapeAreRefused() throws {
    let configuration = Self.padded(#""shape": [6, 1]"#)
    func table(_ lengths: [Int]) -> String {
      "t0,t1,t2,t3,t4,t5,kind\n"
        + lengths.enumerated().map { id, length in
          (0..<6).map { $0 < length ? "\(id + $0)," : "," }.joined()
            + (id % 2 == 0 ? "up\n" : "down\n")
        }.joined()
    }
    let workspace = try trained(configuration, table([4, 5, 6, 4]))
    try workspace.write(table([4, 3, 5, 2]), to: "short.csv")
    try workspace.write(
      configuration.replacingOccurrences(of: "train.csv", with: "short.csv"), to: "short.json")
    for arguments in [
      ["train", "short.json"], ["predict", "run", "--data", "short.csv"],
      ["eval", "run", "--data", "short.csv"],
    ] {
      let ending = try Program.run(arguments, in: workspace)
      #expect(ending.status == 65, "\(arguments): \(ending.errors)")
      #expect(
        ending.errors.contains(
          "short.csv:3:7: a sequence of 3 steps, too few for the windows of layer 1"),
        "\(ending.errors)")
    }
    let skipped = try Program.run(
      ["predict", "run", "--data", "short.csv", "--skip-bad-rows"], in: workspace)
    #expect(skipped.status == 0 && Self.rows(skipped.output).count == 3)
    #expect(skipped.errors.contains("2 bad rows skipped"), "\(skipped.errors)")
  }

  // MARK: Faulty rows

  /// A sequence that is not known whole is not answered, and the others are.
  @Test func aFaultyRowTakesItsSequenceAlong() throws {
    let workspace = try trained(Self.sequence, Self.sequences(40))
    let good = "a,1,1\nb,1,-1\na,2,2\nc,1,3\n"
    for (row, place, reason) in [
      ("b,2,x\n", "6:1", "a faulty step"), ("b,,2\n", "6:1", "a faulty step"),
      ("b,2\n", "6:1", "a faulty step"), ("b,1,4\n", "6:3", "the same \"t\" as a row"),
      ("d,1,\nb,3,y\n", "6:1", "a sequence without steps"),
    ] {
      try workspace.write(
        "id,t,x,kind\n" + (good + row).replacingOccurrences(of: "\n", with: ",\n"), to: "new.csv")
      let ending = try Program.run(
        ["predict", "run", "--data", "new.csv", "--skip-bad-rows"], in: workspace)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(Self.rows(ending.output).map { $0[0] } == ["id", "a", "c"], "\(row)")
      #expect(
        ending.errors.contains("left out as faulty: \(reason)")
          && ending.errors.contains("the first at new.csv:\(place)"), "\(ending.errors)")
      #expect(try Program.run(["predict", "run", "--data", "new.csv"], in: workspace).status == 65)
    }
    // The same from a pipe, and by one thread.
    let rows = (0..<60_000).map { "s\($0 / 3),\($0 % 3),\($0 % 7777 == 5 ? "?!" : "1"),\n" }
      .joined()
    try workspace.write("id,t,x,kind\n" + rows, to: "new.csv")
    let whole = try Program.run(
      ["predict", "run", "--data", "new.csv", "--skip-bad-rows"], in: workspace)
    #expect(Self.rows(whole.output).count == 20_000 - 8 + 1)
    #expect(
      whole.errors.contains("8 bad rows skipped") && whole.errors.contains("8 sequences left out"))
    let piped = try Program.shell(
      "dd if=new.csv bs=7777 status=none | taskset -c 0 $dlrun predict run --data - --skip-bad-rows",
      in: workspace)
    #expect(piped.output == whole.output)
  }

  @Test func windowsAcrossAFaultyRowAreLeftOut() throws {
    let workspace = try trained(Self.window, Self.shops(days: 0..<20))
    let rows = Self.shops(days: 0..<8).replacingOccurrences(of: "3,south,1", with: "3,south,?!")
    try workspace.write(rows, to: "new.csv")
    let ending = try Program.run(
      ["predict", "run", "--data", "new.csv", "--skip-bad-rows"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(
      Self.rows(ending.output).filter { $0[0] == "south" }.map { $0[1] } == ["2", "6", "7"],
      "\(ending.output)")
    #expect(
      ending.errors.contains(
        "new.csv: 3 windows left out with a faulty step, the first at new.csv:9:1"),
      "\(ending.errors)")
  }

  // MARK: What init proposes

  private func proposal(_ table: String) throws -> (text: String, notes: String) {
    let workspace = try Workspace()
    try workspace.write(table, to: "t.csv")
    let ending = try Program.run(["init", "t.csv", "--target", "y"], in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    try workspace.write(ending.output, to: "t.json")
    let check = try Program.run(["check", "t.json"], in: workspace)
    #expect(check.status == 0, "\(check.errors)")
    return (ending.output, ending.errors)
  }

  private static func dates(
    _ count: Int, shops: [String] = [""], gap: (Int) -> Int = { $0 },
    target: (Int) -> String = { "\(Double($0 * 37 % 101) + 0.5)" }
  ) -> String {
    var text = "when,shop,x,y\n"
    for row in 0..<count {
      for shop in shops {
        let day = Date(timeIntervalSince1970: 86_400 * Double(gap(row) + 19_000)).ISO8601Format()
        text += "\(day.prefix(10)),\(shop),\(row % 7),\(target(row))\n"
      }
    }
    return text
  }

  @Test func aWindowIsProposedWhereDatesFollowOneAnother() throws {
    let one = try proposal(Self.dates(300))
    #expect(one.text.contains(#""window": {"#) && one.text.contains(#""steps": 24"#), "\(one.text)")
    #expect(!one.text.contains(#""by""#))
    #expect(
      one.notes.contains(
        "the dates in column \"when\" are evenly spaced, so each row"))
    let months = try proposal(Self.dates(60, gap: { $0 * 365 / 12 }))
    #expect(months.text.contains(#""steps": 6"#))
    let shops = try proposal(Self.dates(100, shops: ["3", "7", "12"]))
    #expect(shops.text.contains(#""by": "shop""#) && shops.text.contains(#""steps": 10"#))
    #expect(shops.notes.contains("are evenly spaced for each \"shop\""))
  }

  @Test func noWindowIsProposedElsewhere() throws {
    // Dates of single events, or of which several rows are alike.
    for table in [
      Self.dates(100, gap: { $0 * $0 * 31 % 9973 }), Self.dates(100, shops: ["a", "a"]),
      Self.dates(12),
      Self.dates(100, target: { $0 % 3 == 0 ? "yes" : "no" }),
    ] {
      #expect(try !proposal(table).text.contains("window"))
    }
  }
}
