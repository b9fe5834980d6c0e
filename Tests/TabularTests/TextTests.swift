import Spec
import Tabular
import Testing

/// One text is one category, whatever its spelling; codes stay what they are.
@Suite struct TextTests {
  /// The categories of a column of cells, each in a row of its own; y takes turns.
  private func categories(
    _ cells: [String], _ section: String = #"{"type": "categorical"}"#
  ) throws -> [String] {
    let text = "c,y\n" + cells.enumerated().map { "\($1),\($0 % 2)\n" }.joined()
    let splits = try load(
      text, "\"target\": \"y\", \"columns\": {\"c\": \(section)}", as: Float.self)
    guard case .category(let encoding) = splits.encoder.inputs[0].encoding else { return [] }
    return encoding.values
  }

  @Test(arguments: [
    ([" Male", "Male ", "Male", "\tMale"], ["Male"]),
    (["größe", "gro\u{308}\u{df}e", "x"], ["größe", "x"].sorted()),
    (["gr\u{f6}\u{df}e", "gro\u{308}\u{df}e"], ["gr\u{f6}\u{df}e"]),
    (["2", "2.0", "3", "3.00"], ["2", "3"]),
    (["-2", "-2.0", "1e5", "100000"], ["-2", "1e5"]),
    (["2", "2.0", "two"], ["2", "two"]),
    (["007", "07", "7"], ["007", "07", "7"]),
    (["1.1", "1.10", "1.2"], ["1.1", "1.10", "1.2"]),
    (["1.0", "1", "1.1", "1.10"], ["1", "1.0", "1.1", "1.10"]),
    (
      ["1000000000000000001", "1000000000000000002"],
      [
        "1000000000000000001", "1000000000000000002",
      ]
    ),
    (["a", "A"], ["A", "a"]),
  ])
  func spellingsAreOneText(_ cells: [String], _ expected: [String]) throws {
    #expect(try categories(cells) == expected)
  }

  @Test func codesAreCategoriesByDefault() throws {
    let splits = try load(
      "zip,n,y\n02134,10,0\n90210,2,1\n00501,03.5,0\n10001,7,1\n", as: Float.self)
    #expect(splits.columns.map(\.type) == [.categorical, .numeric])
    guard case .codes = splits.columns[0].reason else {
      Issue.record("not codes")
      return
    }
    #expect(splits.train.inputs.arrays[0] == [0, 1, 0, 0, 10])
  }

  /// A column of numbers in which one has a zero too many stays one of numbers.
  @Test func aPaddedNumberAmongOthersIsANumber() throws {
    for first in ["007", "12"] {
      let text = "a,y\n\(first),0\n1.5,1\n" + String(repeating: "3,1\n", count: 100_000) + "04,0\n"
      let splits = try load(text, as: Float.self)
      #expect(splits.columns[0].type == .numeric)
      #expect(splits.train.inputs.arrays.last == [4])
    }
  }

  /// Zeros that come late in the file are found too.
  @Test func latePaddingIsFound() throws {
    let text =
      "a,y\n" + (0..<60_000).map { "\(10_000 + $0 % 50),\($0 % 2)\n" }.joined() + "01234,0\n"
    #expect(try load(text, as: Float.self).columns[0].type == .categorical)
  }

  @Test func textsOfFurtherFilesAreTheSameTexts() throws {
    let files = ["v.csv": "c, Sex ,y\n2.0, Male,1\n3,Female,0\n"]
    let splits = try load(
      Array("c,Sex,y\n2,Male,0\n3,Female,1\n2,Male,0\n".utf8),
      #""target": " y", "validation": "v.csv", "columns": {"c": {"type": "categorical"}}"#,
      files: files, as: Float.self)
    #expect(splits.train.inputs.arrays == [[1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1]])
    #expect(splits.validation?.inputs.arrays == [[1, 0, 0, 1], [0, 1, 1, 0]])
    #expect(splits.notes.isEmpty, "\(splits.notes)")
  }

  @Test func namesAreTheSameInTheirEquivalentForms() throws {
    let splits = try load(
      "gro\u{308}\u{df}e , y\n1,0\n2,1\n", "\"target\": \"y\", \"inputs\": [\"gr\u{f6}\u{df}e\"]",
      as: Float.self)
    #expect(splits.encoder.inputs.map(\.name) == ["gro\u{308}\u{df}e"])
    let found = try #require(
      fault { _ = try load("e\u{301},\u{e9},y\n1,2,0\n", as: Float.self) })
    #expect(found.status == 65 && found.messages[0].hasPrefix("t.csv:1:4: a second column"))
  }

  /// A version that training has not seen is none of those that it has seen.
  @Test func versionsAreNotNumbers() throws {
    let encoder = try load(
      "c,y\n1.1,0\n1.2,1\n2.0,1\n", #""target": "y", "columns": {"c": {"type": "categorical"}}"#,
      as: Float.self
    ).encoder
    let folder = try Folder()
    let path = try folder.write("c,y\n1.10,0\n1.1,1\n2,0\n", as: "t.csv")
    let rows: Encoded<Float> = try Tabular.load(
      DataSource(path), with: encoder, delimiter: ",", threads: 1)
    #expect(rows.inputs.arrays == [[0, 0, 0], [1, 0, 0], [0, 0, 1]])
    #expect(rows.unseen.count == 1 && rows.unseen[0].contains("the first \"1.10\""))
  }

  /// A number that stands for a missing value does so in all its spellings.
  @Test func missingNumbersHaveSpellings() throws {
    let splits = try load(
      "a,c,y\n1,7,0\n-999.0,07,1\n3,7.0,1\n-999,8,0\n-9.99e2,8,1\n",
      #""target": "y", "columns": {"a": {"missing": ["-999"]}, "#
        + #""c": {"type": "categorical", "missing": ["7"]}}"#, as: Float.self)
    #expect(splits.train.inputs.arrays.map { $0[1] } == [0, 1, 0, 1, 1])
    #expect(
      splits.train.inputs.arrays.map { Array($0[2...]) } == [
        [0, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0],
      ])
  }

  /// Words for what is missing are the same in their equivalent forms, too.
  @Test func missingTextsHaveEquivalentForms() throws {
    let splits = try load(
      "a,y\n1,0\nung\u{75}\u{308}ltig,1\n3,1\n",
      "\"target\": \"y\", \"columns\": {\"a\": {\"missing\": [\"ung\u{fc}ltig\"]}}", as: Float.self)
    #expect(splits.train.inputs.arrays == [[1, 0], [2, 1], [3, 0]])
  }

  /// A category that is rare in the training rows has been seen; one that is not there has not.
  @Test func onlyWhatIsNewIsUnseen() throws {
    let encoder = try load(
      "c,y\na,0\na,1\nb,0\nb,1\nrare,1\n",
      #""target": "y", "columns": {"c": {"max_categories": 2}}"#, as: Float.self
    ).encoder
    let folder = try Folder()
    let path = try folder.write("y,c\n0,rare\n1,a\n0,new\n1,\n0,new\n1,newer\n", as: "t.csv")
    let rows: Encoded<Float> = try Tabular.load(
      DataSource(path), with: encoder, delimiter: ",", threads: 1)
    #expect(rows.unseen.count == 2)
    #expect(rows.unseen[0].hasPrefix("3 cells of column \"c\" hold a category"))
    #expect(rows.unseen[0].hasSuffix("the first \"new\" at \(path):4:3"))
    #expect(rows.unseen[1].hasPrefix("1 cell is missing in column \"c\""))
    #expect(rows.unseen[1].hasSuffix("\(path):5:3"))
  }
}
