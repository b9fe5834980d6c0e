import Foundation
import Spec
import Tabular
import Testing

/// Numbers keep the digits of the file until they are scaled, whatever the network's precision.
@Suite struct PrecisionTests {
  /// Numbers that are large and close together, as coordinates, times and identifiers are.
  private static func close(to base: Double, count: Int = 300) -> [Double] {
    var random = SplitMix(state: 7)
    return (0..<count).map { _ in
      base + Double(Int.random(in: 0..<1000, using: &random)) / 1000
    }
  }

  private static func table(_ columns: [[String]], target: [String]) -> String {
    let names = columns.indices.map { "c\($0)" } + ["y"]
    let rows = target.indices.map { row in columns.map { $0[row] } + [target[row]] }
    return ([names] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
  }

  @Test(arguments: ["standard", "min_max", "robust", "quantile"])
  func closeNumbersStayApart(_ scaling: String) throws {
    let numbers = Self.close(to: 5_432_100)
    let text = Self.table(
      [numbers.map { $0.description }],
      target: numbers.map { $0 - 5_432_100 > 0.5 ? "1" : "0" })
    let preprocessing = "\"numeric\": \"\(scaling)\", \"pieces\": 4"
    let narrow = try load(text, preprocessing: preprocessing, as: Float.self)
    let wide = try load(text, preprocessing: preprocessing, as: Double.self)
    #expect(narrow.train.inputs.arrays == wide.train.inputs.arrays.map { $0.map { Float($0) } })
    #expect(
      Set(narrow.train.inputs.arrays.map { $0[0] }).count == Set(numbers).count)
    #expect(narrow.encoder == wide.encoder)
  }

