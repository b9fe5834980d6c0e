import Spec
import System
import Tabular
import Testing

@Suite struct FaultTests {
  struct Case: CustomTestStringConvertible {
    let text: String
    let place: String
    let words: String
    var data = #""target": "y""#

    init(_ text: String, _ place: String, _ words: String, _ data: String = #""target": "y""#) {
      (self.text, self.place, self.words, self.data) = (text, place, words, data)
    }

    var testDescription: String { "\(text.debugDescription.prefix(60)) \(data)" }
  }

  /// Faults of a file: exit code 65, with the place of the first.
  @Test(arguments: [
    Case("", "t.csv", "empty"),
    Case("\n \n", "t.csv", "empty"),
    Case("\u{feff}", "t.csv", "empty"),
    Case("a,y\n", "t.csv", "no rows"),
    Case("a,y", "t.csv", "no rows"),
    Case("a,y\n1,\n2,NA\n", "t.csv", "missing in all"),
    Case("a,y,a\n1,2,3\n", "t.csv:1:5", "second column \"a\""),
    Case("a,y,\"a\"\n1,2,3\n", "t.csv:1:5", "second column \"a\""),
    Case("é,y,é\n1,2,3\n", "t.csv:1:5", "second column \"é\""),
    Case("a,y\n1,2\n3\n", "t.csv:3:2", "row of 1 cell; expected 2"),
    Case("a,y\n1,2\n3,4,5\n", "t.csv:3:5", "row of 3 cells; expected 2"),
    Case("a,y\n1,2\n3,4,\"5\"6\n", "t.csv:3:5", "row of 3 cells"),
    Case("a,y\n1,2\n3,4,\n", "t.csv:3:5", "row of 3 cells"),
    Case("a,b,y\n1,2,3\n\"4\n\n\",5\r\n", "t.csv:5:4", "row of 2 cells; expected 3"),
    Case("a,y\n1,2\n3,x\"y\"\n", "t.csv:3:4", "quote inside"),
    Case("a,y\n1,2\n3, \"4\"\n", "t.csv:3:4", "quote inside"),
    Case("a,y\n1,2\n\"3\"x,4\n", "t.csv:3:4", "closing quote"),
    Case("a,y\n1,2\n\"3\" ,4\n", "t.csv:3:4", "closing quote"),
    Case("a,y\n1,2\n3,\"4\n5,6\n", "t.csv:3:3", "never closed"),
    Case("\"a,y\n1,2\n", "t.csv:1:1", "never closed"),
    Case("a,y\n1,2\n3,4\r5,6\n", "t.csv:3:4", "carriage return"),
    Case("a,y\n1,\0\n", "t.csv:2:3", "NUL"),
    Case("a,b,y\n1,é,2\n2,x,3\nü,é,3\n4,5,\0\n", "t.csv:4:1", "\"ü\" in column \"a\""),
    Case("a,y\n1,0\n2,0\nx,1\n", "t.csv:4:1", "\"x\" in column \"a\" is not a number"),
    Case("a,y\nx,0\n1,0\n2,1\n", "t.csv:2:1", "\"x\" in column \"a\" is not a number"),
    Case("a,y\nx,0\n1,1\n", "t.csv:2:1", "\"x\" in column \"a\" is not a number"),
    Case("a,y\n1,0\n2,0\ninf,1\n", "t.csv:4:1", "\"inf\""),
    Case("a,y\n1,0\n2,0\n0x1p3,1\n", "t.csv:4:1", "\"0x1p3\""),
    Case("a,y\n1,0\n2,0\n1e400,1\n", "t.csv:4:1", "beyond the range of float64"),
    Case("a,y\n1,0\n-1e400,0\n", "t.csv:3:1", "beyond the range of float64"),
    Case("a,y\n1,0\n2,0\n1_00,1\n", "t.csv:4:1", "\"1_00\""),
    Case("a,y\n1,0\n2,0\n\"1,00\",1\n", "t.csv:4:1", "or \"decimal\": \",\" in data.columns.a"),
    Case("a,y\n1,0\n2,0\n1e,1\n", "t.csv:4:1", "\"1e\""),
    Case("a,y\n1,0\n2,0\n.,1\n", "t.csv:4:1", "\".\""),
    Case("a,y\n1,0\n2,0\n1.2.3,1\n", "t.csv:4:1", "\"1.2.3\""),
    Case("a,y\n1,0\n2,0\nNAN,1\n", "t.csv:4:1", "\"NAN\""),
    Case("é,b,y\nü,\"a\nb\",0\n2,3,0\n2,3,0\n1,4,1\n", "t.csv:2:1", "\"ü\" in column \"é\""),
    Case("a,b,y\n\"é\nü\",x,0\n1,2,0\n1,3,1\n1,4,1\n", "t.csv:2:1", "column \"a\""),
    Case("a,b,y\n\"1\n\",x,0\n1,2,0\n1,3,1\n1,4,1\n", "t.csv:2:1", "column \"a\""),
    Case("a,b,y\n1,\"é\",0\n1,2,0\n1,3,1\n", "t.csv:2:3", "column \"b\""),
    Case("a,y\n1,0\n2,0\na,y\n3,1\n", "t.csv:4:1", "is this the header again?"),
    Case("a,y\nx,p\nz,q\n\na,y\nx,q\n", "t.csv:5:1", "the header again"),
    // Texts equal to their column's name in rows before it hide nothing.
    Case("a,y\na,p\nz,y\n\na,y\nx,q\n", "t.csv:5:1", "the header again"),
    Case("a,y\n\"1,234\",0\n\"2,000.5\",0\n\"3,0\",1\n", "t.csv:2:1", "thousands separators"),
    Case("a,y\n\"3,14\",0\n\"2,000.5\",0\n7,1\n", "t.csv:2:1", "with a decimal point"),
    Case("a,y\n\"3,14\",0\n\"-2,5\",0\n", "t.csv:2:1", "in data.columns.a"),
    Case("a,y\n1,\"3,5\"\n2,\"4,5\"\n", "t.csv:2:3", "\"task\": \"classification\""),
    Case("a,y\n1 000,0\n\"2 500,5\",0\n\"3 000.5\",1\n", "t.csv:2:1", "\"thousands\": \" \""),
    Case("a,y\n1,0\n2,0\n(3),1\n4 kg,0\n", "t.csv:4:1", "\"parentheses\": true in data.columns.a"),
    Case("a,y\n$6.859,0\n$281,1\n", "t.csv:2:1", "\"thousands\": \".\""),
    Case("a,y\n1,0\n2,0\nsoon,1\n", "t.csv:4:1", "or \"missing\": [the text] there"),
    // The first fault in the file's order, whatever its kind.
    Case("a,b,y\n1,2,0\n1,z,0\nx,2,1\n1,1\n", "t.csv:3:3", "\"z\" in column \"b\""),
    Case("a,b,y\n1,2,0\n1,2\nx,2,1\n1,2,1\n", "t.csv:3:4", "row of 2 cells"),
    Case("a,y\n1,0.5\n2,1.5\n3,abc\n", "t.csv:4:3", "\"abc\" in column \"y\""),
    Case("a,y\n1,1\n2,2\n3,abc\n", "t.csv:4:3", "\"task\": \"classification\""),
    Case("a,y\n1,x\n2,x\n", "t.csv", "only one class"),
    Case(
      "a,p,q\n1,1,2\n2,2,x\n3,4,5\n", "t.csv:3:5", "\"x\" in column \"q\"",
      #""target": ["p", "q"]"#),
  ])
  func placesFaultsOfFiles(_ sample: Case) throws {
    let found = try #require(fault { _ = try load(sample.text, sample.data, as: Double.self) })
    #expect(found.status == 65)
    #expect(found.messages.count == 1)
    #expect(found.messages[0].hasPrefix(sample.place + ": "), "\(found)")
    #expect(found.messages[0].contains(sample.words), "\(found)")
  }

  @Test(
    arguments: [
      ([0x61, 0x2c, 0x79, 0x0a, 0xc3, 0xa9, 0xff, 0x2c, 0x31, 0x0a], "t.csv:2:2"),
      ([0x61, 0x2c, 0xc0, 0x80, 0x0a], "t.csv:1:3"),
      (
        [0x61, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0x32, 0x0a, 0x78, 0xe9, 0x2c, 0x31, 0x0a], "t.csv:3:2"
      ),
      ([0x61, 0x2c, 0x79, 0x0a, 0xed, 0xa0, 0x80, 0x2c, 0x31, 0x0a], "t.csv:2:1"),
      ([0x61, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0xf4, 0x90, 0x80, 0x80, 0x0a], "t.csv:2:3"),
      ([0x61, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0xe2, 0x82], "t.csv:2:3"),
      ([0x61, 0x2c, 0x79, 0x0a, 0x31, 0x2c, 0x80, 0x0a], "t.csv:2:3"),
    ] as [([UInt8], String)])
  func placesBytesThatAreNotUTF8(_ bytes: [UInt8], _ place: String) throws {
    let found = try #require(fault { _ = try load(bytes, as: Float.self) })
    #expect(found.status == 65)
    #expect(found.messages[0].hasPrefix(place + ": ") && found.messages[0].contains("not UTF-8"))
    #expect(found.messages[0].contains("iconv"))
  }

  /// Many chunks behind rows that hold one of the names.
  @Test func aHeaderFarBehind() throws {
    let text = "a,y\na,p\nz,y\n" + String(repeating: "z,p\nx,q\n", count: 100_000) + "a,y\nz,p\n"
    let found = try #require(fault { _ = try load(text, as: Double.self) })
    #expect(found.messages == ["t.csv:200004:1: the header again; expected a row"])
  }

  /// Texts that look a little like grouped numbers are categories.
  @Test(arguments: [
    "192.168.0.1", "2020-01-31", "31.12.2020", "1,2,3", "12,34,56", "v1,5", "1,", "a", "1.234.56",
  ])
  func otherTextsAreCategories(_ text: String) throws {
    let splits = try load("a,y\n\"\(text)\",0\nb,1\n", as: Float.self)
    #expect(splits.encoder.inputs[0].type == .categorical)
  }

  @Test func columnsOfIdentifiersAreRefused() throws {
    let text = "n,id,y\n" + (0...100_000).map { "1,\"u\($0)\",\($0 % 2)\n" }.joined()
    for threads in [1, 3] {
      let found = try #require(fault { _ = try load(text, threads: threads, as: Float.self) })
      #expect(found.status == 65)
      #expect(
        found.messages[0].hasPrefix(
          "t.csv:1:3: column \"id\" has more than 100000 different values")
      )
      #expect(found.messages[0].contains("\"type\": \"ignore\" in data.columns.id"))
    }
    let told = try load(
      text, #""target": "y", "columns": {"id": {"max_categories": 3}}"#, as: Float.self)
    #expect(told.encoder.inputCount == 5)
  }

  @Test func otherDelimitersAreHintedAt() throws {
    let found = try #require(fault { _ = try load("a;y\n1,5;0\n", as: Float.self) })
    #expect(found.status == 78)
    #expect(found.messages[0].contains("\"delimiter\": \";\""), "\(found)")
  }

  /// The second is within reach of the quick way to a Double.
  @Test(arguments: ["3.5e38", "1234567890123456789e21", "-1234567890123456789e21"])
  func rangeIsThatOfThePrecision(_ number: String) throws {
    let text = "a,y\n1,0\n2,0\n\(number),1\n"
    let found = try #require(fault { _ = try load(text, as: Float.self) })
    #expect(found.status == 65)
    #expect(found.messages[0].hasPrefix("t.csv:4:1: \"\(number)\""), "\(found)")
    #expect(found.messages[0].contains("beyond the range of float32"))
    #expect(try load(text, as: Double.self).train.inputs[2, 0] == Double(number))
  }

  /// Names that do not fit: exit code 78, at the place of the configuration, all at once.
  @Test(arguments: [
    (#""target": "z""#, ["no column \"z\" in"]),
    (#""target": "lefft""#, ["no column \"lefft\" in", "did you mean \"left\"?"]),
    (#""target": "left", "inputs": ["ag", "plan"]"#, ["\"ag\"", "did you mean \"age\"?"]),
    (#""target": "left", "ignore": ["idd"]"#, ["\"idd\"", "did you mean \"id\"?"]),
    (#""target": "left", "ignore": ["id", "age", "plan"]"#, ["is left to be an input"]),
    (#""target": "plan", "task": "regression""#, ["\"plan\"", "holds text"]),
    (#""target": ["age", "plan"]"#, ["\"plan\"", "holds text"]),
    (#""target": "age", "task": "regression", "stratify": true"#, ["stratified"]),
    (#""target": "left", "validation": 0.9, "test": 0.05"#, ["no row is left for training"]),
  ])
  func placesFaultsOfTheConfiguration(_ data: String, _ words: [String]) throws {
    let text = "id,age,plan,left\n1,20,x,yes\n2,30,y,no\n3,40,x,yes\n4,5,y,no\n5,3,z,yes\n"
    let found = try #require(fault { _ = try load(text, data, as: Float.self) })
    #expect(found.status == 78)
    #expect(found.messages[0].hasPrefix("c.json:1:"), "\(found)")
    for word in words { #expect(found.messages[0].contains(word), "\(found)") }
  }

  @Test func targetsThatAreNoNumbersAreShown() throws {
    let found = try #require(
      fault {
        _ = try load(
          "a,y\n1,\"3,5\"\n", #""target": "y", "task": "regression""#, as: Float.self)
      })
    #expect(found.status == 78)
    #expect(found.messages[0].contains("at 2:3 \"3,5\""), "\(found)")
  }

  @Test func reportsAllUnknownNamesAtOnce() throws {
    let data = #""target": "why", "inputs": ["a", "bb", "cc"], "ignore": ["dd"]"#
    let found = try #require(fault { _ = try load("a,b,c,y\n1,2,3,4\n", data, as: Float.self) })
    #expect(found.status == 78 && found.messages.count == 4, "\(found)")
    #expect(found.messages[1].hasPrefix("c.json:1:62: no column \"bb\""), "\(found)")
  }

  @Test func tellsUnreadableFiles() throws {
    let folder = try Folder()
    for (path, reason) in [
      (folder.path + "/none.csv", "No such file"), (folder.path, "Is a directory"),
    ] {
      var data = DataSection()
      data.train = DataSource(path)
      data.target = ["y"]
      let found = fault {
        do throws(Failure) {
          _ = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init()) as Splits<Float>
        } catch {
          throw Fault(error, in: folder.path)
        }
      }
      #expect(found?.status == 66)
      #expect(found?.messages.first?.contains(reason) == true, "\(found?.description ?? "")")
    }
  }

  @Test func refusesExpansionsThatCannotFit() throws {
    let header = (0..<1000).map { "c\($0)" }.joined(separator: ",") + ",y\n"
    let row = String(repeating: "1,", count: 1000)
    let text = header + row + "0\n" + row + "1\n"
    for degree in [5, 100, 2_147_483_647] {
      let found = try #require(
        fault {
          _ = try load(text, preprocessing: "\"polynomial_degree\": \(degree)", as: Float.self)
        })
      #expect(found.status == 78 && found.messages[0].contains("do not fit in memory"))
      #expect(found.messages[0].hasPrefix("c.json:1:"), "\(found)")
    }
  }
}
