import Tabular
import Testing

@Suite struct SplitTests {
  /// Rows 0 ..< n, the classes in the given shares.
  private func table(_ classes: [String]) -> String {
    "a,y\n" + classes.enumerated().map { "\($0.offset),\($0.element)\n" }.joined()
  }

  private func rows(_ part: Encoded<Double>?) -> [Int] {
    part?.inputs.arrays.map { Int($0[0]) } ?? []
  }

  @Test(arguments: [
    (100, 0.2, 0.1), (10, 0.25, 0.5), (7, 0.01, 0.01), (3, 0.3, 0.3), (1000, 0.333, 0.333),
    (12, 0.4999, 0.2),
  ])
  func partsAreDisjointAndComplete(_ count: Int, _ validation: Double, _ test: Double) throws {
    for stratify in ["", #", "stratify": false"#] {
      let text = table((0..<count).map { $0 % 2 == 0 ? "p" : "q" })
      let data = #""target": "y", "validation": \#(validation), "test": \#(test)\#(stratify)"#
      let splits = try load(text, data, seed: 3, as: Double.self)
      let parts = [rows(splits.train), rows(splits.validation), rows(splits.test)]
      #expect(parts.flatMap { $0 }.sorted() == Array(0..<count))
      // Rows keep the file's order.
      for part in parts { #expect(part == part.sorted()) }
      #expect(parts[1].count == max(1, Int((Double(count) * validation).rounded())))
      #expect(parts[2].count == max(1, Int((Double(count) * test).rounded())))
      for (part, encoded) in zip(parts, [splits.train, splits.validation, splits.test]) {
        #expect(encoded?.targets.arrays.map { Int($0[0]) } == part.map { $0 % 2 })
      }
      let again = try load(text, data, seed: 3, as: Double.self)
      #expect(rows(again.validation) == parts[1] && rows(again.test) == parts[2])
    }
  }

  @Test func seedsDraw() throws {
    let text = table((0..<200).map { "\($0 % 3)" })
    let drawn = try (0..<20).map { seed in
      rows(
        try load(text, #""target": "y", "validation": 0.3"#, seed: seed, as: Double.self).validation
      )
    }
    #expect(Set(drawn).count == 20)
    // Each row has its turn about as often: 6 ± 4.5 deviations.
    for row in 0..<200 { #expect(drawn.count { $0.contains(row) } <= 16) }
  }

  @Test func stratifiedPartsKeepTheShares() throws {
    let classes = (0..<300).map { $0 < 30 ? "rare" : $0 < 100 ? "some" : "often" }
    for seed in 0..<10 as Range<UInt64> {
      let splits = try load(
        table(classes), #""target": "y", "validation": 0.2, "test": 0.1"#, seed: seed,
        as: Double.self)
      func counts(_ part: Encoded<Double>?) -> [Int] {
        let drawn = rows(part)
        return ["rare", "some", "often"].map { name in drawn.count { classes[$0] == name } }
      }
      #expect(counts(splits.validation) == [6, 14, 40])
      #expect(counts(splits.test) == [3, 7, 20])
    }
  }

  /// Each row is in one fold's test; folds differ by one row, and so do a class's rows in them.
  @Test(arguments: [(300, 5, true), (31, 4, true), (31, 4, false), (7, 7, true)])
  func foldsTakeTurns(_ count: Int, _ folds: Int, _ isStratified: Bool) throws {
    let classes = (0..<count).map { $0 % 3 == 0 ? "rare" : "often" }
    var tests: [[Int]] = []
    for fold in 1...folds {
      let splits = try load(
        table(classes),
        #""target": "y", "validation": 0.1, "test": {"fold": \#(fold), "of": \#(folds)}, "#
          + #""stratify": \#(isStratified)"#, seed: 3, as: Double.self)
      let parts = [rows(splits.train), rows(splits.validation), rows(splits.test)]
      #expect(parts.flatMap { $0 }.sorted() == Array(0..<count))
      #expect(parts[1].count == max(1, Int((Double(count) * 0.1).rounded())))
      tests.append(parts[2])
    }
    #expect(tests.flatMap { $0 }.sorted() == Array(0..<count))
    #expect(tests[0] != Array(0..<tests[0].count))
    let sizes = tests.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    if isStratified {
      let rare = tests.map { $0.count { classes[$0] == "rare" } }
      #expect((rare.max() ?? 0) - (rare.min() ?? 0) <= 1)
    }
  }

  @Test func everyClassStaysInTraining() throws {
    let classes = (0..<20).map { "c\(max(0, $0 - 10))" }
    for seed in 0..<10 as Range<UInt64> {
      let splits = try load(
        table(classes), #""target": "y", "validation": 0.4"#, seed: seed, as: Double.self)
      #expect(splits.validation?.rows == 8)
      #expect(Set(rows(splits.train).map { classes[$0] }).count == 10)
    }
  }

  @Test func classesAreThoseOfTheWholeFile() throws {
    let text = table(["a", "b", "c", "d"])
    let splits = try load(text, #""target": "y", "validation": 0.5"#, as: Double.self)
    #expect(splits.encoder.classes?.names == ["a", "b", "c", "d"])
    #expect(splits.train.rows == 2 && splits.validation?.rows == 2)
  }

  @Test func rowsWithoutTargetAreNotDrawn() throws {
    let text = table((0..<50).map { $0 % 5 == 0 ? "" : $0 % 2 == 0 ? "p" : "q" })
    let splits = try load(text, #""target": "y", "validation": 0.25"#, as: Double.self)
    #expect(splits.train.rows == 30 && splits.validation?.rows == 10)
    #expect(rows(splits.train).allSatisfy { $0 % 5 != 0 })
  }
}
