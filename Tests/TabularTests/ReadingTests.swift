import Tabular
import Testing

@Suite struct ReadingTests {
  @Test func readsNumbersAndClasses() throws {
    let splits = try load("a,b,y\n1,2.5,no\n-3,4e1,yes\n", as: Float.self)
    #expect(splits.train.inputs.arrays == [[1, 2.5], [-3, 40]])
    #expect(splits.train.targets.arrays == [[0], [1]])
    #expect(splits.encoder.classes?.names == ["no", "yes"])
    #expect(splits.encoder.task == .classification)
    #expect(splits.validation == nil && splits.test == nil && splits.notes.isEmpty)
  }

  /// Files that hold the same table.
  @Test(arguments: [
    "a,b,y\n1,2,0.5\n3,4,1.5\n",
    "a,b,y\r\n1,2,0.5\r\n3,4,1.5\r\n",
    "a,b,y\n1,2,0.5\n3,4,1.5",
    "a,b,y\r\n1,2,0.5\r\n3,4,1.5\r",
    "\u{feff}a,b,y\n1,2,0.5\n3,4,1.5\n",
    "\n\r\na,b,y\n\n1,2,0.5\n   \n\r\n3,4,1.5\n\n\n",
    "\"a\",\"b\",\"y\"\n\"1\",\"2\",\"0.5\"\n\"3\",\"4\",\"1.5\"\n",
    "\u{feff}\"a\",b,y\n1,\" 2 \",0.5\n3,4,\"1.5\"",
    "a,b,y\n 1, 2 ,  0.5\n\t3,4\t,1.5  \n",
    "a,b,y\n+1,2.,.5\n3e0,0.4E+1,15e-1\n",
    "a,b,y\n01.,2.0000000000000000000000000,0.50\n3,4,1.50\n",
    "a,b,y\n\u{a0}1\u{3000},2\u{202f},0.5\n\u{2009}3,4,1.5\u{a0}\n",
  ])
  func acceptsWaysToWriteATable(_ text: String) throws {
    let splits = try load(text, #""target": "y", "task": "regression""#, as: Float.self)
    #expect(splits.train.inputs.arrays == [[1, 2], [3, 4]])
    #expect(splits.train.targets.arrays == [[0.5], [1.5]])
    #expect(splits.encoder.inputs.map(\.name) == ["a", "b"])
  }

  @Test(arguments: [";", "\t", "|", "§", "é", " ", "e", "5", "-", ".", "🙂", "\\", "a"])
  func acceptsAnyDelimiter(_ delimiter: String) throws {
    let rows = [
      ["x", "z", "y"], ["1", "17", "3"], ["2", "14", "6"], ["\"1.25\"", "9", "\"7e1\""],
    ]
    let text = rows.map { $0.joined(separator: delimiter) }.joined(separator: "\n")
    let escaped = delimiter == "\t" ? "\\t" : delimiter == "\\" ? "\\\\" : delimiter
    let splits = try load(
      text, #""target": "y", "task": "regression", "delimiter": "\#(escaped)""#, as: Double.self)
    #expect(splits.train.inputs.arrays == [[1, 17], [2, 14], [1.25, 9]])
    #expect(splits.train.targets.arrays == [[3], [6], [70]])
  }

  @Test func keepsQuotesDelimitersAndLineFeedsOfTexts() throws {
    let splits = try load(
      "\"a,\"\"b\",y\n\"one\ntwo\",p\n\"say \"\"hi\"\"\",q\n\"\"\"\",p\n\"x,y\",q\n plain ,q\n",
      as: Float.self)
    guard case .category(let encoding) = splits.encoder.inputs[0].encoding else {
      Issue.record("not a category")
      return
    }
    #expect(splits.encoder.inputs[0].name == "a,\"b")
    #expect(encoding.values == ["\"", "one\ntwo", "plain", "say \"hi\"", "x,y"])
    #expect(
      splits.train.inputs.arrays == [
        [0, 1, 0, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 1, 0, 0],
      ])
  }

  @Test func skipsIgnoredAndUnusedColumns() throws {
    let text = "id,a,junk,y,b\nx1,1,inf,0,2\nx2,3,0x10,1,4\n"
    let ignoring = try load(text, #""target": "y", "ignore": ["id", "junk"]"#, as: Float.self)
    #expect(ignoring.train.inputs.arrays == [[1, 2], [3, 4]])
    let choosing = try load(text, #""target": "y", "inputs": ["b", "a"]"#, as: Float.self)
    #expect(choosing.train.inputs.arrays == [[2, 1], [4, 3]])
    #expect(choosing.encoder.inputs.map(\.name) == ["b", "a"])
  }

  @Test func leavesOutRowsWithoutTarget() throws {
    let splits = try load("a,y\n1,0\n2,\n3,1\n4,NA\n5, ? \n6,1\n", as: Float.self)
    #expect(splits.train.inputs.arrays == [[1], [3], [6]])
    #expect(splits.train.leftOut.count == 3)
    #expect(splits.notes.count == 1)
    #expect(
      splits.notes[0].contains(
        "t.csv: 3 rows without a target left out: the target is \"?\" in 1, \"NA\" in 1, which"))
  }

  @Test func readsSeveralTargets() throws {
    let splits = try load("p,a,q\n1,2,3\n4,5,\n7,8,9\n", #""target": ["q", "p"]"#, as: Float.self)
    #expect(splits.encoder.task == .regression)
    #expect(splits.encoder.targets == ["q", "p"])
    #expect(splits.train.inputs.arrays == [[2], [8]])
    #expect(splits.train.targets.arrays == [[3, 1], [9, 7]])
    #expect(splits.train.leftOut.count == 1)
  }

  /// Many distinct texts behind a first piece of the file that looks like numbers.
  @Test func readsAgainWhereTheBeginningMisleads() throws {
    var text = "a,b,y\n"
    for row in 0..<60_000 { text += "0\(row % 7),1,\(row % 2)\n" }
    for row in 0..<61_000 { text += "t\(row % 5),1,\(row % 2)\n" }
    let splits = try load(text, as: Float.self)
    guard case .category(let encoding) = splits.encoder.inputs[0].encoding else {
      Issue.record("not a category")
      return
    }
    #expect(
      encoding.values
        == ["00", "01", "02", "03", "04", "05", "06", "t0", "t1", "t2", "t3", "t4"])
    #expect(splits.train.rows == 121_000)
    #expect(splits.train.inputs[8, 1] == 1 && splits.train.inputs[8, 12] == 1)
  }

  // MARK: What Excel is told

  @Test(arguments: ["sep=;\n", "SEP=;\r\n", "\"sep=;\"\n", "\u{feff}sep=;\n"])
  func aStatedDelimiterIsNoHeader(line: String) throws {
    let stated = #""target": "y", "delimiter": ";""#
    let splits = try load(line + "x;y\n1;a\n2;b\n", stated, as: Double.self)
    #expect(splits.train.rows == 2 && splits.encoder.inputs.map(\.name) == ["x"])
    let fault = fault { _ = try load(line + "x;y\n1;a\n2;b\n", as: Double.self) }
    #expect(fault?.status == 65)
    #expect(
      fault?.messages.first?.contains(#"expected "delimiter": ";" in data"#) == true, "\(fault!)")
    // Faults keep their lines.
    let ragged = TabularTests.fault {
      _ = try load(line + "x;y\n1;a\n2\n", stated, as: Double.self)
    }
    #expect(ragged?.messages.first?.hasPrefix("t.csv:4:") == true)
  }
}
