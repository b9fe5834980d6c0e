import Spec
import System
import Tabular
import Testing

@Suite struct EncoderTests {
  @Test func standardScaling() throws {
    let splits = try load(
      "a,b,c,y\n1,5,-4,0\n2,5,0,1\n6,5,4,0\n", preprocessing: #""numeric": "standard""#,
      as: Double.self)
    let rows = splits.train.inputs.arrays
    let deviation = (14.0 / 3).squareRoot()
    #expect(rows.map { $0[0] } == [-2 / deviation, -1 / deviation, 3 / deviation])
    #expect(rows.map { $0[1] } == [0, 0, 0])
    #expect(abs(rows.map { $0[2] * $0[2] }.reduce(0, +) / 3 - 1) < 1e-15)
  }

  /// The mean of equal numbers is not always that number in floating point.
  @Test func aConstantColumnBecomesZero() throws {
    let text = "a,b,y\n" + (0..<1000).map { "0.1,\($0),\($0 % 2)\n" }.joined()
    for scaling in ["standard", "min_max"] {
      let splits = try load(
        text, preprocessing: "\"numeric\": \"\(scaling)\"", as: Double.self)
      #expect(splits.train.inputs.arrays.allSatisfy { $0[0] == 0 })
    }
  }

  @Test func aConstantColumnIsFilledWithItsNumber() throws {
    let text = "a,y\n" + (0..<1000).map { "\($0 % 3 == 0 ? "" : "0.1"),\($0 % 2)\n" }.joined()
    let splits = try load(text, as: Double.self)
    #expect(splits.train.inputs.arrays.allSatisfy { $0[0] == 0.1 })
    #expect(splits.train.inputs.arrays.prefix(4).map { $0[1] } == [1, 0, 0, 1])
  }