  @Test func targetsAreComparedAsTheyStandInTheFile() throws {
    let targets = Self.close(to: 7e9)
    let text = Self.table(
      [targets.indices.map { "\($0)" }], target: targets.map { $0.description })
    let splits = try load(
      text, #""target": "y", "task": "regression""#, preprocessing: #""target": "standard""#,
      as: Float.self)
    #expect(splits.train.fileTargets?.arrays == targets.map { [$0] })
    let scale = try #require(splits.encoder.targetScales?.first)
    #expect(
      splits.train.targets.arrays == targets.map { [Float(($0 - scale.shift) / scale.scale)] })
  }

  /// However many digits the numbers of a column have, and wherever in the file they come, they are read
  /// as `strtod` reads them.
  @Test(arguments: [1, 3])
  func everyColumnKeepsItsDigits(threads: Int) throws {
    var random = SplitMix(state: 3)
    let rows = 30_000
    func decimals(_ places: Int, below limit: Int) -> String {
      let number = Int.random(in: 0..<limit, using: &random)
      let digits = String(number)
      let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
      let sign = Bool.random(using: &random) ? "-" : ""
      return places == 0
        ? sign + digits : sign + padded.dropLast(places) + "." + padded.suffix(places)
    }
    let makers: [(Int) -> String] = [
      { _ in decimals(0, below: 1 << 24) }, { _ in decimals(0, below: 1 << 26) },
      { _ in decimals(1, below: 1 << 23) }, { _ in decimals(3, below: 1 << 23) },
      { _ in decimals(3, below: 1 << 25) }, { _ in decimals(7, below: 1 << 23) },
      { _ in decimals(9, below: 1 << 23) }, { _ in decimals(12, below: 1 << 60) },
      // Wide from the middle of the file on, in single chunks, and with other spellings.
      { $0 < rows / 2 ? decimals(0, below: 10) : decimals(11, below: 1 << 40) },
      { $0 % 9000 == 8000 ? "123456789.125" : decimals(2, below: 1000) },
      { $0 % 7 == 0 ? "" : $0 % 5 == 0 ? "1.5e-3" : "25e2" },
    ]
    let cells = (0..<rows).map { row in makers.map { $0(row) } }
    let text =
      makers.indices.map { "c\($0)," }.joined() + "y\n"
      + cells.map { $0.joined(separator: ",") + ",1\n" }.joined()
    let splits = try load(
      text, #""target": "y", "task": "regression""#, preprocessing: #""missing": "median""#,
      threads: threads, as: Double.self)
    for (row, cells) in cells.enumerated() {
      for (column, cell) in cells.enumerated() where !cell.isEmpty {
        let found = splits.train.inputs[row, column]
        if found.bitPattern != strtod(cell, nil).bitPattern {
          Issue.record("\(cell) in column \(column) is read as \(found)")
        }
      }
    }
  }

  /// Blocks of bytes, and of what is nearly that.
  @Test(arguments: ["255", "256", "-1", "0.5", "", "-0"])
  func smallWholeNumbersAreKept(_ odd: String) throws {
    let rows = 20_000
    let cells = (0..<rows).map { $0 == 15_000 ? odd : "\($0 * 7 % 256)" }
    let text = "a,b,y\n" + cells.enumerated().map { "\($1),\($0 % 5),1\n" }.joined()
    let splits = try load(
      text, #""target": "y", "task": "regression""#, preprocessing: #""missing": "median""#,
      as: Double.self)
    for (row, cell) in cells.enumerated() {
      let isMissing = splits.train.inputs.columns == 3 && splits.train.inputs[row, 1] == 1
      if cell.isEmpty != isMissing
        || !cell.isEmpty && splits.train.inputs[row, 0] != strtod(cell, nil)
        || splits.train.inputs[row, splits.train.inputs.columns - 1] != Double(row % 5)
      {
        Issue.record("\(cell) in row \(row) is read as \(splits.train.inputs[row, 0])")
        return
      }
    }
  }

  /// Blocks of numbers of few digits, with what is nearly that, and with what two bytes have no number for.
  @Test(
    arguments: [
      "32.766", "-32.766", "32.767", "-32.767", "-32.768", "32.7661", "", "-0", "-0.000",
    ],
    [1, 3])
  func numbersOfFewDigitsAreKept(_ odd: String, threads: Int) throws {
    let rows = 20_000
    let cells = (0..<rows).map { row in
      row % 15_000 == 14_999
        ? odd
        : ["-\(row % 32).\(row % 1000)", "\(row % 7).25", ".\(row % 1000)", "\(row % 9)"][row % 4]
    }
    let text =
      "a,b,y\n" + cells.enumerated().map { "\($1),\($0 % 5).5,\($0 % 3).125\n" }.joined()
    let splits = try load(
      text, #""target": "y", "task": "regression""#, preprocessing: #""missing": "median""#,
      threads: threads, as: Double.self)
    let hasMissing = cells.contains("")
    for (row, cell) in cells.enumerated() {
      let inputs = splits.train.inputs
      let isMissing = hasMissing && inputs[row, 1] == 1
      if cell.isEmpty != isMissing
        || !cell.isEmpty && inputs[row, 0].bitPattern != strtod(cell, nil).bitPattern
        || inputs[row, hasMissing ? 2 : 1] != Double(row % 5) + 0.5
        || splits.train.targets[row, 0] != Double(row % 3) + 0.125
      {
        Issue.record("\(cell) in row \(row) is read as \(inputs[row, 0])")
        return
      }
    }
  }

  /// The codes of a table grow beyond a byte, and beyond what is left of two where numbers have decimals, while those
  /// of a chunk do not.
  @Test(arguments: ["", ".5", ".125"], [1, 3])
  func codesOutgrowBlocks(decimals: String, threads: Int) throws {
    let rows = 60_000
    let cells = (0..<rows).map { "t\($0 / 300)x\($0 % 2)" }
    let text =
      "a,c,y\n"
      + cells.enumerated().map { "\($0 % 9)\(decimals),\($1),\($0 % 3)\n" }.joined()
    let splits = try load(
      text, #""target": "y", "columns": {"c": {"max_categories": 1000}}"#, threads: threads,
      as: Float.self)
    guard case .category(let encoding) = splits.encoder.inputs[1].encoding else { return }
    #expect(encoding.values.count == 400)
    for row in stride(from: 0, to: rows, by: 97) {
      let place = try #require(encoding.values.firstIndex(of: cells[row]))
      #expect(splits.train.inputs[row, 0] == Float(row % 9) + (Float("0" + decimals) ?? 0))
      #expect(splits.train.inputs[row, 1 + place] == 1)
      #expect(splits.train.targets[row, 0] == Float(row % 3))
    }
  }

  @Test func numbersBeyondFloat64AreTold() throws {
    let ids = (0..<30).map { "10000000000000000\(100 + $0)" }
    let written = try load(
      Self.table([ids.map { $0 + ".0" }], target: ids.indices.map { "\($0 % 2)" }), as: Float.self)
    #expect(written.columns[0].isRounded)
    let splits = try load(
      Self.table([ids], target: ids.indices.map { "\($0 % 2)" }), as: Float.self)
    #expect(splits.columns[0].isRounded)
    #expect(splits.notes.contains { $0.contains("whole numbers beyond 2^53") })
    let categorical = try load(
      Self.table([ids], target: ids.indices.map { "\($0 % 2)" }),
      #""target": "y", "columns": {"c0": {"type": "categorical"}}"#, as: Float.self)
    #expect(categorical.encoder.inputCount == 30)
  }
}
