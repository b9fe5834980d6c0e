import Spec
import Tabular
import Testing

/// Splits in which a column of the table has a say.
@Suite struct ColumnSplitTests {
  private func read(
    _ text: String, _ data: String, seed: UInt64 = 0
  ) throws -> Splits<Double> {
    try load(
      Array(text.utf8), #""target": "y", "task": "regression", "# + data, seed: seed,
      as: Double.self)
  }

  private func first(_ part: Encoded<Double>?) -> [Int] {
    part?.inputs.arrays.map { Int($0[0]) } ?? []
  }

  private func parts(_ splits: Splits<Double>) -> [[Int]] {
    [first(splits.train), first(splits.validation), first(splits.test)]
  }

  // MARK: A column that says it

  private static let stated = """
    a,split,y
    0,train,1
    1,test,2
    2,"validation",3
    3,,4
    4, train ,5
    5,holdout,6
    6,test,7
    7,NA,8
    8,train,

    """

  @Test func aColumnStatesTheSplits() throws {
    let splits = try read(Self.stated, #""split": {"column": "split"}"#)
    #expect(parts(splits) == [[0, 4], [2], [1, 6]])
    #expect(splits.encoder.inputs.map(\.name) == ["a"])
    #expect(splits.test?.targets.arrays.map { $0[0] } == [2, 7])
    #expect(splits.notes.count == 2)
    #expect(
      splits.notes.last?.hasSuffix(
        "t.csv: 3 rows are in no split and left out: column \"split\" holds \"holdout\" in 1, nothing in 2"
      ) == true, "\(splits.notes)")
  }

  @Test func itsTextsMayBeOthers() throws {
    let text = "a,y,s\n0,1,1\n1,2,2\n2,3,3\n3,4,1\n"
    let splits = try read(
      text, #""split": {"column": "s", "train": "1", "validation": "3", "test": "2"}"#)
    #expect(parts(splits) == [[0, 3], [2], [1]])
    #expect(splits.notes == [])
    // Scaling is of the training rows alone.
    let scaled = try load(
      Array(text.utf8),
      #""target": "y", "task": "regression", "split": {"column": "s", "train": "1", "test": "2"}"#,
      preprocessing: #""numeric": "min_max""#, as: Double.self)
    #expect(scaled.train.inputs.arrays == [[0], [1]] && scaled.validation == nil)
    #expect(scaled.notes.count == 1 && scaled.notes[0].contains("1 row is in no split"))
  }

  /// Rows in no split take no part in what is learnt of columns.
  @Test func rowsInNoSplitAreNotLearntFrom() throws {
    let splits = try load(
      Array("c,split,y\nu,train,p\nv,train,q\nw,,p\nu,test,q\n".utf8),
      #""target": "y", "split": {"column": "split"}"#,
      as: Double.self)
    #expect(splits.train.inputs.arrays == [[1, 0], [0, 1]])
    #expect(splits.test?.targets.arrays == [[1]])
  }

  // MARK: Rows that belong together

  /// 60 rows of 13 people, from 1 to 10 each.
  private static let people: (text: String, owner: [String]) = {
    var random = SplitMix(state: 5)
    var owner: [String] = []
    for person in 0..<13 {
      for _ in 0...(random.next() % 10) { owner.append("p\(person)") }
    }
    owner.shuffle(using: &random)
    let rows = owner.enumerated().map { "\($0.offset),\($0.element),\($0.offset % 7)\n" }
    return ("a,person,y\n" + rows.joined(), owner)
  }()

  @Test(arguments: [0, 1, 2, 3, 4] as [UInt64])
  func rowsOfOneTextStayTogether(_ seed: UInt64) throws {
    let data = #""split": {"by": "person"}, "validation": 0.2, "test": 0.15"#
    let splits = try read(Self.people.text, data, seed: seed)
    let parts = parts(splits)
    let count = Self.people.owner.count
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<count))
    let owners = parts.map { Set($0.map { Self.people.owner[$0] }) }
    #expect(owners[0].isDisjoint(with: owners[1]))
    #expect(owners[0].isDisjoint(with: owners[2]))
    #expect(owners[1].isDisjoint(with: owners[2]))
    #expect(abs(parts[1].count - count / 5) <= 5 && !parts[1].isEmpty)
    #expect(abs(parts[2].count - count * 15 / 100) <= 5 && !parts[2].isEmpty)
    let again = try self.parts(read(Self.people.text, data, seed: seed))
    #expect(again == parts)
    let other = try self.parts(read(Self.people.text, data, seed: seed + 100))
    #expect(other != parts)
    #expect(splits.encoder.inputs.map(\.name) == ["a"])
  }