  @Test func minMaxScaling() throws {
    let splits = try load(
      "a,y\n-2,0\n0,1\n6,0\n,1\n", preprocessing: #""numeric": "min_max""#, as: Double.self)
    let fill = (4.0 / 3 + 2) / 8
    #expect(splits.train.inputs.arrays.map { $0[0] } == [0, 0.25, 1, fill])
  }

  @Test func largeNumbersAreScaled() throws {
    let splits = try load(
      "a,y\n1e300,0\n3e300,1\n1.7e308,0\n1.7e308,0\n", preprocessing: #""numeric": "standard""#,
      as: Double.self)
    #expect(splits.train.inputs.arrays.allSatisfy { abs($0[0]) < 2 })
  }

  @Test func missingCellsAreFilled() throws {
    let splits = try load(
      "a,b,c,y\n1,x,,0\n,y,NA,1\n4,,nan,0\nNaN,y,null,1\n7,?,N/A,0\n?,x,,1\n", as: Double.self)
    // a, whether it is missing; b: x, y, missing; c, which has no value.
    let expected: [[Double]] = [
      [1, 0, 1, 0, 0, 0], [4, 1, 0, 1, 0, 0], [4, 0, 0, 0, 1, 0], [4, 1, 0, 1, 0, 0],
      [7, 0, 0, 0, 1, 0], [4, 1, 1, 0, 0, 0],
    ]
    #expect(splits.train.inputs.arrays == expected)
    #expect(splits.notes.count == 1 && splits.notes[0].contains("column \"c\" has no value"))
  }

  @Test func fitsOnTrainingRowsOnly() throws {
    let files = ["v.csv": "extra,y,b,a\nq,1,zz,NA\nr,0,x,100\ns,,x,5\n"]
    let splits = try load(
      Array("a,b,y\n1,x,0\n3,y,1\n5,x,0\n".utf8), #""target": "y", "validation": "v.csv""#,
      preprocessing: #""numeric": "min_max""#, files: files, as: Double.self)
    #expect(splits.train.inputs.arrays == [[0, 1, 0], [0.5, 0, 1], [1, 1, 0]])
    #expect(splits.validation?.inputs.arrays == [[0.5, 0, 0], [24.75, 1, 0]])
    #expect(splits.validation?.targets.arrays == [[1], [0]])
    #expect(splits.validation?.leftOut.count == 1)
    #expect(splits.notes.count == 3 && splits.notes[0].contains("v.csv: 1 row without a target"))
    #expect(splits.notes[1].contains("1 cell of column \"b\" holds a category"))
    #expect(
      splits.notes[1].contains("the first \"zz\" at ") && splits.notes[1].hasSuffix("v.csv:2:5"))
    #expect(splits.notes[2].contains("1 cell is missing in column \"a\""))
    #expect(splits.notes[2].hasSuffix("v.csv:2:8"))
  }

  @Test func fitsOnTheTrainingPartOfASplit() throws {
    let text = "a,y\n" + (0..<100).map { "\($0 * $0),\($0 % 2)\n" }.joined()
    let splits = try load(
      text, #""target": "y", "validation": 0.3"#, preprocessing: #""numeric": "min_max""#,
      as: Double.self)
    let plain = try load(text, #""target": "y", "validation": 0.3"#, as: Double.self)
    let train = plain.train.inputs.arrays.map { $0[0] }
    let (low, high) = (try #require(train.min()), try #require(train.max()))
    #expect(splits.train.inputs.arrays.map { $0[0] } == train.map { ($0 - low) / (high - low) })
    #expect(
      splits.validation?.inputs.arrays.map { $0[0] }
        == plain.validation?.inputs.arrays.map { ($0[0] - low) / (high - low) })
  }

  @Test func polynomialFeatures() throws {
    let splits = try load(
      "a,k,b,c,y\n2,u,3,5,0\n1,v,-1,2,1\n", preprocessing: #""polynomial_degree": 3"#,
      as: Double.self)
    // a, k=u, k=v, b, c; a², ab, ac, b², bc, c²; a³, a²b, a²c, ab², abc, ac², b³, b²c, bc², c³
    #expect(
      splits.train.inputs.arrays[0] == [
        2, 1, 0, 3, 5, 4, 6, 10, 9, 15, 25, 8, 12, 20, 18, 30, 50, 27, 45, 75, 125,
      ])
    #expect(splits.encoder.inputCount == 21)
  }

  @Test func polynomialsComeAfterScaling() throws {
    let splits = try load(
      "a,y\n-3,0\n-1,1\n1,0\n", preprocessing: #""numeric": "min_max", "polynomial_degree": 2"#,
      as: Double.self)
    #expect(splits.train.inputs.arrays == [[0, 0], [0.5, 0.25], [1, 1]])
  }

  @Test func survivesJSON() throws {
    let splits = try load(
      "a,\"b \"\"é\",c,d,y\n0.1,x,,1,no\n0.7,\"p,\nq\",NA,2,yes\n1e-300,x,?,4,yes\n",
      preprocessing: #""numeric": "standard", "polynomial_degree": 2"#, as: Double.self)
    let json = try JSONReader.read(
      Array(splits.encoder.json.onOneLine.utf8), at: .file("m"), status: .data)
    #expect(try Encoder(json: json, at: nil) == splits.encoder)
    let pieces = try load(
      "a,y\n1,no\n,yes\n7,no\n2,yes\n5,no\n", preprocessing: #""pieces": 3"#, as: Double.self)
    #expect(try Encoder(json: pieces.encoder.json, at: nil) == pieces.encoder)
    let regression = try load(
      "a,p,q\n1,2,3\n4,5,7\n", #""target": ["p", "q"]"#, as: Double.self)
    #expect(try Encoder(json: regression.encoder.json, at: nil) == regression.encoder)
  }

  @Test(arguments: [
    "{}", "[]", #"{"task": "guess"}"#,
    #"{"task": "regression", "targets": [], "polynomial_degree": 1, "inputs": []}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 0, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1}]}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "y", "fill": 0, "shift": 0, "scale": 1}]}"#,
    #"{"task": "classification", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1}]}"#,
    #"{"task": "classification", "targets": ["y"], "classes": ["b", "a"], "polynomial_degree": 1, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1}]}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "a", "values": ["x"], "most_frequent": 1}]}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1, "bounds": [1, 1, 2]}]}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1, "bounds": [1, 2]}]}"#,
    #"{"task": "regression", "targets": ["y"], "polynomial_degree": 2147483647, "inputs": [{"name": "a", "fill": 0, "shift": 0, "scale": 1}, {"name": "b", "fill": 0, "shift": 0, "scale": 1}]}"#,
  ])
  func refusesDamagedJSON(_ text: String) throws {
    let json = try JSONReader.read(Array(text.utf8), at: .file("m"), status: .data)
    #expect {
      try Encoder(json: json, at: .file("m"))
    } throws: { error in
      (error as? Failure)?.status == .data
    }
  }
}
