import Spec
import System
import Tabular
import Testing

/// Tables whose rows are steps of sequences, or of windows.
@Suite struct StepTests {
  private func read(
    _ text: String, _ data: String, preprocessing: String = "", files: [String: String] = [:],
    seed: UInt64 = 0, threads: Int = 2
  ) throws -> Splits<Double> {
    try load(
      Array(text.utf8), #""target": "y", "# + data, preprocessing: preprocessing, files: files,
      seed: seed,
      threads: threads, as: Double.self)
  }

  // MARK: Sequences

  private static let sequence = #""sequence": {"by": "id", "order": "t", "steps": 3}"#

  /// Rows of an id need not stand together or in order.
  /// Composed and decomposed letters are one id, in training as in answers.
  @Test func idsAreComparedAsTexts() {
    let found = fault {
      _ = try read(
        "id,t,x,y\n\u{E9},0,1,1\ne\u{301},0,2,2\n",
        #""sequence": {"by": "id", "order": "t", "steps": 3}"#)
    }
    #expect(found?.status == 65)
    #expect(found?.messages.first?.contains("the same") == true)
  }

  @Test func aSequenceIsTheRowsOfAnId() throws {
    let splits = try read(
      "id,t,x,c,y\nb,2,5,u,\na,1,1,u,\nb,1,4,v,\na,2,2,v,1.5\nb,3,6,u,-2\n", Self.sequence)
    #expect(
      splits.train.inputs.arrays == [
        [4, 0, 1, 5, 1, 0, 6, 1, 0, 3], [1, 1, 0, 2, 0, 1, 0, 0, 0, 2],
      ])
    #expect(splits.train.targets.arrays == [[-2], [1.5]])
    #expect(splits.train.fileTargets?.arrays == [[-2], [1.5]])
    #expect(
      splits.encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<9, extents: [3, 3], lengthColumn: 9)
      ])
    #expect(splits.encoder.inputCount == 10)
    #expect(splits.encoder.inputs.map(\.name) == ["x", "c"])
    #expect(splits.columns.map(\.name) == ["x", "c"])
    #expect(splits.notes == [])
  }

  @Test(arguments: ["2024-01-0%", "0%.01.2024", "0%", "0%:00"])
  func orderMayBeDatesOrNumbers(_ pattern: String) throws {
    func time(_ digit: Int) -> String {
      pattern.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "\(digit)")
    }
    guard pattern != "0%:00" else {
      let found = fault {
        _ = try read("id,t,x,y\n1,\(time(1)),1,2\n1,\(time(2)),2,2\n", Self.sequence)
      }
      #expect(found?.status == 65)
      #expect(
        found?.messages.first?.hasPrefix(
          "t.csv:2:3: column \"t\", by which rows are ordered, holds text")
          == true, "\(found?.description ?? "")")
      return
    }
    let splits = try read(
      "id,t,x,y\n1,\(time(9)),3,2\n1,\(time(2)),1,2\n1,\(time(8)),2,2\n2,\(time(1)),7,2.5\n",
      Self.sequence + #", "task": "regression""#)
    #expect(splits.train.inputs.arrays == [[1, 2, 3, 3], [7, 0, 0, 1]])
  }

  /// Ids are texts as they stand, also where they look like numbers.
  @Test func idsAreTexts() throws {
    let splits = try read(
      "id,t,x,y\n1,1,1,0\n01,1,2,1\n1.0,1,3,1\n12345678901234567890,1,4,0\n12345678901234567891,1,5,1\n",
      Self.sequence)
    #expect(splits.train.rows == 5)
    // As an input a column is what its cells are.
    let input = try read(
      "id,t,x,y\n2,1,1,0\n1,1,2,1\n2,2,3,0\n",
      Self.sequence + #", "inputs": ["t", "id", "x"], "task": "regression""#)
    #expect(
      input.train.inputs.arrays == [
        [1, 2, 1, 2, 2, 3, 0, 0, 0, 2], [1, 1, 2, 0, 0, 0, 0, 0, 0, 1],
      ])
  }

  @Test func targetsOfClassesMayStandInAllRows() throws {
    let splits = try read(
      "id,t,x,y\n1,1,1,no\n1,2,2,no\n2,1,3,\n2,2,4,yes\n3,1,5,yes\n3,2,6,yes\n", Self.sequence)
    #expect(splits.encoder.classes?.names == ["no", "yes"])
    #expect(splits.train.targets.arrays == [[0], [1], [1]])
    #expect(splits.encoder.trainingTargets == .counts([1, 2]))
  }

  struct Fault65 {
    let text: String
    var data = StepTests.sequence
    let message: String
  }

  @Test(arguments: [
    Fault65(
      text: "id,t,x,y\n1,1,1,a\n2,1,1,b\n\n1,2,2,b\n",
      message:
        "t.csv:5:7: another target than a row of the same sequence has before it; expected one for "
        + "all of them, or empty cells in all rows but the last (at 2:7)"),
    Fault65(
      text: "id,t,x,y\n1,2,1,\n2,1,1,b\n\"1\",\"2\",2,a\n",
      message:
        "t.csv:4:5: the same \"t\" as a row with the same \"id\" has before it, so their order is "
        + "unknown (at 2:3)"),
    Fault65(
      text: "id,t,x,y\n1,2,1,a\n,1,1,b\n", message: "t.csv:3:1: a missing cell in column \"id\""),
    Fault65(
      text: "id,t,x,y\n1,2,1,a\n1,?,1,b\n", message: "t.csv:3:3: a missing cell in column \"t\""),
    Fault65(
      text: "id,t,x,y\n1,2,1,a\n1,x,1,b\n2,3,1,b\n",
      message: "t.csv:3:3: \"x\" in column \"t\" is not a number"),
    Fault65(
      text: "id,t,x,y\n1,2,1,a\n2,1,,b\n2,2,NA,b\n",
      message: "t.csv:3:1: a sequence without steps: all inputs of its rows are missing"),
    Fault65(
      text: "t,x,y\n1,1,3\n2,2,4.5\n1,3,5\n", data: #""window": {"order": "t", "steps": 1}"#,
      message:
        "t.csv:4:1: the same \"t\" as a row has before it, so their order is unknown (at 2:1)"
    ),
    Fault65(
      text: "t,x,y\n1,1,3\n2,2,4.5\n", data: #""window": {"order": "t", "steps": 2}"#,
      message:
        "t.csv: the rows make no window; a window takes 2 rows, one after another, and a target "
        + "1 row after the last"),
    Fault65(
      text: "id,t,x,y\n1,2,1,\n1,1,1,b\n2,1,2,\n2,0,1,a\n",
      message: "t.csv: no sequence has a target in its last row"),
  ])
  func faultsArePlaced(_ sample: Fault65) throws {
    let found = fault { _ = try read(sample.text, sample.data) }
    #expect(found?.status == 65)
    #expect(
      found?.messages.first?.hasPrefix(sample.message) == true, "\(found?.description ?? "none")")
  }

  // MARK: Order

  /// Numbers that a Double cannot tell apart are, in whatever way they are written.
  @Test(arguments: [
    ("1700000000000000002", "1700000000000000001"), ("-9007199254740992", "-9007199254740993"),
    ("9223372036854775807", "9223372036854775806"),
    ("1700000000.000000002", "1700000000.000000001"), ("1700000000.100000001", "1700000000.1"),
    ("1700000000.1", "1700000000.099999999"), ("1.7000000000000000e18", "1699999999999999999"),
    ("9007199254740993", "9007199254740992.0"),
    ("2024-05-01T00:00:00.000000002", "2024-05-01T00:00:00.000000001"),
    ("2024-05-01T00:00:00", "2024-04-30T23:59:59.999999999"),
  ])
  func allDigitsOfAnOrderCount(_ late: String, _ early: String) throws {
    let rows = "t,x,y\n\(late),1,1.5\n\(early),2,2.5\n"
    let window = try read(
      rows, #""window": {"order": "t", "steps": 1}, "task": "regression""#)
    #expect(window.train.inputs.arrays == [[2]])
    #expect(window.train.fileTargets?.arrays == [[1.5]])
    #expect(!window.notes.contains { $0.contains("2^53") })
    let sequence = try read(
      "id,t,x,y\na,\(late),1,0.5\na,\(early),2,0.5\nb,\(late),3,1.5\n",
      #""sequence": {"by": "id", "order": "t", "steps": 2}, "task": "regression""#)
    #expect(sequence.train.inputs.arrays == [[2, 1, 2], [3, 0, 1]])
    let split = try read(
      rows, #""split": {"order": "t"}, "test": 0.5, "task": "regression""#,
      preprocessing: #""numeric": "none""#)
    #expect(split.test?.fileTargets?.arrays == [[1.5]])
    // Also where the column is an input.
    let input = try read(
      rows, #""split": {"order": "t"}, "test": 0.5, "inputs": ["x", "t"], "task": "regression""#)
    #expect(input.test?.fileTargets?.arrays == [[1.5]])
  }

  @Test func equalNumbersAreTies() {
    for (one, other) in [
      ("1700000000000000001", "1700000000000000001.0"), ("1e3", "1000"),
      ("0.5", "0.50"), ("-0", "0"), ("1700000000.10", "1700000000.1"),
    ] {
      let found = fault {
        _ = try read(
          "t,x,y\n\(one),1,1.5\n\(other),2,2.5\n5,1,2\n", #""window": {"order": "t", "steps": 1}"#)
      }
      #expect(
        found?.messages.first?.hasPrefix("t.csv:3:1: the same \"t\" as a row has before it")
          == true,
        "\(one) \(other): \(found?.description ?? "none")")
    }
  }

  // MARK: What a sequence must have

  @Test func weightsOfASequenceAgree() throws {
    let keys = Self.sequence + #", "weight": "w", "task": "regression""#
    let found = fault {
      _ = try read("id,t,x,w,y\n1,1,1,2,5\n2,1,1,1,\n1,2,2,3,5\n2,2,1,1,3\n", keys)
    }
    #expect(
      found?.messages == [
        "t.csv:4:7: another weight than a row of the same sequence has before it; expected one for all "
          + "of them (at 2:7)"
      ])
    let splits = try read("id,t,x,w,y\n1,1,1,2,5\n2,1,1,1,\n1,2,2,2,5\n2,2,1,1,3\n", keys)
    #expect(splits.train.weights?.arrays == [[2], [1]])
  }

  /// Steps that are masked lack nothing.
  @Test func maskedStepsMayBeMissingWhereOthersMayNot() throws {
    let long = "id,t,x,z,y\n1,1,1,2,\n1,2,,,\n1,3,,,5\n2,1,1,4,3\n"
    let splits = try read(
      long, Self.sequence + #", "task": "regression""#, preprocessing: #""missing": "error""#)
    #expect(splits.train.inputs.arrays == [[1, 2, 0, 0, 0, 0, 1], [1, 4, 0, 0, 0, 0, 1]])
    for (text, place) in [
      ("id,t,x,z,y\n1,1,1,2,\n1,3,1,4,5\n1,2,,,\n2,1,1,4,3\n", "4:5"),
      ("id,t,x,z,y\n1,1,1,2,\n1,2,1,,5\n2,1,1,4,3\n", "3:7"),
    ] {
      let found = fault {
        _ = try read(
          text, Self.sequence + #", "task": "regression""#, preprocessing: #""missing": "error""#)
      }
      #expect(found?.status == 65)
      #expect(
        found?.messages.first?.hasPrefix("t.csv:\(place): a missing cell in column") == true,
        "\(found?.description ?? "none")")
    }
    let shaped = #""shape": [3, 2], "task": "regression""#
    let wide = try read(
      "a1,b1,a2,b2,a3,b3,y\n1,2,3,4,5,6,1.5\n1,2,3,4,,,2.5\n1,2,,,,,3\n", shaped,
      preprocessing: #""missing": "error""#)
    #expect(wide.train.inputs.arrays.map { $0.last } == [3, 2, 1])
    for (row, place) in [("1,2,,,5,6", "3:5"), ("1,2,3,,,", "3:7"), (",2,3,4,5,6", "3:1")] {
      for missing in [#""preprocessing""#, #""groups""#] {
        let found = fault {
          _ = try read(
            "a1,b1,a2,b2,a3,b3,y\n1,2,3,4,5,6,1.5\n\(row),2.5\n",
            missing.contains("groups")
              ? #""groups": {"g": {"columns": ["*"], "shape": [3, 2], "missing": "error"}}, "inputs": ["a1", "b1", "a2", "b2", "a3", "b3"]"#
              : shaped,
            preprocessing: missing.contains("groups") ? "" : #""missing": "error""#)
        }
        #expect(
          found?.messages.first?.hasPrefix("t.csv:\(place): a missing cell in column") == true,
          "\(row): \(found?.description ?? "none")")
      }
    }
  }

  @Test func whatIsLeftOutIsCounted() throws {
    let splits = try read(
      "id,t,x,y\n1,1,1,\n1,2,2,1\n1,3,3,\n2,1,4,5\n3,1,5,\n3,2,6,\n3,3,7,\n3,4,8,2\n4,1,1,\n",
      Self.sequence)
    #expect(splits.train.inputs.arrays == [[4, 0, 0, 1], [6, 7, 8, 3]])
    try #require(splits.notes.count == 2)
    #expect(
      splits.notes[0].contains("1 sequence with more than 3 steps, of which the last 3 are kept"))
    #expect(splits.notes[0].hasSuffix("t.csv:6:1"), "\(splits.notes[0])")
    #expect(splits.notes[1].contains("2 sequences left out whose target is missing, the first at"))
    #expect(splits.notes[1].hasSuffix("t.csv:4:7"), "\(splits.notes[1])")
  }

  /// What is missing at a sequence's end is no step; other cells are filled.
  @Test func lastStepsWithoutCellsAreMasked() throws {
    let splits = try read(
      "id,t,x,z,y\n1,1,1,4,\n1,2,,8,\n1,3,,,1.5\n2,1,3,,2\n", Self.sequence,
      preprocessing: #""missing": "median""#)
    // Each column has a mark of what is missing behind it.
    #expect(
      splits.train.inputs.arrays == [
        [1, 0, 4, 0, 2, 1, 8, 0, 0, 0, 0, 0, 2], [3, 0, 6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      ])
  }

  /// Fitted on each step of the training sequences once, targets on the sequences.
  @Test func stepsAreFittedOnce() throws {
    let splits = try read(
      "id,t,x,y\n1,1,0,\n1,2,2,10\n2,1,4,20\n", Self.sequence + #", "task": "regression""#,
      preprocessing: #""numeric": "standard", "target": "standard""#)
    let deviation = (8.0 / 3).squareRoot()
    #expect(abs(splits.train.inputs.arrays[0][0] + 2 / deviation) < 1e-12)
    #expect(splits.train.targets.arrays == [[-1], [1]])
    #expect(splits.encoder.trainingTargets == .means([15]))
  }

  /// All rows of an id are on one side, and each class has its share.
  @Test func sequencesAreSplitWhole() throws {
    var text = "id,t,x,y\n"
    for row in 0..<400 {
      text += "s\(row % 40),\(row / 40),\(row % 40),\(row % 4 == 0 ? "a" : "b")\n"
    }
    let data =
      #""sequence": {"by": "id", "order": "t", "steps": 10}, "validation": 0.2, "test": 0.1"#
    let splits = try read(text, data)
    #expect([splits.train.rows, splits.validation?.rows, splits.test?.rows] == [28, 8, 4])
    var seen: [Double: Int] = [:]
    for (part, rows) in [splits.train, splits.validation, splits.test].enumerated() {
      for row in rows?.inputs.arrays ?? [] {
        #expect(Set(row[..<10]).count == 1 && row[10] == 10)
        #expect(seen.updateValue(part, forKey: row[0]) == nil)
      }
    }
    #expect(seen.count == 40)
    #expect(splits.validation?.targets.arrays.count { $0 == [0] } == 2)
    let other = try read(text, data, seed: 1)
    #expect(other.test?.inputs.arrays != splits.test?.inputs.arrays)
    let fold = try read(
      text, data.replacing(#""test": 0.1"#, with: #""test": {"fold": 2, "of": 8}"#))
    #expect(fold.test?.rows == 5)
  }

  @Test func weightsAreThoseOfSequences() throws {
    let splits = try read(
      "id,t,x,w,y\n1,2,2,3,7\n1,1,1,3,\n2,1,1,4,8\n",
      Self.sequence + #", "weight": "w", "task": "regression""#)
    #expect(splits.train.weights?.arrays == [[3], [4]])
    let balanced = try read(
      "id,t,x,y\n1,1,1,a\n1,2,2,a\n1,3,2,a\n2,1,1,b\n3,1,2,a\n",
      Self.sequence + #", "class_weight": "balanced""#)
    #expect(balanced.train.weights?.arrays == [[0.75], [1.5], [0.75]])
  }

  @Test func furtherFilesHoldSequencesToo() throws {
    let train = "id,t,x,y\n1,1,1,a\n2,1,1,b\n"
    let splits = try read(
      train, Self.sequence + #", "test": "h.csv""#,
      files: [
        "h.csv":
          "y,x,more,t,id\nb,6,,2,q\n,5,,1,q\n,9,,1,p\na,1,,4,r\na,2,,5,r\na,3,,6,r\na,4,,7,r\n"
      ])
    #expect(splits.test?.inputs.arrays == [[5, 6, 0, 2], [2, 3, 4, 3]])
    #expect(splits.test?.targets.arrays == [[1], [0]])
    #expect(splits.notes.count == 2, "\(splits.notes)")
    for (text, message) in [
      ("id,t,x,y\n1,1,2,a\n1,2,2,b\n", "h.csv:3:7: another target"),
      ("id,t,x,y\n1,1,2,a\n1,1,2,a\n", "h.csv:3:3: the same \"t\""),
      ("id,t,x,y\n1,q,2,a\n", "h.csv:2:3: \"q\" in column \"t\" is not a number"),
      ("id,t,x,y\n1,1,2,c\n", "h.csv:2:7: "), ("id,x,y\n1,1,a\n", "h.csv: no column \"t\""),
      ("id,t,x,y\n1,1,2,\n", "h.csv: no sequence has a target"),
    ] {
      let found = fault {
        _ = try read(train, Self.sequence + #", "test": "h.csv""#, files: ["h.csv": text])
      }
      #expect(found?.status == 65)
      #expect(found?.messages.first?.hasPrefix(message) == true, "\(found?.description ?? "none")")
    }
  }

  // MARK: Windows

  private static let window =
    #""window": {"order": "t", "by": "s", "steps": 2}, "task": "regression""#

  private static let stores =
    "s,t,x,y\na,1,1,10\nb,1,5,50\na,2,2,20\nb,2,6,60\na,3,3,30\nb,3,7,70\na,4,4,40\nb,4,8,80\n"

  @Test func windowsPredictWhatComesLater() throws {
    let splits = try read(Self.stores, Self.window)
    #expect(splits.train.inputs.arrays == [[1, 2], [5, 6], [2, 3], [6, 7]])
    #expect(splits.train.targets.arrays == [[30], [70], [40], [80]])
    #expect(
      splits.encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<2, extents: [2, 1], lengthColumn: nil)
      ])
    #expect(
      splits.notes.map { String($0.split(separator: ": ", maxSplits: 1)[1]) } == [
        "2 rows without 1 row with the same \"s\" before them make no window",
        "2 windows left out whose target would come 1 row later, after the end of the table",
      ])
    let further = try read(Self.stores, Self.window.replacing("2}", with: "1, \"horizon\": 3}"))
    #expect(further.train.inputs.arrays == [[1], [5]])
    #expect(further.train.targets.arrays == [[40], [80]])
  }

  /// The target's own past is an input where it is named, a missing one filled and marked.
  @Test func theTargetsPastMayBeAnInput() throws {
    let text = "t,x,y\n1,1,10\n2,2,20\n3,3,\n4,4,40\n5,5,50\n"
    let data =
      #""window": {"order": "t", "steps": 2}, "inputs": ["y", "x"], "task": "regression""#
    let splits = try read(text, data)
    #expect(
      splits.train.inputs.arrays == [[20, 0, 2, 30, 1, 3], [30, 1, 3, 40, 0, 4]])
    #expect(splits.train.targets.arrays == [[40], [50]])
    #expect(
      splits.notes.contains {
        $0.contains("1 window left out whose target is missing, the first at")
      })
    // Its scaling as an input is one thing, that as a target another.
    let scaled = try read(
      text.replacing("3,3,\n", with: "3,3,30\n"),
      data + #", "columns": {"y": {"scale": "min_max"}}"#,
      preprocessing: #""target": "standard""#)
    #expect(scaled.train.inputs.arrays[0] == [0, 1, 1.0 / 3, 2])
    #expect(scaled.train.fileTargets?.arrays == [[30], [40], [50]])
    let held = try read(
      text, data + #", "test": "h.csv""#, files: ["h.csv": "x,y,t\n7,1,1\n8,2,2\n9,3,3\n"])
    #expect(held.test?.inputs.arrays == [[1, 0, 7, 2, 0, 8]])
    #expect(held.test?.targets.arrays == [[3]])
  }

  @Test func heldOutRowsAreTheLastOnes() throws {
    var text = "s,t,x,y\n"
    for day in (0..<20).reversed() {
      for store in ["a", "b"] { text += "\(store),2024-02-\(day + 10),\(day),\(day)\n" }
    }
    let splits = try read(text, Self.window + #", "validation": 0.25, "test": 0.2"#)
    // 12, 5 and 4 days … of which the last are test; two days of each part begin a window or end one.
    func days(_ rows: Encoded<Double>?) -> [Double] {
      Set(
        zip(rows?.inputs.arrays ?? [], rows?.targets.arrays ?? []).flatMap { $0 + $1 }
      ).sorted()
    }
    #expect(days(splits.test) == [16, 17, 18, 19])
    #expect(days(splits.validation) == [11, 12, 13, 14, 15])
    #expect(days(splits.train) == (0...10).map { Double($0) })
    #expect([splits.train.rows, splits.validation?.rows, splits.test?.rows] == [18, 6, 4])
    #expect(splits.notes.contains { $0.contains("8 windows left out that would cross") })
    // What is held back has no say in what is fitted.
    let scaled = try read(
      text, Self.window + #", "validation": 0.25, "test": 0.2"#,
      preprocessing: #""numeric": "min_max", "target": "standard""#)
    #expect(scaled.train.inputs.arrays.flatMap { $0 }.max() == 1)
    #expect(scaled.test?.inputs.arrays.flatMap { $0 }.max() ?? 0 > 1.7)
  }

  @Test func rowsOfOneTimeAreNotParted() throws {
    var text = "s,t,x,y\n"
    for day in 0..<10 { for store in 0..<7 { text += "s\(store),\(day),\(day),\(day)\n" } }
    let splits = try read(text, Self.window + #", "validation": 0.31"#)
    let times = Set(splits.validation?.inputs.arrays.flatMap { $0 } ?? [])
    #expect(times.isDisjoint(with: splits.train.inputs.arrays.flatMap { $0 }))
    #expect(splits.train.targets.arrays.flatMap { $0 }.max() ?? 9 < times.min() ?? 0)
  }

  struct Fault78 {
    var text = StepTests.stores
    let data: String
    let message: String
  }

  @Test(arguments: [
    Fault78(
      data: StepTests.window + #", "validation": 0.25"#,
      message:
        "no window lies entirely in the validation rows of t.csv; a window takes 2 rows with one \"s\""
    ),
    Fault78(
      data: StepTests.window + #", "test": {"fold": 1, "of": 4}"#,
      message: "a fold would be evaluated by a model trained on later rows"),
    Fault78(
      data: StepTests.window + #", "stratify": true, "test": 0.3"#,
      message: "rows that are split by a column cannot be stratified"),
    Fault78(
      data:
        #""window": {"order": "t", "steps": 2}, "sequence": {"by": "s", "order": "t", "steps": 2}"#,
      message: "a table has either a \"sequence\" or a \"window\""),
    Fault78(
      data: #""sequence": {"by": "s", "order": "s", "steps": 2}"#,
      message: "the rows of one \"s\" cannot be ordered by it"),
    Fault78(
      data: #""sequence": {"by": "s", "order": "y", "steps": 2}"#,
      message: "the target \"y\" cannot be what rows are grouped or ordered by"),
    Fault78(
      data: #""sequence": {"by": "S", "order": "t", "steps": 2}"#,
      message: "no column \"S\" in t.csv, did you mean \"s\"?"),
    Fault78(
      data: #""sequence": {"by": "s", "order": "t"}"#,
      message: "missing key \"data.sequence.steps\""),
    Fault78(
      data: #""sequence": {"by": "s", "order": "t", "steps": 2}, "inputs": ["x", "y"]"#,
      message: "the target \"y\" is among the inputs"),
    Fault78(
      data: #""sequence": {"by": "s", "order": "t", "steps": 2}, "shape": [1]"#,
      message: "\"shape\" does not go with \"sequence\""),
    Fault78(
      data:
        #""window": {"order": "t", "by": "s", "steps": 2}, "groups": {"g": {"columns": ["x"]}}"#,
      message: "\"groups\" does not go with \"window\""),
    Fault78(
      data: #""window": {"order": "t", "steps": 0}"#,
      message: "\"data.window.steps\" must be a whole number"),
    Fault78(
      data: #""window": {"order": "t", "steps": 2, "by_": "s"}"#, message: "unknown key \"by_\""),
    Fault78(
      text: "t,c,y\n1,u,a\n2,u,b\n3,v,a\n4,u,b\n",
      data: #""window": {"order": "t", "steps": 1}, "inputs": ["c", "y"]"#,
      message: "the target \"y\" holds classes, whose past cannot be an input"),
    Fault78(
      text: "t,c,y\n1,u,1.5\n2,u,2\n3,v,3\n4,u,4\n",
      data: #""window": {"order": "t", "steps": 1}, "columns": {"c": {"encoding": "embedding"}}"#,
      message: "a window has no embeddings"),
  ])
  func wrongSectionsArePlaced(_ sample: Fault78) throws {
    let found = fault { _ = try read(sample.text, sample.data) }
    #expect(found?.status == 78)
    let first = found?.messages.first ?? ""
    #expect(first.hasPrefix("c.json:1:") && first.contains(": " + sample.message), "\(first)")
    #expect(found?.messages.count == 1, "\(found?.messages ?? [])")
  }

  /// What does not fit is refused before it is made.
  @Test func tooManyStepsAreRefused() throws {
    var text = "t,y\n"
    for row in 0..<2000 { text += "\(row),\(Double(row) / 2)\n" }
    let found = fault {
      _ = try read(
        text, #""window": {"order": "t", "steps": 1000}, "inputs": ["t", "y"]"#,
        preprocessing: #""polynomial_degree": 900"#)
    }
    #expect(found?.status == 78)
    #expect(
      found?.messages.first?.contains("do not fit in memory") == true, "\(found?.description ?? "")"
    )
  }

  @Test func aModelKeepsItsSteps() throws {
    for (text, data) in [
      (Self.stores, Self.window + #", "inputs": ["t", "x", "y"]"#),
      ("id,t,x,y\n1,1,1,a\n2,1,1,b\n", Self.sequence),
      ("t,x,y\n01.02.2024,1,2\n03.02.2024,1,2.5\n", #""window": {"order": "t", "steps": 1}"#),
    ] {
      let encoder = try read(
        text, data.replacing("\"steps\": 3", with: "\"steps\": 9"), preprocessing: #""pieces": 2"#
      ).encoder
      let read = try Encoder(json: encoder.json, at: nil)
      #expect(read == encoder && read.groups == encoder.groups)
      for (old, new) in [
        (#""steps":{"#, #""steps":{"steps":1},"old":{"#), (#""order":"t""#, #""order":1"#),
        (#""horizon":1"#, #""horizon":0"#),
      ] where encoder.json.onOneLine.contains(old) {
        let text = encoder.json.onOneLine.replacing(old, with: new)
        let json = try JSONReader.read(Array(text.utf8), at: .file("m"))
        #expect(throws: Failure.self) { _ = try Encoder(json: json, at: nil) }
      }
    }
  }

  /// Of many rows in several chunks, whoever reads them.
  @Test func threadsChangeNothing() throws {
    var text = "id,t,x,y\n"
    for row in 0..<60_000 {
      text +=
        "series-\(row * 7919 % 997),\(row * 31 % 60_000),\(row % 251),\(row % 13 == 0 ? "" : "\(row % 17)")\n"
    }
    let data =
      #""window": {"by": "id", "order": "t", "steps": 4, "horizon": 2}, "task": "regression", "validation": 0.2"#
    let splits = try [1, 3].map { try read(text, data, threads: $0) }
    #expect(splits[0].train.rows > 30_000)
    #expect(splits[0].train.inputs.arrays == splits[1].train.inputs.arrays)
    #expect(splits[0].validation?.targets.arrays == splits[1].validation?.targets.arrays)
    #expect(splits[0].notes.count == splits[1].notes.count)
  }
}
