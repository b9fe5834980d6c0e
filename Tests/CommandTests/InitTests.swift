import Foundation
import Testing

/// `dlrun init`: what it makes of tables, and that the result trains as it is.
struct InitTests {
  /// 60 rows of two classes, with a numeric, a categorical and a boolean column that each lack a value,
  /// an identifier, a constant and a row number.
  private static func people(delimiter: String = ",", missing: String = "") -> String {
    let header = ["number", "person_id", "age", "city", "married", "country", "note", "income"]
    let rows = (0..<60).map { row -> [String] in
      let id = (row * 7919 + 13) % 100_003
      let age = row == 7 ? missing : String(20 + row % 40)
      let city = row == 9 ? missing : ["Oslo", "Rome", "Lima"][row % 3]
      let isMarried = row == 11 ? missing : row % 4 == 0 ? "yes" : "no"
      let income = row % 40 < 20 ? "low" : "high"
      return [String(row + 1), String(id), age, city, isMarried, "X", "text \(row)", income]
    }
    return ([header] + rows).map { $0.joined(separator: delimiter) + "\n" }.joined()
  }

  private func propose(
    _ arguments: [String], in workspace: Workspace
  ) throws -> (ending: Program.Ending, json: [String: Any]) {
    let ending = try Program.run(["init"] + arguments, in: workspace)
    let json = try? JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    return (ending, json as? [String: Any] ?? [:])
  }

  private func value(_ path: String, in json: [String: Any]) -> Any? {
    path.split(separator: ".").reduce(json as Any?) { ($0 as? [String: Any])?[String($1)] }
  }

  /// The three commands of the README.
  @Test func threeCommandsGoFromATableToAModel() throws {
    let workspace = try Workspace()
    try workspace.write(Self.people(), to: "people.csv")
    let ending = try Program.shell(
      "$dlrun init people.csv --target income > people.json && $dlrun train people.json --quiet "
        + "&& $dlrun eval runs/people --data people.csv --json",
      in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let accuracy = try RunFolder(workspace.file("runs/people")).metric("train", "accuracy")
    // Age tells the class of all rows.
    #expect(accuracy > 0.9)
  }

  @Test func standardInputIsATableToo() throws {
    let workspace = try Workspace()
    try workspace.write(Self.people(delimiter: ";"), to: "people.csv")
    let byPath = try propose(["people.csv", "--target", "income"], in: workspace)
    for line in [
      "cat people.csv | $dlrun init - --target income",
      "$dlrun init - --target income < people.csv",
      "gzip -c people.csv | $dlrun init - --target income",
    ] {
      let ending = try Program.shell(line, in: workspace)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(
        ending.output
          == byPath.ending.output.replacingOccurrences(of: "\"people.csv\"", with: "\"-\"")
          .replacingOccurrences(of: "\"people\"", with: "\"table\""))
      #expect(
        ending.errors.contains("-: 60 rows; ") && ending.errors.contains("cannot be repeated"))
      #expect(!ending.errors.contains("/dev/fd"))
    }
    let trained = try Program.shell(
      "cat people.csv | $dlrun init - --target income > p.json 2> /dev/null && "
        + "cat people.csv | $dlrun train p.json --quiet", in: workspace)
    #expect(trained.status == 0 && trained.output == "runs/table\n", "\(trained.errors)")
    let damaged = try Program.shell(
      "printf 'a,b\\n1,2,3\\n' | $dlrun init - --target b", in: workspace)
    #expect(damaged.status == 65 && damaged.errors.hasPrefix("-:2:"), "\(damaged.errors)")
  }

