import Foundation
import Spec
import Tabular
import Testing

/// What is said of columns by all their cells.
@Suite struct JudgementTests {
  /// Judges columns beside a useful one.
  private func judgements(
    _ columns: [(name: String, cells: [String])]
  ) throws -> [ColumnJudgement?] {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let header = columns.map { "\"\($0.name)\"" } + ["length", "y"]
    let rows = columns[0].cells.indices.map { row in
      columns.map { $0.cells[row] } + ["\(Double(row * 37 % 41) / 8)", row % 3 == 0 ? "p" : "q"]
    }
    var data = DataSection()
    data.train = try DataSource(
      folder.write(([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined(), as: "t.csv")
    )
    data.target = ["y"]
    let survey = try TableSurvey(data, threads: 2)
    #expect(survey.columns.last?.judgement == nil)
    return survey.columns.dropLast().map(\.judgement)
  }

  private func judgement(_ name: String, _ cells: [String]) throws -> ColumnJudgement? {
    try judgements([(name, cells)])[0]
  }

  /// Numbers that depend on the seed alone.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var bits = state
      bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
      bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
      return bits ^ bits >> 31
    }
  }

  /// An index of a table that lost some of its rows.
  private func index(
    rows: Int, from start: Int, lost: Double, isShuffled: Bool, seed: UInt64
  ) -> [String] {
    var generator = Generator(state: seed)
    let all = Array(start..<start + Int((Double(rows) / (1 - lost)).rounded()))
    let kept = all.shuffled(using: &generator).prefix(rows)
    return (isShuffled ? Array(kept) : kept.sorted()).map(String.init)
  }

  /// A cell that was cleared hides no index; where many are missing, the column is something else.
  @Test(arguments: [0, 20, 39])
  func indicesMayLackACell(_ hole: Int) throws {
    var counted = (1...40).map(String.init)
    counted[hole] = ""
    let found = try judgement("nobody knows", counted)
    #expect(found?.kind == .index)
    #expect(found?.reason.hasPrefix("it numbers the rows") == true, "\(String(describing: found))")
    var rising = (0..<40).map { String(100 + 3 * $0) }
    rising[hole] = "NA"
    // Numbers that rise with gaps may be anything where some are missing.
    #expect(try judgement("nobody knows", rising) == nil)
    #expect(try judgement("index", rising)?.kind == .index)
    var shuffled = index(rows: 40, from: 1, lost: 0, isShuffled: true, seed: 3)
    shuffled[hole] = ""
    #expect(try judgement("nobody knows", shuffled)?.kind == .index)
    for row in 0..<10 { counted[row * 3] = "" }
    #expect(try judgement("nobody knows", counted) == nil)
  }

