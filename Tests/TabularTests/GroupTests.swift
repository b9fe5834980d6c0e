import Spec
import System
import Tabular
import Testing

/// Inputs with shapes, in groups.
@Suite struct GroupTests {
  private static let target = #""target": "y", "task": "regression""#

  private func read(
    _ text: String, _ data: String = "", preprocessing: String = "", files: [String: String] = [:]
  ) throws -> Splits<Double> {
    try load(
      Array(text.utf8), Self.target + (data.isEmpty ? "" : ", " + data),
      preprocessing: preprocessing,
      files: files, as: Double.self)
  }

  private func expect(
    _ part: Encoded<Double>?, _ rows: [[Double]], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(part?.inputs.arrays == rows, sourceLocation: sourceLocation)
  }

  private func expect(
    _ row: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(row == expected, sourceLocation: sourceLocation)
  }

  @Test func withoutGroupsAllInputsAreOne() throws {
    let encoder = try read("a,b,y\n1,x,1\n2,z,2\n", preprocessing: #""polynomial_degree": 3"#)
      .encoder
    #expect(
      encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<5, extents: [5], lengthColumn: nil)
      ])
    #expect(encoder.json["groups"] == nil)
  }

  @Test func aShapeIsThatOfAllInputs() throws {
    let splits = try read("p0,p1,y,p2,p3\n1,2,9,3,4\n5,6,8,7,8\n", #""shape": [2, 1, 2]"#)
    expect(splits.train, [[1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(
      splits.encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<4, extents: [2, 1, 2], lengthColumn: nil)
      ])
  }

  /// Columns that no group has come first, then groups as they are stated; patterns keep the table's order,
  /// names the order in which they are given.
  @Test func groupsStandSideBySide() throws {
    let splits = try read(
      "t1,a,p1,c,p0,t0,y\n1,2,3,u,5,6,0\n7,8,9,v,11,12,1\n",
      #"""
      "groups": {"scan": {"columns": ["t0", "t1"], "shape": [2, 1]}, "image": {"columns": ["p*"]}}
      """#)
    #expect(splits.encoder.inputs.map(\.name) == ["a", "c", "t0", "t1", "p1", "p0"])
    expect(splits.train, [[2, 1, 0, 6, 1, 3, 5], [8, 0, 1, 12, 7, 9, 11]])
    #expect(
      splits.encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<3, extents: [3], lengthColumn: nil),
        InputGroup(name: "scan", columns: 3..<5, extents: [2, 1], lengthColumn: nil),
        InputGroup(name: "image", columns: 5..<7, extents: [2], lengthColumn: nil),
      ])
  }

  @Test(arguments: [
    ("p*", "p,p1,pq", "q,ap"), ("*_x", "a_x,_x,b_x_x", "x,a_xy"), ("a*b*c", "abc,axbbxc", "ab,cab"),
    ("*", "anything", ""), ("t*0", "t0,t00,t10", "t1"), ("ü*", "u\u{308}1", "u1"),
  ])
  func patternsNameColumns(pattern: String, fitting: String, others: String) throws {
    let fits = fitting.split(separator: ",").map(String.init)
    let rest = others.split(separator: ",").map(String.init)
    let names: [String] = rest + fits
    let header = names.joined(separator: ",") + ",zz\n"
    let row = String(repeating: "1,", count: names.count)
    let text: String = header + row + "1\n" + row + "2\n"
    let encoder = try load(
      text, #""target": "zz", "task": "regression", "groups": {"g": {"columns": ["\#(pattern)"]}}"#,
      as: Double.self
    ).encoder
    let group = encoder.groups.last
    #expect(group?.name == "g" && group?.columns == rest.count..<names.count)
    #expect(encoder.inputs.map(\.name) == names)
  }

  @Test func aGroupHasItsOwnScalingAndFilling() throws {
    let splits = try read(
      "a,p,q,c,y\n1,0,?,u,0\n3,2,4,v,0\n5,4,8,none,1\n8,4,-1,u,1\n",
      #"""
      "groups": {"g": {"columns": ["p", "q", "c"], "scale": "min_max",
        "missing": {"fill": "median", "texts": ["-1"]}}}, "columns": {"p": {"scale": "none"}}
      """#)
    expect(
      splits.train,
      [
        [1, 0, 0.5, 1, 0, 1, 0], [3, 2, 0, 0, 0, 0, 1], [5, 4, 1, 0, 1, 0, 0],
        [8, 4, 0.5, 1, 0, 1, 0],
      ])
    let refused = fault {
      _ = try read(
        "a,p,q,y\n,1,1,1\n1,1,1,2\n2,,3,4\n",
        #""groups": {"g": {"columns": ["p", "q"], "missing": "error"}}"#)
    }
    #expect(refused?.messages.first?.hasPrefix("t.csv:4:3: a missing cell in column \"p\"") == true)
  }

  struct Fault78 {
    let data: String
    var preprocessing = ""
    let message: String
  }

  @Test(arguments: [
    Fault78(
      data: #""shape": [2, 2]"#,
      message: "a row of the shape [2, 2] has 2 · 2 = 4 numbers, and there are 5 inputs; columns"),
    Fault78(
      data: #""shape": [3, 2, 1]"#,
      message: "a row of the shape [3, 2, 1] has 3 · 2 · 1 = 6 numbers, and there are 5 inputs"),
    Fault78(
      data: #""shape": [7]"#,
      message: "a row of the shape [7] has 7 numbers, and there are 5 inputs"),
    Fault78(
      data: #""shape": [2], "groups": {"g": {"columns": ["p*"]}}"#,
      message: "a row of the shape [2] has 2 numbers, and there are 3 inputs in no group; columns"),
    Fault78(
      data: #""groups": {"g": {"columns": ["p*"], "shape": [3, 1]}}"#,
      message: "a row of the shape [3, 1] has 3 · 1 = 3 numbers, and the group \"g\" has 2 columns"),
    Fault78(
      data: #""groups": {"g": {"columns": ["P*"]}}"#, message: "\"P*\" matches no input of t.csv"),
    Fault78(
      data: #""groups": {"g": {"columns": ["a", "pO"]}}"#,
      message: "no input \"pO\" of t.csv, did you mean \"p0\"?"),
    Fault78(data: #""groups": {"g": {"columns": ["y"]}}"#, message: "no input \"y\" of t.csv"),
    Fault78(
      data: #""groups": {"g": {"columns": ["a", "a"]}}"#, message: "the column \"a\" is named twice"
    ),
    Fault78(
      data: #""groups": {"g": {"columns": ["p*"]}, "h": {"columns": ["a", "p1"]}}"#,
      message: "the column \"p1\" is also in the group \"g\"; expected one group"),
    Fault78(
      data: #""groups": {"7": {"columns": ["a"]}}"#,
      message: "the group \"7\" looks like the number of a layer"),
    Fault78(
      data: #""groups": {"inputs": {"columns": ["a"]}}"#,
      message: "the group \"inputs\" is that of all inputs in no other group"),
    Fault78(
      data: #""groups": {" ": {"columns": ["a"]}}"#, message: "expected a name for the group"),
    Fault78(data: #""groups": {"g": {"columns": []}}"#, message: "expected at least one column"),
    Fault78(
      data: #""groups": {"g": {"column": ["a"]}}"#,
      message: "unknown key \"column\" in \"data.groups.g\", did you mean \"columns\"?"),
    Fault78(
      data: #""shape": [1, 2, 3, 4]"#,
      message: "expected [height, width, channels], [steps, features]"),
    Fault78(
      data: #""shape": [65536, 65536]"#,
      message: "a row of the shape [65536, 65536] has more numbers"),
    Fault78(data: #""shape": []"#, message: "expected [height, width, channels]"),
    Fault78(
      data: #""shape": [5], "columns": {"a": {"type": "categorical"}}"#,
      message:
        "the column \"a\" is in the group \"inputs\", which has a shape and so holds numbers"
    ),
    Fault78(
      data: #""shape": [5]"#, preprocessing: #""pieces": 4"#,
      message: "all inputs are part of a shape, which has no room for more; expected no \"pieces\""
    ),
    Fault78(
      data: #""shape": [5]"#, preprocessing: #""polynomial_degree": 2"#,
      message: "all inputs are part of a shape"),
  ])
  func wrongGroupsArePlaced(_ sample: Fault78) throws {
    let found = fault {
      _ = try read(
        "a,b,p0,p1,c,y\n1,2,3,4,5,6\n2,3,4,5,6,7\n", sample.data,
        preprocessing: sample.preprocessing)
    }
    #expect(found?.status == 78)
    let first = found?.messages.first ?? ""
    #expect(first.hasPrefix("c.json:1:") && first.contains(": " + sample.message), "\(first)")
    #expect(found?.messages.count == 1)
  }

  @Test func textsHaveNoShape() throws {
    for text in [
      "a,b,y\n1,2,1\n1,x,2\n", "a,b,y\n1,w,1\n1,x,2\n", "a,b,y\n1,2001-02-03,1\n1,2001-02-04,2\n",
    ] {
      let found = fault { _ = try read(text, #""shape": [2]"#) }
      #expect(found?.status == 65)
      #expect(
        found?.messages.first?.contains("in column \"b\" is not a number") == true,
        "\(found?.description ?? "")")
    }
    // Zeros before a number make it no code, and numbers written for people are read.
    let splits = try load(
      "a;b;y\n007;1,5;1\n010;2,25;2\n", #""target": "y", "delimiter": ";", "shape": [2, 1]"#,
      as: Double.self)
    expect(splits.train, [[7, 1.5], [10, 2.25]])
  }

  @Test func rowsAreDividedByTheirNorm() throws {
    let text = "a,b,c,d,y\n1,1,u,-2,0\n0,0,v,0,1\n3,4,u,0,1\n"
    let l1: [[Double]] = [
      [0.25, 0.25, 1, 0, -0.5], [0, 0, 0, 1, 0], [3.0 / 7, 4.0 / 7, 1, 0, 0],
    ]
    let root = 6.0.squareRoot()
    let l2: [[Double]] = [
      [1 / root, 1 / root, 1, 0, -2 / root], [0, 0, 0, 1, 0], [0.6, 0.8, 1, 0, 0],
    ]
    for (norm, expected) in [("l1", l1), ("l2", l2)] {
      let splits = try read(text, preprocessing: "\"normalize_rows\": \"\(norm)\"")
      for (row, expected) in zip(splits.train.inputs.arrays, expected) {
        let errors: [Double] = zip(row, expected).map { abs($0 - $1) }
        #expect(errors.max() ?? 1 < 1e-15, "\(row)")
      }
    }
    // Each group has its own norm, and may say otherwise; it is taken behind the scaling.
    let splits = try read(
      "a,b,c,d,y\n0,5,1,1,0\n2,10,1,3,1\n",
      #"""
      "groups": {"g": {"columns": ["a", "b"], "scale": "min_max"},
        "h": {"columns": ["c"], "normalize_rows": "none"}}
      """#, preprocessing: #""normalize_rows": "l1""#)
    expect(splits.train, [[1, 0, 0, 1], [1, 0.5, 0.5, 1]])
  }

  /// Squares of these are beyond the range.
  @Test func largeAndSmallRowsAreDividedToo() throws {
    let splits = try read(
      "a,b,y\n3e200,4e200,0\n3e-200,4e-200,1\n", preprocessing: #""normalize_rows": "l2""#)
    for row in splits.train.inputs.arrays {
      #expect(abs(row[0] - 0.6) < 1e-15)
      #expect(abs(row[1] - 0.8) < 1e-15)
    }
  }

  @Test func monomialsAreOfEachGroup() throws {
    let splits = try read(
      "a,p,q,t,y\n2,3,5,7,0\n1,1,1,1,1\n",
      #""groups": {"g": {"columns": ["p", "q"]}, "h": {"columns": ["t"], "shape": [1]}}"#,
      preprocessing: #""polynomial_degree": 2"#)
    expect(splits.train.inputs.arrays[0], [2, 4, 3, 5, 9, 15, 25, 7])
    #expect(splits.encoder.groups.map(\.columns) == [0..<2, 2..<7, 7..<8])
  }

  // MARK: Masks

  private static let short = "s0,s1,s2,y\n1,2,3,0\n4,5,,1\n7,,9,1\n,8,,1\n3,,,0\n"

  /// What is missing at the end is masked and 0 however numbers are scaled; other cells are filled.
  @Test func missingStepsAreMasked() throws {
    let splits = try read(Self.short, #""shape": [3, 1]"#)
    let mean0 = 15.0 / 4
    expect(
      splits.train,
      [
        [1, 2, 3, 3], [4, 5, 0, 2], [7, 5, 9, 3], [mean0, 8, 0, 2], [3, 0, 0, 1],
      ])
    #expect(
      splits.encoder.groups == [
        InputGroup(name: "inputs", columns: 0..<3, extents: [3, 1], lengthColumn: 3)
      ])
    #expect(splits.encoder.inputCount == 4)
    for scaling in ["standard", "min_max", "robust", "quantile"] {
      let rows = try read(
        Self.short, #""shape": [3, 1]"#, preprocessing: "\"numeric\": \"\(scaling)\""
      )
      .train.inputs.arrays
      #expect(rows[1][2] == 0)
      #expect(rows[3][2] == 0)
      expect(Array(rows[4][1...]), [0, 0, 1])
    }
    // A deviation is that of the steps that are there.
    let rows = try read(Self.short, #""shape": [3, 1]"#, preprocessing: #""numeric": "standard""#)
      .train.inputs.arrays
    #expect(abs(rows[0][2] + 1) < 1e-15)
    #expect(abs(rows[2][2] - 1) < 1e-15)
  }

  /// A step is there as long as one of its cells is.
  @Test func aStepHasAllItsFeatures() throws {
    let splits = try read(
      "a,b,c,d,z,y\n1,2,,4,5,0\n1,2,,,5,1\n1,,3,,7,1\n",
      #""groups": {"g": {"columns": ["a", "b", "c", "d"], "shape": [2, 2]}}"#)
    expect(splits.train, [[5, 1, 2, 3, 4, 2], [5, 1, 2, 0, 0, 1], [7, 1, 2, 3, 4, 2]])
    #expect(splits.encoder.groups[1].lengthColumn == 5)
    #expect(splits.encoder.groups[1].columns == 1..<5)
  }

  @Test func twoSequencesHaveTwoLengths() throws {
    let groups = #"""
      "groups": {"u": {"columns": ["u*"], "shape": [2, 1]}, "v": {"columns": ["v*"], "shape": [1, 2]},
        "w": {"columns": ["w*"], "shape": [2, 1], "missing": "mean"}}
      """#
    let splits = try read("u0,v0,w0,u1,v1,w1,y\n1,2,3,,5,6,0\n1,2,3,4,5,6,1\n", groups)
    #expect(splits.encoder.groups.map(\.lengthColumn) == [6, nil, 7])
    expect(splits.train, [[1, 0, 2, 5, 3, 6, 1, 2], [1, 4, 2, 5, 3, 6, 2, 2]])
  }

  /// An image or a flat group has no steps; what is missing is filled.
  @Test func onlySequencesAreMasked() throws {
    for shape in ["[3, 1, 1]", "[3]"] {
      let splits = try read(Self.short, "\"shape\": \(shape)")
      #expect(splits.encoder.groups[0].lengthColumn == nil)
      expect(splits.train.inputs.arrays[4], [3, 5, 6])
    }
  }

  @Test(arguments: [
    "s0,s1,y\n1,2,0\n,,1\n1,,0\n", "s0,s1,y\n1,2,0\n\"\", NA,1\n1,,0\n",
    "s0,s1,y\r\n1,2,0\r\n,,1\r\n1,,0\r\n",
  ])
  func aSequenceWithoutAStepIsAFault(_ text: String) throws {
    let found = fault { _ = try read(text, #""shape": [2, 1]"#) }
    #expect(
      found
        == Fault(
          65,
          "t.csv:3:1: a sequence without steps: all cells of the columns \"s0\" to \"s1\" are missing"
        ))
    // A row without a target is left out anyway.
    let splits = try read("s0,s1,y\n1,2,0\n,,\n1,,0\n", #""shape": [2, 1]"#)
    #expect(splits.train.rows == 2)
  }

  @Test func furtherFilesAreReadAlike() throws {
    let files = ["h.csv": "y,s2,s1,s0\n1,,,5\n0,3,,\n", "e.csv": "y,s2,s1,s0\n1,1,1,1\n0,,,\n"]
    let splits = try read(Self.short, #""shape": [3, 1], "test": "h.csv""#, files: files)
    expect(splits.test, [[5, 0, 0, 1], [15.0 / 4, 5, 3, 3]])
    #expect(splits.notes == [])
    let empty = fault {
      _ = try read(Self.short, #""shape": [3, 1], "test": "e.csv""#, files: files)
    }
    #expect(
      empty?.status == 65
        && empty?.messages.first?.hasPrefix("e.csv:3:5: a sequence without steps") == true)
    // Where training has whole sequences only, there is nothing that would say how long one is.
    let whole = "s0,s1,s2,y\n1,2,3,0\n4,5,6,1\n,5,6,1\n"
    let short = fault { _ = try read(whole, #""shape": [3, 1], "test": "h.csv""#, files: files) }
    #expect(short?.status == 65)
    #expect(
      short?.messages.first?.hasPrefix(
        "h.csv:2:4: a sequence of 1 step, the others missing; expected 3") == true,
      "\(short?.description ?? "")")
    // Unless that is said to be possible.
    let stated = try read(
      whole,
      #""groups": {"g": {"columns": ["s*"], "shape": [3, 1], "missing": "mean"}}, "test": "h.csv""#,
      files: files)
    expect(stated.test, [[5, 0, 0, 1], [2.5, 4, 3, 3]])
    // A hole is told of, unless training has one.
    let told = try read(
      "s0,s1,y\n1,2,0\n3,4,1\n", #""shape": [1, 2], "test": "u.csv""#,
      files: ["u.csv": "s0,s1,y\n1,,0\n"])
    #expect(told.notes.count == 1 && told.notes[0].contains("1 cell is missing in column \"s1\""))
  }

  @Test func aModelKeepsItsGroups() throws {
    let encoder = try read(
      "s0,s1,a,p,y\n1,2,3,u,0\n1,,3,v,1\n",
      #"""
      "groups": {"s": {"columns": ["s*"], "shape": [2, 1], "normalize_rows": "l2"}, "p": {"columns": ["p"]}}
      """#
    ).encoder
    let read = try Encoder(json: encoder.json, at: nil)
    #expect(read == encoder && read.groups == encoder.groups && read.groups[1].lengthColumn == 5)
    for (old, new) in [
      (#""inputs": 2"#, #""inputs": 3"#), ("[2, 1]", "[2, 2]"), ("[2, 1]", "[-2, -1]"),
      ("l2", "l3"),
      (#"{"name": "s""#, #"{"name": "p""#),
      ("[2, 1]", "[2]"),
    ] {
      let text = encoder.json.onOneLine.replacing(old, with: new)
      let json = try JSONReader.read(Array(text.utf8), at: .file("m"))
      #expect(text != encoder.json.onOneLine)
      #expect(throws: Failure.self) { _ = try Encoder(json: json, at: nil) }
    }
  }
}