  @Test func columnsAreStatedWithReasons() throws {
    let workspace = try Workspace()
    try workspace.write(Self.people(), to: "people.csv")
    let (ending, json) = try propose(["people.csv", "--target", "income"], in: workspace)
    let types = (value("data.columns", in: json) as? [String: [String: Any]] ?? [:]).mapValues {
      $0["type"] as? String
    }
    #expect(
      types == [
        "number": "ignore", "person_id": "ignore", "age": "numeric", "city": "categorical",
        "married": "boolean", "country": "ignore", "note": "ignore",
      ])
    for (column, reason) in [
      ("number", "it numbers the rows; \"type\": \"numeric\" in data.columns makes it an input"),
      (
        "person_id",
        "it identifies the rows, with 60 different values in 60 rows; \"type\": \"numeric\" in "
          + "data.columns makes it an input"
      ),
      ("country", "all its cells are the same"),
      (
        "note",
        "it identifies the rows, with 60 different values in 60 rows; \"type\": \"categorical\" in "
          + "data.columns makes it an input"
      ),
    ] {
      #expect(
        ending.errors.contains(
          "people.csv: column \"\(column)\" is set to \"ignore\": \(reason)\n"))
    }
    #expect(
      ending.errors.hasPrefix(
        "people.csv: 60 rows; classification of \"income\" in 2 classes\n"))
    #expect(value("name", in: json) as? String == "people")
    #expect(value("data.train", in: json) as? String == "people.csv")
    #expect(value("data.task", in: json) as? String == "classification")
    #expect(value("data.delimiter", in: json) as? String == ",")
    #expect(value("data.validation", in: json) is Double)
    #expect(value("training.early_stopping.patience", in: json) is Int)
    #expect(value("loss.name", in: json) as? String == "cross_entropy")
  }

  /// What the choice of the defaults by log loss and error came to (scripts/bench/QUALITY.md): labels are
  /// hardly smoothed, and few rows need more to hold the network back than many.
  @Test(arguments: [(60, "class"), (60, "number"), (10_000, "class"), (10_000, "number")])
  func theNetworkSuitsTaskAndRows(_ rows: Int, _ target: String) throws {
    let workspace = try Workspace()
    let lines = (0..<rows).map { "\($0 % 37),\($0 % 2 == 0 ? "a" : "b"),\(Double($0 % 41) / 4)\n" }
    try workspace.write("x,class,number\n" + lines.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", target], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let isFew = rows < 10_000
    let isClass = target == "class"
    #expect(value("loss.label_smoothing", in: json) as? Double == (isClass ? 0.02 : nil))
    #expect(value("training.early_stopping.monitor", in: json) as? String == "validation_loss")
    #expect(value("optimizer.weight_decay", in: json) as? Double == (isFew ? 0.3 : 0.01))
    #expect(value("preprocessing.pieces", in: json) as? Int == (isFew ? 16 : 32))
    let layers = value("model.layers", in: json) as? [[String: Any]] ?? []
    #expect(layers.dropLast().map { $0["units"] as? Int } == [256, 256])
    let dropout = isClass ? (isFew ? 0.5 : 0.2) : (isFew ? 0.2 : 0.1)
    #expect(layers.dropLast().map { $0["dropout"] as? Double } == [dropout, dropout])
  }

  /// The same table with another delimiter gives the same configuration but for that.
  @Test(arguments: [";", "\t", "|"])
  func delimitersAreFound(_ delimiter: String) throws {
    let workspace = try Workspace()
    try workspace.write(Self.people(), to: "people.csv")
    let expected = try propose(["people.csv", "--target", "income"], in: workspace)
    try workspace.write(Self.people(delimiter: delimiter), to: "people.csv")
    let found = try propose(["people.csv", "--target", "income"], in: workspace)
    #expect(value("data.delimiter", in: found.json) as? String == delimiter)
    let written = delimiter == "\t" ? "\\t" : delimiter
    #expect(
      found.ending.output
        == expected.ending.output.replacing(
          "\"delimiter\": \",\"", with: "\"delimiter\": \"\(written)\""))
    #expect(!expected.ending.output.isEmpty)
  }

  /// Decimal commas do not make a table of commas of one whose delimiter is another.
  @Test func delimitersInCellsDoNotMislead() throws {
    let workspace = try Workspace()
    let rows = (0..<30).map { "\"a;b, \($0 % 3)\",\($0),\($0 * 2)\n" }.joined()
    try workspace.write("text;s,x,y\n" + rows, to: "t.csv")
    let (_, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(value("data.delimiter", in: json) as? String == ",")
  }

  /// What stands among numbers is a category where there are few of them, a sign that the number is
  /// missing where it has no digit, else a fault.
  @Test func textsAmongNumbersAreExplained() throws {
    let workspace = try Workspace()
    let rows = (0..<200).map { row -> String in
      let hours = row % 10 == 0 ? "<1" : row % 10 == 1 ? "5+" : String(row % 10)
      let price = row == 5 ? "unknown" : String(row) + ".5"
      return "\(hours),\(price),\(row * row)\n"
    }
    try workspace.write("hours,price,y\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    let columns = value("data.columns", in: json) as? [String: [String: Any]]
    #expect(columns?["hours"]?["type"] as? String == "categorical")
    #expect(columns?["price"]?["type"] as? String == "numeric")
    #expect(columns?["price"]?["missing"] as? [String] == ["unknown"])
    #expect((value("data.missing", in: json) as? [String])?.contains("unknown") != true)
    #expect(
      ending.errors == """
        t.csv: 200 rows; regression of "y"
        t.csv: column "hours" has texts among its numbers, "5+" (20 cells), "<1" (20 cells), and is treated as \
        categories, whose order is lost; numbers in their place would keep it
        t.csv: "unknown" (1 cell) in column "price" is read as missing numbers

        """)
    try workspace.write(
      "price,y\n" + (0..<200).map { "\($0 == 150 ? "15O" : String($0)),\($0 / 3)\n" }.joined(),
      to: "wrong.csv")
    let wrong = try propose(["wrong.csv", "--target", "y"], in: workspace)
    #expect(wrong.ending.status == 65)
    #expect(
      wrong.ending.errors.hasPrefix("wrong.csv:152:1: \"15O\" in column \"price\" is not a number"))
  }

  /// What is left out has its reason, and what is kept though it looks alike, too.
  @Test func indicesAndFreeTextAreLeftOut() throws {
    let workspace = try Workspace()
    let words = ["pain", "in", "the", "left", "arm", "since", "yesterday", "again", "never"]
    // Sorted by class, so that the index alone would tell it.
    let rows = (0..<90).map { row -> String in
      let remarks = (0..<5).map { words[(row / [1, 3, 9, 27, 5][$0] + $0 * row) % 9] }
      return [
        "\(row + row / 7)", "\(1931 + row)", remarks.joined(separator: " "),
        "\(1_234_567_890_123_456_000 + row % 3)", "\(Double(row * 37 % 40) / 8)",
        row < 45 ? "no" : "yes",
      ].joined(separator: ",")
    }
    let header = ",year,remarks,clinic,weight,ill"
    try workspace.write(([header] + rows).map { $0 + "\n" }.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "ill"], in: workspace)
    let columns = value("data.columns", in: json) as? [String: [String: Any]] ?? [:]
    #expect(
      columns.mapValues { $0["type"] as? String } == [
        "": "ignore", "year": "numeric", "remarks": "ignore", "clinic": "categorical",
        "weight": "numeric",
      ])
    #expect(
      ending.errors == """
        t.csv: 90 rows; classification of "ill" in 2 classes
        t.csv: column "" is set to "ignore": it is named like a left-over index, and it holds 90 different \
        whole numbers; "type": "numeric" in data.columns makes it an input
        t.csv: column "year" is an input: its whole numbers rise from row to row like an index, but \
        its name is not that of one; "type": "ignore" in data.columns leaves it out
        t.csv: column "remarks" is set to "ignore": it is free text, with 90 different values in 90 rows
        t.csv: column "clinic" has whole numbers with more digits than float64 can hold and is treated as \
        categories

        """)
    try workspace.write(ending.output, to: "t.json")
    let small = #"model.layers=[{"activation":"softmax"}]"#
    let check = try Program.run(
      ["check", "t.json", "--json", "--set", small], in: workspace)
    #expect(check.status == 0, "\(check.errors)")
    #expect(!check.output.contains("identifier"))
    // Without what init found, check finds the same.
    let bare = try Program.run(
      ["check", "t.json", "--json", "--set", small, "--set", "data.columns={}"], in: workspace)
    for (column, reason) in [
      ("", "it is named like a left-over index, and it holds 90 different whole numbers"),
      ("remarks", "it is free text, with 90 different values in 90 rows"),
    ] {
      #expect(
        bare.output.contains(
          #"nothing that is learnt from column \"\#(column)\" holds for other rows: \#(reason); "#),
        "\(bare.output)")
    }
    #expect(!bare.output.contains(#"of column \"year\" for"#))
  }

  /// Where nothing better is left, what would be left out is an input, and that is told.
  @Test func theOnlyColumnIsKept() throws {
    let workspace = try Workspace()
    let rows = (0..<30).map { "\($0),\($0 % 2 == 0 ? "a" : "b")\n" }
    try workspace.write("id,y\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(value("data.columns.id.type", in: json) as? String == "numeric")
    #expect(
      ending.errors.contains(
        "column \"id\" is an input only because no other column is any better: it identifies the rows, with 30"
      ),
      "\(ending.errors)")
  }

  /// Numbers that are close together and far from 0 are told apart, in either precision.
  /// Quantities in no common format are told with a place, as inputs and as classes; so are columns without a
  /// name. What is usual is not written.
  @Test func textsThatLookLikeQuantitiesAreTold() throws {
    let workspace = try Workspace()
    let rows = (0..<60).map { row in
      "\(row * 37 % 101).5\(row % 2 == 0 ? "K" : "M"),\"1,\(10 + row),782\",\(row % 7) items,\(row % 2),,\n"
    }
    try workspace.write("views,sold,pack,y,,\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    let words = "look like quantities, but not in one format, such as"
    #expect(
      ending.errors.contains("of its 60 different values \(words) \"1,10,782\" at line 2, column 6")
    )
    #expect(ending.errors.contains("\(words) \"0.5K\" at line 2, column 1"), "\(ending.errors)")
    #expect(!ending.errors.contains("\"pack\" is read as texts"))
    #expect(ending.errors.contains("2 columns without a name or any cells left out"))
    #expect(value("data.target", in: json) as? String == "y")
    #expect(value("data.missing", in: json) == nil)
    let target = try propose(["t.csv", "--target", "views"], in: workspace)
    #expect(
      target.ending.errors.contains(
        "the classes of column \"views\" are text, though 60 of its 60"))
  }

  @Test func largeNumbersKeepTheirDigits() throws {
    let workspace = try Workspace()
    let rows = (0..<300).map { row -> String in
      let u = Double(row * 7919 % 1000) / 1000
      let (where_, id) = (5_432_100 + u, 3_000_000_000 + row * 7919 % 100_003)
      return String(format: "%.3f,%d,%.3f,", where_, id, 4e9 + 1000 * u) + (u > 0.5 ? "b" : "a")
    }
    try workspace.write(
      "coordinate,id,level,class\n" + rows.map { $0 + "\n" }.joined(), to: "t.csv")
    for target in ["class", "level"] {
      let (ending, json) = try propose(["t.csv", "--target", target], in: workspace)
      try #require(ending.status == 0, "\(ending.errors)")
      #expect(value("data.columns.coordinate.type", in: json) as? String == "numeric")
      #expect(value("data.columns.id.type", in: json) as? String == "ignore")
      #expect(
        ending.errors.contains("it identifies the rows, with 300 different values in 300 rows"))
      try workspace.write(ending.output, to: "t.json")
      let output = target == "class" ? "softmax" : "identity"
      var metrics: [[String: Any]] = []
      var answers: [[Double]] = []
      for precision in ["float32", "float64"] {
        let run = "\(target)-\(precision)"
        let training = try Program.run(
          [
            "train", "t.json", "--quiet", "--out", run, "--set", "training.precision=\(precision)",
            "--set", "training.epochs=8", "--set", "optimizer.learning_rate=0.02", "--set",
            #"model.layers=[{"units":4,"activation":"tanh"},{"activation":"\#(output)"}]"#,
          ], in: workspace)
        try #require(training.status == 0, "\(training.errors)")
        let eval = try Program.run(["eval", run, "--data", "t.csv", "--json"], in: workspace)
        let result = try JSONSerialization.jsonObject(with: Data(eval.output.utf8))
        metrics.append((result as? [String: Any])?["metrics"] as? [String: Any] ?? [:])
        let predicted = try Program.run(["predict", run, "--data", "t.csv"], in: workspace)
        try #require(predicted.status == 0, "\(predicted.errors)")
        answers.append(
          predicted.output.split(whereSeparator: { ",\n".contains($0) }).compactMap {
            Double($0)
          })
      }
      #expect(metrics[0].count > 2)
      for (name, value) in metrics[1] {
        guard let exact = value as? Double, let single = metrics[0][name] as? Double else {
          continue
        }
        #expect(abs(single - exact) <= 1e-5 * abs(exact), "\(target) \(name) \(single) \(exact)")
      }
      #expect(answers[0].count >= 300 && answers[0].count == answers[1].count)
      for (single, exact) in zip(answers[0], answers[1]) {
        #expect(abs(single - exact) <= 1e-5 * max(abs(exact), 1e-3))
      }
      if target == "class" {
        #expect((metrics[0]["accuracy"] as? Double ?? 0) > 0.95)
      }
    }
  }

  /// A message names what can be done: there is no configuration yet.
  @Test(arguments: [
    (
      "x,y\n" + (0..<50).map { "\($0 * $0 % 47)5,\($0 == 30 ? "high" : "\($0).5")\n" }.joined(),
      "t.csv:32:"
    ),
    (
      "x,y\n" + (0..<90).map { "\($0 == 80 ? "12O" : "\($0).5"),\($0 % 2)\n" }.joined(),
      "t.csv:82:1: \"12O\""
    ),
    ("\"x;z\"\n1\n2\n", "no column \"y\""),
    ("y\n1\n2\n", "no column of t.csv is left"),
    ("x,y\n1,2\n", "only one class"),
  ])
  func messagesNameWhatThereIs(_ text: String, _ place: String) throws {
    let workspace = try Workspace()
    try workspace.write(text, to: "t.csv")
    let (ending, _) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(ending.errors.contains(place), "\(ending.errors)")
    #expect(ending.status != 0)
    for key in ["data.", "in data", "\"task\"", "\"type\"", "\"delimiter\""] {
      #expect(!ending.errors.contains(key), "\(ending.errors)")
    }
  }

  /// Words of one column say nothing of another: the class `refused` stays, and so do all rows.
  @Test func missingWordsBelongToTheirColumn() throws {
    let workspace = try Workspace()
    let words = [7: "refused", 20: "don't know", 33: "not asked", 50: "refused"]
    let rows = (0..<120).map { row in
      "\(words[row] ?? String(18 + row * 7 % 50)),\(row % 3),\(row % 4 == 0 ? "refused" : "accepted")\n"
    }
    try workspace.write("age,visits,answer\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "answer"], in: workspace)
    #expect(value("data.columns.age.type", in: json) as? String == "numeric")
    #expect(
      value("data.columns.age.missing", in: json) as? [String] == [
        "refused", "don't know", "not asked",
      ])
    #expect(value("data.columns.visits.missing", in: json) == nil)
    #expect(
      ending.errors == """
        t.csv: 120 rows; classification of "answer" in 2 classes
        t.csv: "refused" (2 cells), "don't know" (1 cell), "not asked" (1 cell) in column "age" are read as \
        missing numbers

        """)
    try workspace.write(ending.output, to: "t.json")
    let training = try Program.run(
      ["train", "t.json", "--quiet", "--out", "runs/t", "--set", "training.epochs=1"],
      in: workspace)
    #expect(training.status == 0 && training.errors == "", "\(training.errors)")
  }

  /// Texts that order among many numbers are no missing words like others.
  @Test func orderedTextsAreTold() throws {
    let workspace = try Workspace()
    let rows = (0..<200).map { row in
      let sugar =
        row % 50 == 0 ? "LO" : row % 50 == 1 ? "HI" : row == 2 ? ">500" : "\(70 + row * 77 % 200)"
      return "\(sugar),\(row % 17).5\n"
    }
    try workspace.write("sugar,y\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(value("data.columns.sugar.type", in: json) as? String == "numeric")
    #expect(
      ending.errors.contains("\"HI\" (4 cells), \"LO\" (4 cells), \">500\" (1 cell) in column"))
    #expect(ending.errors.contains("say that a number is small or large"))
  }

  /// Numbers written for people: the format is proposed, with what is not one of them, and trains.
  @Test func formatsAreProposed() throws {
    let workspace = try Workspace()
    let rows = (0..<60).map { row in
      let share = row == 9 ? "#DIV/0!" : "\(row).\(row % 10)5%"
      let pay = row == 5 ? "unknown" : "$\(row + 1),\(100 + row)"
      let weight = row % 4 == 0 ? String(100 + row) : "\(row % 8 + 1).\(100 + row)"
      return "\(share);\(pay);\(weight);\(row * 3),\(row % 9)5\n"
    }
    try workspace.write("share;pay;weight;y\n" + rows.joined(), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    let columns = value("data.columns", in: json) as? [String: [String: Any]]
    #expect(columns?["share"]?["suffix"] as? String == "%")
    #expect(columns?["share"]?["type"] as? String == "numeric")
    #expect(columns?["pay"]?["prefix"] as? String == "$")
    #expect(columns?["pay"]?["thousands"] as? String == ",")
    #expect(columns?["pay"]?["missing"] as? [String] == ["unknown"])
    #expect(columns?["y"]?["decimal"] as? String == ",")
    #expect(value("data.task", in: json) as? String == "regression")
    #expect(ending.errors.contains("the points in column \"weight\" are read as decimal points"))
    try workspace.write(ending.output, to: "t.json")
    let training = try Program.run(
      ["train", "t.json", "--quiet", "--out", "runs/t", "--set", "training.epochs=1"],
      in: workspace)
    #expect(training.status == 0 && training.errors == "", "\(training.errors)")
    let answers = try Program.run(["predict", "runs/t", "--data", "t.csv"], in: workspace)
    #expect(answers.status == 0, "\(answers.errors)")
    let check = try Program.run(["check", "t.json"], in: workspace)
    #expect(check.output.contains("ambiguous-numbers"))
    #expect(check.output.contains("every decimal number in column \"weight\""))
    // A cell that does not fit is a fault with its place.
    try workspace.write("share;pay;weight\n5%;$1;2\n5‰;$1;2\n", to: "new.csv")
    let wrong = try Program.run(["predict", "runs/t", "--data", "new.csv"], in: workspace)
    #expect(wrong.status == 65)
    #expect(wrong.errors.contains("new.csv:3:1: \"5‰\" in column \"share\" is not a number"))
    #expect(wrong.errors.contains("written as \"1234.5%\""))
  }

  struct Table: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let targets: [String]

    init(_ name: String, _ text: String, _ targets: String...) {
      testDescription = name
      self.text = text
      self.targets = targets
    }
  }

  private static let numbers = (0..<40).map { "\(Double($0 * 37 % 40) / 8)" }

  static let tables = [
    Table("four rows", "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n", "y"),
    Table("two rows", "a,y\n0,no\n1,yes\n", "y"),
    Table("regression", "x,y\n" + numbers.map { "\($0),3\($0)\n" }.joined(), "y"),
    Table(
      "several targets", "x,y,z\n" + numbers.map { "\($0),3\($0),4\($0)\n" }.joined(), "y", "z"),
    Table("ten classes", "x,y\n" + numbers.enumerated().map { "\($1),\($0 % 10)\n" }.joined(), "y"),
    Table(
      "a class of one row",
      "x,y\n" + numbers.enumerated().map { "\($1),\($0 == 0 ? "rare" : "common")\n" }.joined(), "y"),
    Table(
      "rows without a target", "x,y\n1,\n2,NA\n" + numbers.map { "\($0),4\($0)\n" }.joined(), "y"),
    Table("nothing but an identifier", "id,y\n" + numbers.map { "i\($0),5\($0)\n" }.joined(), "y"),
    Table(
      "an empty and a missing cell", "x,e,y\n,,1.5\n" + numbers.map { "\($0),,6\($0)\n" }.joined(),
      "y"),
    Table("a constant target", "x,y\n" + numbers.map { "\($0),2.5\n" }.joined(), "y"),
    Table(
      "many categories",
      "c,y\n" + (0..<300).map { "c\($0 * 7 % 150),\($0 % 7)\($0 % 3).5\n" }.joined(), "y"),
    Table("people", people(missing: "NA"), "income"),
  ]

  /// The configuration trains as it is, says all that `train` would fill in, and is the same each time.
  @Test(arguments: tables)
  func eachKindOfTableTrains(_ table: Table) throws {
    let workspace = try Workspace()
    try workspace.write(table.text, to: "t.csv")
    let arguments = ["t.csv"] + table.targets.flatMap { ["--target", $0] }
    let (ending, _) = try propose(arguments, in: workspace)
    try #require(ending.status == 0, "\(ending.errors)")
    #expect(try propose(arguments, in: workspace).ending.output == ending.output)
    try workspace.write(ending.output, to: "t.json")
    let training = try Program.run(
      ["train", "t.json", "--quiet", "--set", "training.epochs=3"], in: workspace)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.errors == "")
  }

  @Test func pathsAreKeptAsGiven() throws {
    let workspace = try Workspace()
    try FileManager.default.createDirectory(
      at: workspace.file("a folder"), withIntermediateDirectories: true)
    try workspace.write(Self.people(), to: "a folder/some people.csv")
    let (_, json) = try propose(["a folder/some people.csv", "--target", "income"], in: workspace)
    #expect(value("data.train", in: json) as? String == "a folder/some people.csv")
    #expect(value("name", in: json) as? String == "some people")
    let path = workspace.file("a folder/some people.csv").path
    let absolute = try propose([path, "--target", "income"], in: workspace)
    #expect(value("data.train", in: absolute.json) as? String == path)
  }

  @Test(arguments: [
    (64, ["people.csv"], "--target"),
    (64, ["people.csv", "--target", "incom"], "did you mean \"income\"?"),
    (64, ["people.csv", "--target", "income", "--task", "clasification"], "--task"),
    (64, ["people.csv", "--target", "income", "--task", "regression"], "holds text"),
    (64, ["people.csv", "--target", "age", "--target", "city"], "several targets"),
    (64, ["people.csv", "--target", "age", "--target", "age"], "named twice"),
    (64, ["/dev/fd/0", "--target", "income"], "not a pipe"),
    (65, ["people.csv", "--target", "country"], "only one class"),
    (65, ["ragged.csv", "--target", "b"], "ragged.csv:3:"),
    (65, ["empty.csv", "--target", "b"], "empty.csv: "),
    (66, ["missing.csv", "--target", "income"], "missing.csv: "),
    (66, [".", "--target", "income"], ".: "),
  ])
  func faults(_ status: Int32, _ arguments: [String], _ message: String) throws {
    let workspace = try Workspace()
    try workspace.write(Self.people(), to: "people.csv")
    try workspace.write("a,b\n1,2\n3\n", to: "ragged.csv")
    try workspace.write("", to: "empty.csv")
    let ending =
      arguments[0] == "/dev/fd/0"
      ? try Program.shell("cat people.csv | $dlrun init /dev/fd/0 --target income", in: workspace)
      : try Program.run(["init"] + arguments, in: workspace)
    #expect(ending.status == status, "\(ending.errors)")
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(ending.output == "")
    #expect(try workspace.names() == ["empty.csv", "people.csv", "ragged.csv"])
  }

  // MARK: Shapes

  /// Rows of numbers in columns of these names, and of two classes.
  private static func table(_ names: [String], _ further: [String] = []) -> String {
    let header = (names + further + ["y"]).joined(separator: ",") + "\n"
    return header
      + (0..<40).map { row in
        let cells = names.indices.map { $0 == 0 ? "0" : String((row * 7 + $0 * 3) % 17) }
        return (cells + further.map { _ in String((row * row) % 23) } + [row % 2 == 0 ? "a" : "b"])
          .joined(separator: ",") + "\n"
      }.joined()
  }

  @Test(arguments: [
    ((0..<16).map { "pixel\($0)" }, [4, 4, 1]), ((1...25).map { "p\($0)" }, [5, 5, 1]),
    ((0..<20).map { "pixel_\($0 / 5)_\($0 % 5)" }, [4, 5, 1]),
    ((0..<16).map { "\($0 / 4 + 1)x\($0 % 4 + 1)" }, [4, 4, 1]),
    ((0..<48).map { "Pixel \($0)" }, [4, 4, 3]), ((0..<16).map { "t\($0)" }, [16, 1]),
    ((1...9).map { "step_\($0)" }, [9, 1]), ((0..<5).map { "t\($0)" }, [5, 1]),
    ((0..<9).map { "pixel\($0)" }, [3, 3, 1]),
  ])
  func pixelsAndStepsGetAShape(_ names: [String], _ shape: [Int]) throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(names), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(value("data.shape", in: json) as? [Int] == shape)
    #expect(
      ending.errors.contains(
        "t.csv: columns \"\(names[0])\" to \"\(names[names.count - 1])\" are named like the "))
    #expect(value("preprocessing.pieces", in: json) as? Int == 0)
    // The first is the same in all rows, and stays.
    #expect(value("data.columns.\(names[0]).type", in: json) as? String == "numeric")
    try workspace.write(ending.output, to: "t.json")
    let check = try Program.run(["check", "t.json"], in: workspace)
    #expect(check.status == 0, "\(check.errors)")
    #expect(check.output.contains("\(shape)"))
  }

  @Test(arguments: [
    (1...28).map { "V\($0)" }, (0..<8).map { "pixel\($0)" }, (0..<16).map { "x\($0)" },
    (2...17).map { "pixel\($0)" }, (0..<4).map { "t\($0)" },
    (0..<16).map { "pixel\($0 == 7 ? 70 : $0)" },
  ])
  func otherNumberedColumnsGetNone(_ names: [String]) throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(names), to: "t.csv")
    let (_, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(value("data.shape", in: json) == nil)
    #expect((value("data.groups", in: json) as? [String: Any])?.isEmpty == true)
  }

  private func layers(_ json: [String: Any]) -> [[String: Any]] {
    (value("model.layers", in: json) as? [Any] ?? []).compactMap { $0 as? [String: Any] }
  }

  /// What is proposed for images and steps are convolutions, and it trains as it is printed.
  @Test(arguments: [
    ((0..<9).map { "pixel\($0)" }, [], ["convolution", "convolution", "dense", "dense"]),
    (
      (0..<100).map { "pixel\($0)" }, [],
      [
        "convolution", "pooling", "convolution", "pooling", "dense", "dense",
      ]
    ),
    (
      (0..<40).map { "t\($0)" }, [],
      ["convolution", "pooling", "convolution", "pooling", "dense", "dense"]
    ),
    (
      (1...5).map { "step\($0)" }, ["age"],
      ["convolution", "convolution", "pooling", "dense", "dense", "dense"]
    ),
  ])
  func shapesAreReadByConvolutions(
    _ names: [String], _ further: [String], _ kinds: [String]
  ) throws {
    let workspace = try Workspace()
    try workspace.write(Self.table(names, further), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    #expect(layers(json).map { $0["kind"] as? String ?? "dense" } == kinds, "\(ending.output)")
    try workspace.write(ending.output, to: "t.json")
    let trained = try Program.run(
      [
        "train", "t.json", "--out", "run", "--quiet", "--set", "training.epochs=1",
      ], in: workspace)
    #expect(trained.status == 0, "\(trained.errors)")
  }

  @Test func besideOthersTheyAreAGroup() throws {
    let workspace = try Workspace()
    try workspace.write(Self.table((0..<16).map { "pixel\($0)" }, ["age"]), to: "t.csv")
    let (ending, json) = try propose(["t.csv", "--target", "y"], in: workspace)
    let group = (value("data.groups", in: json) as? [String: Any])?["pixel"] as? [String: Any]
    #expect(group?["columns"] as? [String] == ["pixel*"])
    #expect(group?["shape"] as? [Int] == [4, 4, 1])
    #expect(
      layers(json).map { $0["from"] as? [String] ?? [$0["from"] as? String].compactMap { $0 } }
        == [["pixel"], [], [], [], ["inputs", "pixel_features"], []])
    #expect(value("preprocessing.pieces", in: json) as? Int == 16)
    try workspace.write(ending.output, to: "t.json")
    let check = try Program.run(["check", "t.json", "--json"], in: workspace)
    #expect(check.status == 0, "\(check.errors)")
  }
}
