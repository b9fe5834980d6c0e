import Tabular
import Testing

/// What the target's values say about the task, and the order of classes.
@Suite struct TaskTests {
  struct Case {
    let cells: [String]
    let classes: [String]?
  }

  @Test(arguments: [
    Case(cells: ["b", "a", "B"], classes: ["B", "a", "b"]),
    Case(cells: ["true", "false"], classes: ["false", "true"]),
    Case(cells: ["10", "9", "-1"], classes: ["-1", "9", "10"]),
    Case(cells: ["1", "2.0", "0"], classes: ["0", "1", "2.0"]),
    Case(cells: ["1.0", "0", "1"], classes: ["0", "1.0"]),
    Case(cells: [" 1", "0", "1 "], classes: ["0", "1"]),
    Case(cells: ["1.5", "0", "1"], classes: nil),
    Case(cells: (1...20).map { "\($0)" }, classes: (1...20).map { "\($0)" }),
    Case(cells: (1...21).map { "\($0)" }, classes: nil),
    Case(cells: ["1e2", "7"], classes: ["7", "1e2"]),
    Case(
      cells: ["9007199254740993", "9007199254740992"],
      classes: [
        "9007199254740992", "9007199254740993",
      ]),
    Case(cells: ["a", "10", "9", "b", "c"], classes: ["10", "9", "a", "b", "c"]),
    Case(cells: ["é", "z", "e\u{301}"], classes: ["z", "é"]),
    Case(cells: ["007", "07", "7", "007"], classes: ["007", "07", "7"]),
    Case(cells: ["2", "1", "02"], classes: ["1", "02", "2"]),
    Case(cells: ["v", "w", "x", "2.0", "2"], classes: ["2.0", "v", "w", "x"]),
  ])
  func infersTheTask(_ sample: Case) throws {
    let text = "a,y\n" + sample.cells.map { "1,\($0)\n" }.joined()
    let splits = try load(text, as: Float.self)
    #expect(splits.encoder.task == (sample.classes == nil ? .regression : .classification))
    #expect(
      splits.encoder.classes?.names.map { Array($0.utf8) }
        == sample.classes?.map { Array($0.utf8) })
    if let classes = splits.encoder.classes {
      let expected = sample.cells.map {
        classes.index(of: $0.filter { $0 != " " }).map { Float($0) }
      }
      #expect(splits.train.targets.arrays.map { $0[0] } == expected)
    } else {
      #expect(splits.train.targets.arrays.map { $0[0] } == sample.cells.map { Float($0) })
    }
  }

  @Test func theConfigurationDecides() throws {
    let text = "a,y\n1,0.5\n2,1.5\n3,0.5\n"
    let classes = try load(text, #""target": "y", "task": "classification""#, as: Float.self)
    #expect(classes.encoder.classes?.names == ["0.5", "1.5"])
    #expect(classes.train.targets.arrays == [[0], [1], [0]])
    let numbers = try load(
      "a,y\n1,0\n2,1\n", #""target": "y", "task": "regression""#, as: Float.self)
    #expect(numbers.encoder.classes == nil)
    let mixed = try load(
      "a,y\n1,1\n2,2\n3,x\n", #""target": "y", "task": "classification""#, as: Float.self)
    #expect(mixed.encoder.classes?.names == ["1", "2", "x"])
  }

  @Test func manyNumbersAreARegression() throws {
    let text = "a,y\n" + (0..<5000).map { "1,\($0)\n" }.joined()
    let splits = try load(text, as: Double.self)
    #expect(splits.encoder.task == .regression)
    #expect(splits.train.targets.arrays.map { $0[0] } == (0..<5000).map { Double($0) })
  }

  @Test func typesGoByHalfOfTheCells() throws {
    let splits = try load("a,b,y\n1,x,0\n?,2,1\nNA,,0\n,z,1\n", as: Float.self)
    guard case .number = splits.encoder.inputs[0].encoding,
      case .category(let b) = splits.encoder.inputs[1].encoding
    else {
      Issue.record("wrong types")
      return
    }
    #expect(b.values == ["2", "x", "z"])
  }
}