  @Test func foldsLeaveThemTogether() throws {
    var tests: [[Int]] = []
    for fold in 1...4 {
      let splits = try read(
        Self.people.text,
        #""split": {"by": "person"}, "validation": 0.1, "test": {"fold": \#(fold), "of": 4}"#)
      let owners = parts(splits).map { Set($0.map { Self.people.owner[$0] }) }
      #expect(owners[2].isDisjoint(with: owners[0].union(owners[1])))
      #expect(owners[0].isDisjoint(with: owners[1]))
      tests.append(first(splits.test))
    }
    #expect(tests.flatMap { $0 }.sorted() == Array(Self.people.owner.indices))
    let sizes = tests.map(\.count)
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 5, "\(sizes)")
  }

  /// Numbers are told apart as numbers, and an input may be the column too.
  @Test func theColumnMayBeAnInput() throws {
    let text = "g,a,y\n2,0,1\n2.0,1,2\n1,2,3\n1,3,4\n3,4,5\n"
    for inputs in ["", #", "inputs": ["a", "g"]"#] {
      for seed in 0..<8 as Range<UInt64> {
        let splits = try read(text, #""split": {"by": "g"}, "test": 0.4"# + inputs, seed: seed)
        let test = first(splits.test)
        #expect([[0, 1], [2, 3], [4]].contains(test), "\(test)")
        #expect(splits.encoder.inputs.count == (inputs.isEmpty ? 1 : 2))
      }
    }
  }

  // MARK: In order

  @Test(arguments: [
    ("day", #"["a"]"#), ("day", #"["a", "day"]"#), ("n", #"["a"]"#), ("n", #"["a", "n"]"#),
  ])
  func theLastRowsAreHeldBack(column: String, inputs: String) throws {
    let text = """
      a,day,n,y
      0,9.3.2024,9,1
      1,10.12.2023,-2.5,2
      2,25.3.2024,10,3
      3,1.1.2024,1e0,4
      4,25.2.2024,2,5

      """
    let splits = try read(
      text,
      #""split": {"order": "\#(column)"}, "validation": 0.2, "test": 0.2, "inputs": \#(inputs)"#)
    #expect(parts(splits) == [[1, 3, 4], [0], [2]])
  }

  @Test func anOrderIsAnInputUnlessOthersAreNamed() throws {
    let splits = try read("a,t,y\n0,3,1\n1,1,2\n2,2,3\n", #""split": {"order": "t"}, "test": 0.3"#)
    #expect(splits.encoder.inputs.map(\.name) == ["a", "t"])
    #expect(parts(splits) == [[1, 2], [], [0]])
  }

  /// Rows of one day are not divided; the boundary is the nearest one.
  @Test(arguments: [
    (0.3, [6, 7, 8]), (0.25, [6, 7, 8]), (0.1, [6, 7, 8]), (0.5, [6, 7, 8]),
    (0.65, [2, 3, 4, 5, 6, 7, 8]),
  ])
  func rowsOfOneValueStayTogether(_ share: Double, _ test: [Int]) throws {
    let days = [1, 1, 2, 2, 2, 2, 3, 3, 3]
    let text =
      "a,t,y\n" + days.enumerated().map { "\($0.offset),\($0.element),\($0.offset)\n" }.joined()
    let splits = try read(text, #""split": {"order": "t"}, "test": \#(share)"#)
    #expect(first(splits.test) == test)
  }

  // MARK: What does not go

  struct Case {
    let data: String
    let message: String
    var status: Int32 = 78
    var place = "c.json:1:"
  }

  @Test(arguments: [
    Case(
      data: #""split": {"column": "s", "by": "g"}"#,
      message: "\"column\" already decides; expected one of"),
    Case(
      data: #""split": {"by": "g", "train": "x"}, "test": 0.5"#,
      message: "\"x\" is a value of a \"column\""),
    Case(
      data: #""split": {"column": "s", "train": "x", "test": "x"}"#,
      message: "the value \"x\" stands for two"),
    Case(
      data: #""split": {"column": "s", "train": "test"}"#,
      message: "the value \"test\" stands for two"),
    Case(data: #""split": {"column": "s", "test": ""}"#, message: "expected a value"),
    Case(
      data: #""split": {"column": "s"}, "validation": 0.2"#,
      message: "the column \"s\" says which rows are held back; expected no \"validation\""),
    Case(data: #""split": {"column": "s"}, "test": "o.csv""#, message: "the column \"s\" says"),
    Case(data: #""split": {"by": "g"}"#, message: "no rows are held back; expected a fraction"),
    Case(
      data: #""split": {"order": "o"}, "test": "o.csv""#, message: "no rows are held back"),
    Case(
      data: #""split": {"order": "o"}, "test": {"fold": 1, "of": 2}"#,
      message: "a fold would be evaluated by a model trained on later rows"),
    Case(
      data: #""split": {"by": "g"}, "test": 0.5, "stratify": true"#,
      message: "rows that are split by a column"),
    Case(data: #""split": {"by": "y"}, "test": 0.5"#, message: "the target \"y\" cannot decide"),
    Case(
      data: #""split": {"by": "o"}, "weight": "o", "test": 0.5"#,
      message: "the weight \"o\" cannot decide"),
    Case(
      data: #""split": {"column": "s"}, "inputs": ["o", "s"]"#,
      message: "the column \"s\", which says"),
    Case(
      data: #""split": {"column": "S"}"#, message: "no column \"S\" in t.csv, did you mean \"s\"?"),
    Case(
      data: #""split": {"clumn": "s"}"#,
      message: "unknown key \"clumn\" in \"data.split\", did you mean \"column\"?"),
    Case(
      data: #""split": {"column": "s", "train": "trian"}"#,
      message: "no row has \"trian\" in column \"s\", did you mean \"train\"?"),
    Case(
      data: #""split": {"column": "s", "validation": "v"}"#,
      message: "no row has \"v\" in column \"s\"; its values are"),
    Case(
      data: #""split": {"by": "g"}, "test": 0.3, "validation": 0.3"#,
      message: "the rows of 2 values of column \"g\" cannot be divided into 3 splits"),
    Case(
      data: #""split": {"by": "g"}, "test": {"fold": 1, "of": 3}"#,
      message: "the rows of 2 values of column \"g\" cannot be divided into 3 folds"),
    Case(
      data: #""split": {"order": "one"}, "test": 0.3"#,
      message: "the rows of 1 value of column \"one\" cannot be divided into 2 splits"),
    Case(
      data: #""split": {"order": "s"}, "test": 0.3"#,
      message: "column \"s\" holds text; expected numbers, or dates"),
    Case(
      data: #""split": {"order": "s"}, "test": 0.3, "inputs": ["o"]"#,
      message: "column \"s\" holds text; expected numbers, or dates in one format; at 2:1 \"train\""
    ),
    Case(
      data: #""split": {"by": "hole"}, "test": 0.3"#, message: "a missing cell in column \"hole\"",
      status: 65, place: "t.csv:3:11: "),
    Case(
      data: #""split": {"order": "hole"}, "test": 0.3, "inputs": ["o", "hole"]"#,
      message: "a missing cell in column \"hole\"",
      status: 65, place: "t.csv:3:11: "),
  ])
  func faultsArePlaced(_ sample: Case) throws {
    let text = "s,g,o,hole,one,y\ntrain,u,1,1,1,1\ntrain,v,2,,1,2\ntest,v,3,4,1,3\n"
    let found = fault { _ = try read(text, sample.data) }
    #expect(found?.status == sample.status)
    let first = found?.messages.first ?? ""
    #expect(
      first.hasPrefix(sample.place) && first.contains(": " + sample.message),
      "\(found?.description ?? "none")")
  }
}
