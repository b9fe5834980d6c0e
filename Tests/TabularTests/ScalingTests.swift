import Tabular
import Testing

/// Scalings, with figures of scikit-learn 1.9 and NumPy 2.
@Suite struct ScalingTests {
  private static let numbers: [Double] = [3, -1, 4, 1, -5, 9, 2, 6, 5, 3]

  private func scaled(
    _ numbers: [Double], _ scaling: String, new: [Double] = []
  ) throws -> (train: [Double], new: [Double]) {
    func text(_ numbers: [Double]) -> String {
      "a,y\n" + numbers.enumerated().map { "\($0.element),\($0.offset % 2)\n" }.joined()
    }
    let splits = try load(
      Array(text(numbers).utf8),
      #""target": "y"\#(new.isEmpty ? "" : #", "test": "new.csv""#)"#,
      preprocessing: #""numeric": "\#(scaling)""#, files: ["new.csv": text(new)],
      as: Double.self)
    return (
      splits.train.inputs.arrays.map { $0[0] }, splits.test?.inputs.arrays.map { $0[0] } ?? []
    )
  }

  private func expect(_ values: [Double], _ expected: [Double], within tolerance: Double = 1e-9) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) {
      #expect(abs(value - expected) <= tolerance, "\(value) for \(expected)")
    }
  }

  /// z = (x − 3) / (4.75 − 1.25) by `numpy.percentile`, then z / sqrt(1 + (z/3)²).
  @Test func robust() throws {
    let (train, new) = try scaled(Self.numbers, "robust", new: [1e9, -1e300, 3])
    expect(
      train,
      [
        0, -1.0679859827759637, 0.28442727788398636, -0.5613363236699854, -1.8181296457885683,
        1.4884168150705015, -0.28442727788398636, 0.824163383692134, 0.5613363236699854, 0,
      ], within: 1e-15)
    expect(new, [3, -3, 0], within: 1e-9)
  }

  /// Bounds by `numpy.quantile`: −5, 1.25, 3, 4.75, 9; the mean, 2.7, stands for a missing number.
  @Test func pieces() throws {
    let numbers = Self.numbers.enumerated().map { "\($0.element),\($0.offset % 2)\n" }.joined()
    let splits = try load(
      Array("a,y\n\(numbers),1\n".utf8), #""target": "y", "test": "new.csv""#,
      preprocessing: #""pieces": 4"#,
      files: ["new.csv": "a,y\n9,0\n-50,1\n2,0\n,1\n1e308,0\n"], as: Double.self)
    #expect(
      splits.test?.inputs.arrays == [
        [9, 1, 1, 1, 1, 0], [-50, 0, 0, 0, 0, 0], [2, 1, 0.75 / 1.75, 0, 0, 0],
        [2.7, 1, (2.7 / 2 - 0.625) / 0.875, 0, 0, 1], [1e308, 1, 1, 1, 1, 0],
      ])
  }

  /// Equal quantiles bound no piece, and a column of two values has none.
  @Test func equalQuantilesBoundNoPiece() throws {
    let splits = try load(
      "a,b,y\n0,1,p\n0,1,q\n0,1,p\n0,0,q\n1,0,p\n2,0,q\n4,1,p\n", preprocessing: #""pieces": 4"#,
      as: Double.self)
    #expect(splits.encoder.inputCount == 3 + 1)
    #expect(splits.train.inputs.arrays[5] == [2, 1, 0.2, 0])
  }

  /// More than half of the numbers are one number: half the range stands for the quartiles' distance.
  @Test func robustWithoutQuartiles() throws {
    expect(
      try scaled([0, 0, 0, 0, 0, 0, 0, 0, 4, -4], "robust").train,
      [0, 0, 0, 0, 0, 0, 0, 0, 0.9486832980505138, -0.9486832980505138], within: 1e-15)
  }

  /// `QuantileTransformer(output_distribution="normal")`, which takes as many quantiles as there are
  /// rows.
  @Test func quantile() throws {
    let (train, new) = try scaled(Self.numbers, "quantile", new: [3.5, -100, 100, -4.9])
    expect(
      train,
      [
        0, -1.22064034884735, 0.43072729929545805, -0.7647096737863871, -5.199337582605575,
        5.19933758270342, -0.4307272992954573, 1.2206403488473496, 0.7647096737863871, 0,
      ])
    expect(
      new, [0.28221614706250825, -5.199337582605575, 5.19933758270342, -2.7729212946086634])
  }

  /// The same with 1000 quantiles of 3000 rows.
  @Test func quantileOfManyRows() throws {
    let numbers = (0..<3000).map { row in
      let rank = Double(row * 7919 % 3001)
      return rank * rank / 1000
    }
    expect(
      Array(try scaled(numbers, "quantile").train.prefix(6)),
      [
        -5.199337582605575, 0.35546525738204093, -0.5895125337029273, 1.3828121358833936,
        0.1387720047331014, -0.8630160228188878,
      ])
  }

  @Test(arguments: ["standard", "min_max", "robust", "quantile"])
  func aConstantColumnBecomesZero(_ scaling: String) throws {
    let (train, new) = try scaled([0.1, 0.1, 0.1], scaling, new: [0.1, 7])
    #expect(train == [0, 0, 0] && new == [0, 0])
  }

  @Test func columnsHaveTheirOwn() throws {
    let splits = try load(
      "a,b,c,y\n0,0,0,p\n1,1,1,q\n4,4,4,p\n5,5,5,q\n",
      #""target": "y", "columns": {"a": {"scale": "min_max"}, "c": {"scale": "none"}}"#,
      preprocessing: #""numeric": "standard""#, as: Double.self)
    let deviation = 4.25.squareRoot()
    #expect(
      splits.train.inputs.arrays == [
        [0, -2.5 / deviation, 0], [0.2, -1.5 / deviation, 1], [0.8, 1.5 / deviation, 4],
        [1, 2.5 / deviation, 5],
      ])
  }

  @Test func missingNumbersTakeTheMedian() throws {
    let text = "a,b,y\n1,1,p\n,,q\n3,3,p\n100,100,q\n5,,p\n"
    let splits = try load(
      text, #""target": "y", "columns": {"b": {"missing": "mean"}}"#,
      preprocessing: #""missing": "median""#, as: Double.self)
    let mean = 104.0 / 3
    #expect(
      splits.train.inputs.arrays == [
        [1, 0, 1, 0], [4, 1, mean, 1], [3, 0, 3, 0], [100, 0, 100, 0], [5, 0, mean, 1],
      ])
  }

  @Test func missingNumbersCanBeRefused() throws {
    for (data, preprocessing) in [
      (#""target": "y", "columns": {"b": {"missing": "error"}}"#, ""),
      (#""target": "y", "columns": {"a": {"missing": "mean"}}"#, #""missing": "error""#),
    ] {
      let found = try #require(
        fault {
          _ = try load(
            "a,c,b,y\n,k,1,p\n2,,2,q\n3,m,NA,p\n", data, preprocessing: preprocessing,
            as: Float.self)
        })
      #expect(found.status == 65)
      #expect(found.messages[0].hasPrefix("t.csv:4:5: a missing cell in column \"b\""), "\(found)")
    }
  }

  /// Each target by itself; `StandardScaler`'s deviations.
  @Test func targetsAreStandardised() throws {
    let splits = try load(
      "a,p,q,r\n1,10,1,5\n2,20,4,5\n3,60,1,5\n", #""target": ["p", "q", "r"]"#,
      preprocessing: #""target": "standard""#, as: Double.self)
    let scales = try #require(splits.encoder.targetScales)
    #expect(scales.map(\.shift) == [30, 2, 5])
    expect(scales.map(\.scale), [21.602468994692867, 1.4142135623730951, 1], within: 1e-14)
    expect(
      splits.train.targets.arrays.flatMap { $0 },
      [
        -0.9258200997725514, -0.7071067811865475, 0, -0.4629100498862757, 1.414213562373095, 0,
        1.3887301496588271, -0.7071067811865475, 0,
      ], within: 1e-14)
    let classes = try load(
      "a,y\n1,p\n2,q\n", preprocessing: #""target": "standard""#, as: Double.self)
    #expect(classes.encoder.targetScales == nil)
  }
}