  @Test(arguments: [40, 300, 5000], [0, 1, 1000])
  func indicesAreFoundAfterRowsWereDroppedAndShuffled(_ rows: Int, _ start: Int) throws {
    for lost in [0, 0.15, 0.5] {
      for isShuffled in [false, true] {
        let cells = index(
          rows: rows, from: start, lost: lost, isShuffled: isShuffled, seed: UInt64(rows + start))
        let found = try judgement("nobody knows", cells)
        #expect(found?.kind == .index, "\(lost) \(isShuffled)")
        #expect(
          found?.reason
            == (lost == 0 && start < 2
              ? "it numbers the rows"
              : isShuffled
                ? "its \(rows) whole numbers are all different and close together, like those of a "
                  + "left-over index"
                : "its whole numbers rise from row to row, like those of a left-over index"))
      }
    }
    // From the last row to the first.
    let falling = (0..<rows).reversed().map { String(start + $0) }
    #expect(try judgement("nobody knows", falling)?.kind == .index)
    // A part of the rows in their order, as of a split.
    let few = index(rows: rows, from: start, lost: 0.9, isShuffled: false, seed: 1)
    #expect(try judgement("nobody knows", few)?.kind == .index)
  }

  @Test(arguments: ["", "Unnamed: 0", "Unnamed: 0.1", "rownames", "...1", "…1", "row.names"])
  func programsIndicesAreKnownByName(_ name: String) throws {
    // Two tables behind one another, of which rows were drawn.
    var generator = Generator(state: 5)
    let cells = (0..<100).shuffled(using: &generator).map { String(1 + $0 % 50 * 1000) }
    let found = try judgement(name, cells)
    #expect(found?.kind == .index)
    #expect(
      found?.reason
        == "it is named like a left-over index, and it holds 50 different whole numbers")
    // A column without a name may hold something.
    #expect(try judgement(name, cells.map { $0 + ".5" }) == nil)
    #expect(try judgement(name, (0..<100).map { String($0 * 7 % 4) }) == nil)
  }

  @Test(arguments: ["index", "Index", "row", "X"])
  func indicesAreKnownByNameWhereAllDiffer(_ name: String) throws {
    let cells = (0..<40).map { String($0 * 77_777 % 100_003) }
    #expect(try judgement(name, cells)?.kind == .index)
    #expect(try judgement("x", cells) == nil)
    #expect(try judgement(name, cells.dropLast() + cells.prefix(1)) == nil)
  }

  /// Measurements that differ, or rise, for reasons of their own.
  @Test func measurementsAreNoIndices() throws {
    let found = try judgements([
      ("price", (0..<40).map { String(199 + $0 * 7919 % 10_007) }),
      ("age", (0..<40).map { String(18 + $0 * 17 % 53) }),
      ("score", (0..<40).map { String($0 * 17 % 500) }),
      ("steps", (0..<40).map { String($0 / 2) }),
      ("share", (0..<40).map { String(Double($0) + 0.5) }),
    ])
    #expect(found == [nil, nil, nil, nil, nil], "\(found)")
    // Thousandths that differ by design.
    #expect(try judgement("x", (0..<300).map { String(4_000_000_000 + $0 * 7919 % 1000) }) == nil)
    // Of 20 numbers below 100, all differ once in nine times.
    #expect(try judgement("x", (0..<20).map { String($0 * 37 % 100) }) == nil)
    // With fewer rows, that all differ says nothing.
    #expect(try judgement("x", (0..<19).map { String($0) }) == nil)
    #expect(try judgement("id", (0..<19).map { String($0) }) == nil)
    #expect(try judgement("name", (0..<19).map { "name \($0)" }) == nil)
  }

  @Test(arguments: ["year", "Year", "t", "time", "day_of_study", "modelYear"])
  func timesRiseByTheirNature(_ name: String) throws {
    let found = try judgement(name, (1990...2020).map(String.init))
    #expect(found?.kind == .time)
    #expect(found?.isUseless == false)
    #expect(try judgement(name, (0..<31).map { String(1990 + $0 * 7 % 31) }) == nil)
  }

  @Test func identifiersAreKnownByNameOrAsTexts() throws {
    let numbers = (0..<40).map { String($0 * 77_777 % 100_003) }
    for name in ["id", "customer_id", "PassengerId", "customerID", "ID Number", "row id"] {
      #expect(try judgement(name, numbers)?.kind == .identifier, "\(name)")
    }
    // One is missing, and one came twice.
    let few = [""] + numbers.dropFirst(2) + [numbers[5]]
    #expect(
      try judgement("id", few)?.reason
        == "it identifies the rows, with 38 different values in 39 rows")
    for name in ["humid", "paid", "solid", "width"] {
      #expect(try judgement(name, numbers) == nil, "\(name)")
    }
    #expect(try judgement("id", numbers.map { $0 + ".5" }) == nil)
    #expect(try judgement("code", numbers.map { "k" + $0 })?.kind == .identifier)
    // Digits with zeros before them are texts.
    #expect(
      try judgement("code", (0..<40).map { String(format: "%05d", 7 * $0) })?.kind == .identifier)
    #expect(try judgement("code", (0..<40).map { "k\($0 % 30)" }) == nil)
  }

  @Test func freeTextIsTold() throws {
    let words = ["mild", "headache", "after", "two", "days", "none", "fever", "no", "change"]
    var generator = Generator(state: 3)
    let remarks = (0..<60).map { _ in
      (0..<6).map { _ in words.randomElement(using: &generator) ?? "" }.joined(separator: " ")
    }
    let found = try judgement("remarks", remarks)
    #expect(found == (try judgement("remarks", remarks)))
    #expect(found?.kind == .freeText)
    #expect(found?.reason == "it is free text, with 60 different values in 60 rows")
    // A third of the rows has the same, and some have none.
    let usual = remarks.enumerated().map {
      $0 % 3 == 0 ? "nothing to be told here" : $0 % 10 == 1 ? "" : $1
    }
    #expect(try judgement("remarks", usual)?.kind == .freeText)
    // Long names of few categories.
    #expect(try judgement("remarks", (0..<60).map { remarks[$0 % 12] }) == nil)
  }

  @Test func emptyAndConstantColumnsAreToldInSmallTablesToo() throws {
    for rows in [2, 30] {
      func cells(_ text: String) -> [String] { Array(repeating: text, count: rows) }
      let found = try judgements([
        ("e", cells("")), ("c", cells("3")), ("t", cells("same")), ("b", cells("yes")),
        ("z", cells("007")), ("h", ["3"] + cells("").dropFirst()),
        ("w", ["same"] + cells("NA").dropFirst()), ("i", cells("9007199254740993")),
      ])
      #expect(
        found.map { $0?.kind } == [
          .empty, .constant, .constant, .constant, .constant, nil, nil, .constant,
        ])
      #expect(found[0]?.reason == "it has no values")
      #expect(found[1]?.reason == "all its cells are the same")
    }
  }

  /// 19 digits are more than float64 has; they are told apart all the same.
  @Test func longWholeNumbersKeepTheirDigits() throws {
    let start = 1_234_567_890_123_456_000
    let all = (0..<40).map { String(start + $0) }
    #expect(
      try judgement("key", all)?.reason
        == "it identifies the rows, with 40 different values in 40 rows")
    #expect(try judgement("key", (0..<40).map { all[$0 % 4] }) == nil)
    #expect(try judgement("key", (0..<40).map { _ in all[0] })?.kind == .constant)
    #expect(try judgement("key", (0..<10).map { all[$0] }) == nil)
    // A few large numbers make no identifiers.
    let sizes = (0..<40).map { $0 == 7 ? all[0] : String($0 % 11) }
    #expect(try judgement("size", sizes) == nil)
  }
}
