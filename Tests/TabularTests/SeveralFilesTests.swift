import Compressors
import Foundation
import Spec
import System
import Tabular
import Testing

/// Tables whose rows are in several files.
@Suite struct SeveralFilesTests {
  /// A file of a table, and which lines of it the rows have.
  private struct Part {
    let name: String
    let bytes: [UInt8]
    let linesBefore: Int
    let rows: Int
  }

  /// Reads files as training does. The configuration says `train`, or else lists the files.
  private func load<Scalar: TableScalar>(
    _ files: [(name: String, bytes: [UInt8])], train: String? = nil, _ data: String,
    threads: Int = 2, as _: Scalar.Type
  ) throws -> Splits<Scalar> {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    for (name, bytes) in files { _ = try folder.write(bytes, as: name) }
    let list = "[" + files.map { "\"\($0.name)\"" }.joined(separator: ", ") + "]"
    let json = #"{"data": {"train": \#(train ?? list), \#(data)}}"#
    do {
      var checked = try Sections.read(JSONReader.read(Array(json.utf8), at: .file("c.json")))
      checked.value.data.makePathsAbsolute(from: folder.path)
      return try loadSplits(
        checked.value.data, checked.value.preprocessing, seed: 3, threads: threads,
        places: checked.places)
    } catch {
      throw Fault(error, in: folder.path)
    }
  }

  private func load<Scalar: TableScalar>(
    _ files: [String], _ data: String = #""target": "y""#, as type: Scalar.Type
  ) throws -> Splits<Scalar> {
    try load(
      files.enumerated().map { ("\($0 + 1).csv", Array($1.utf8)) }, data, threads: 2, as: type)
  }

  private func fault(_ files: [String], _ data: String = #""target": "y""#) -> Fault? {
    TabularTests.fault { _ = try load(files, data, as: Double.self) }
  }

  // MARK: One table

  private static let header = "id,amount,colour,\"a date\",y\n"

  /// Rows whose columns are numbers, categories and dates.
  private static func rows(_ count: Int) -> [String] {
    var random = SplitMix(state: 7)
    return (0..<count).map { row in
      let amount = Int.random(in: 0..<100_000, using: &random)
      let colour =
        ["red", "gr\u{fc}n", "\"a, \"\"b\"\"\"", "", "\"two\nlines\""].randomElement(using: &random)
        ?? ""
      return
        "\(row),\(amount / 100).\(amount % 100 + 100),\(colour),2020-0\(1 + row % 9)-1\(row % 7),"
        + "\(row % 3 == 0 ? "yes" : "no")"
    }
  }

  /// The rows in files of random sizes, each written and compressed in its own way.
  private static func parts(
    _ rows: [String], sizes: ClosedRange<Int>, seed: UInt64, header: String = header
  ) -> [Part] {
    var random = SplitMix(state: seed)
    var (rest, parts) = (rows[...], [Part]())
    while !rest.isEmpty || parts.isEmpty {
      let own = rest.prefix(Int.random(in: sizes, using: &random))
      rest = rest.dropFirst(own.count)
      let way = Int.random(in: 0..<6, using: &random)
      let end = way % 2 == 0 ? "\n" : "\r\n"
      var before = ""
      if way == 1 || way == 4 { before = "\u{feff}" }
      if way == 2 || way == 4 { before += "sep=,\n" }
      if way >= 3 { before += "\n  \n" }
      var text = before + header + own.map { $0 + end }.joined()
      if way % 3 == 0, !own.isEmpty { text.removeLast() }
      let bytes =
        way == 5
        ? Compressor.gzip(text.utf8) : way == 2 ? Compressor.zstd(text.utf8) : Array(text.utf8)
      let linesBefore = (before + header).utf8.count { $0 == UInt8(ascii: "\n") }
      parts.append(
        Part(
          name: "p\(1000 + parts.count).csv", bytes: bytes, linesBefore: linesBefore,
          rows: own.count))
    }
    return parts
  }

  private static let data =
    #""target": "y", "validation": 0.2, "test": 0.1, "inputs": ["amount", "colour", "a date"]"#

  /// Files smaller and larger than a chunk, and cuts anywhere in chunks.
  @Test(arguments: [(60, 1...3), (3000, 0...90), (30_000, 1...9000), (30_000, 12_000...30_000)])
  func areOneTable(_ count: Int, _ sizes: ClosedRange<Int>) throws {
    let rows = Self.rows(count)
    let whole: Splits<Float> = try load(
      [("t.csv", Array((Self.header + rows.map { $0 + "\n" }.joined()).utf8))], Self.data,
      as: Float.self)
    for (seed, threads) in [(1, 1), (2, 2), (3, 3)] {
      let parts = Self.parts(rows, sizes: sizes, seed: UInt64(seed))
      let splits: Splits<Float> = try load(
        parts.map { ($0.name, $0.bytes) }, train: seed == 2 ? #""p*.csv""# : nil, Self.data,
        threads: threads, as: Float.self)
      #expect(splits.encoder == whole.encoder)
      #expect(ThreadTests.bits(splits.train) == ThreadTests.bits(whole.train))
      #expect(splits.testRows == whole.testRows)
      for (one, other) in [(splits.validation, whole.validation), (splits.test, whole.test)] {
        #expect(one.map(ThreadTests.bits) == other.map(ThreadTests.bits))
      }
    }
  }

  /// What a first look decides is what the first rows of the table show, not those of a small first file.
  @Test func aSmallFirstFileDecidesNothing() throws {
    // Words for missing numbers, and numbers that follow: a fault of the first file, as of the one table.
    let files = ["a,y\nx,0\nz,1\n", "a,y\n" + (0..<50).map { "\($0),\($0 % 2)\n" }.joined()]
    let one = try #require(fault([files[0] + files[1].dropFirst(4)]))
    let several = try #require(fault(files))
    #expect(one.messages[0].hasPrefix("1.csv:2:1: \"x\""), "\(one)")
    #expect(several == one)
  }

  @Test func filesWithoutRowsAreSkipped() throws {
    let splits = try load(["a,y\n", "a,y\n1,0\n2,1", "\u{feff}a,y", "a,y\n3,0\n"], as: Double.self)
    #expect(splits.train.rows == 3)
    #expect(
      fault(["a,y\n", "a,y"]) == Fault(65, "1.csv, 2.csv: no rows after the header"))
    #expect(
      fault(["a,y\n1,0\n", ""]) == Fault(65, "2.csv: empty; expected a header and rows"))
    #expect(
      fault(["a,y\n1,0\n", "\n\n \n"]) == Fault(65, "2.csv: empty; expected a header and rows"))
  }

  @Test func aPatternIsTold() throws {
    let files = [("a2.csv", "a,y\n1,0\n"), ("a10.csv", "a,y\n2,1\n"), ("b.csv", "a,y\n3,0\n")].map {
      ($0, Array($1.utf8))
    }
    let splits: Splits<Double> = try load(
      files, train: #"["b.csv", "a*.csv", "b.csv"]"#, #""target": "y", "task": "regression""#,
      as: Double.self)
    #expect(splits.train.targets.arrays.count == 4)
    #expect(splits.notes.contains { $0.contains(": 4 files, from ") && $0.hasSuffix("/b.csv") })
    #expect(splits.notes.contains { $0.hasSuffix("/b.csv is read more than once, as stated") })
  }

  // MARK: Places

  /// A faulty row of one table is told with the file that it is in, and its line there.
  @Test(arguments: [40, 25_000])
  func placesOfFaults(_ count: Int) throws {
    // A quote that is left open stays open to the end of its file.
    let clean = Self.rows(count).map {
      $0.replacing("\"two\nlines\"", with: "red").replacing("\"a, \"\"b\"\"\"", with: "red")
    }
    for (seed, spoilt) in [
      "1,2", "1,zwölf,red,2020-01-01,no", "1,2,r\"ed,2020-01-01,no", "1,2,\"red,2020-01-01,no",
    ]
    .enumerated() {
      var rows = clean
      let place = count * (seed + 1) / 7
      rows[place] = spoilt
      let data = #""target": "y", "columns": {"amount": {"type": "numeric"}}"#
      let text = Array((Self.header + rows.map { $0 + "\n" }.joined()).utf8)
      let one = try #require(
        TabularTests.fault {
          _ = try load([("t.csv", text)], data, as: Float.self) as Splits<Float>
        })
      for threads in 1...2 {
        let parts = Self.parts(rows, sizes: 1...(count / 3), seed: UInt64(seed + 10))
        let found = try #require(
          TabularTests.fault {
            _ =
              try load(parts.map { ($0.name, $0.bytes) }, data, threads: threads, as: Float.self)
              as Splits<Float>
          })
        var first = 0
        for part in parts {
          if place < first + part.rows {
            let line = part.linesBefore + place - first + 1
            #expect(found.messages[0].hasPrefix("\(part.name):\(line):"), "\(found) \(one)")
            #expect(
              found.messages[0].dropFirst("\(part.name):\(line):".count)
                == one.messages[0].dropFirst("t.csv:\(place + 2):".count))
            break
          }
          first += part.rows
        }
      }
    }
  }

  @Test(arguments: [
    (
      ["a,y\n1,0\n", "y,a\n0,1\n"],
      "2.csv:1:1: the column \"y\"; expected \"a\", as in 1.csv, which has the same columns in another order"
    ),
    (
      ["a,y\n1,0\n", "sep=,\n\na,z\n0,1\n"],
      "2.csv:3:3: the column \"z\"; expected \"y\", as in 1.csv"
    ),
    (
      ["a,b,y\n1,0,1\n", "a,b,y\n1,1,0\n", "a,b\n0,1\n"],
      "3.csv:1:3: no column \"y\" behind \"b\"; expected 3 columns, as in 1.csv"
    ),
    (
      ["a,y\n1,0\n", "a,y,z\n0,1,2\n"],
      "2.csv:1:5: a further column \"z\"; expected 2 columns, as in 1.csv"
    ),
    (["a,y\n1,0\n", "1,0\n2,1\n"], "2.csv:1:1: the column \"1\"; expected \"a\", as in 1.csv"),
    (["a,y\n1,0\n", "a;y\n1;0\n"], "2.csv:1:1: the column \"a;y\"; expected \"a\", as in 1.csv"),
    (
      ["a,y\n1,0\n", "a,\u{0}y\n1,0\n"],
      "2.csv:1:3: a NUL byte; expected text in UTF-8 (is the file in UTF-16?)"
    ),
    (["a,y\n1,0\n", "a,\"y\n1,0\n"], "2.csv:1:3: a quote that is never closed"),
    (["a,y\n1,0\n2,\"1\n", "a,y\n1,\"0\"\n"], "1.csv:3:3: a quote that is never closed"),
    (["a,y\n1,0\n2\n", "y\n1\n"], "1.csv:3:2: a row of 1 cell; expected 2, as in the header"),
    // The header once more.
    (["a,y\n1,0\n", "a,y\na,y\n2,1\n"], "2.csv:2:1: "),
  ])
  func faultsOfHeaders(_ files: [String], _ expected: String) {
    let found = fault(files)
    #expect(found?.status == 65 && found?.messages.count == 1)
    #expect(found?.messages[0].hasPrefix(expected) == true, "\(String(describing: found))")
  }

  /// A quoted name is the same, and so are blanks around one.
  @Test func headersMayBeWrittenInAnotherWay() throws {
    #expect(try load(["a,y\n1,0\n", "\"a\", y \r\n2,1\r\n"], as: Double.self).train.rows == 2)
    #expect(try load(["a,y,,\n1,0,,\n", "a,y,,\n2,1\n"], as: Double.self).train.rows == 2)
  }

  /// A row that is looked for again, when all are read.
  @Test func placesOfRowsThatAreFoundLater() throws {
    let window = #""target": "y", "window": {"steps": 2, "order": "t"}"#
    #expect(
      fault(["t,a,y\n1,1,1\n2,2,2\n", "\n\nt,a,y\n3,3,3\n2,4,4\n"], window)?.messages[0]
        .hasPrefix("2.csv:5:1: ") == true)
    #expect(
      fault(["t,a,y\n1,1,1\n2,2,2\n", "\n\nt,a,y\n3,3,3\n2,4,4\n"], window)?.messages[0]
        .hasSuffix("(at 1.csv:3:1)") == true)
  }

  @Test func placesInHeldOutFiles() throws {
    let splits = try load(["a,c,y\n1,p,0\n2,q,1\n3,p,0\n"], as: Double.self)
    let folder = try Folder()
    let first = try folder.write("y,a,c\n0,1,p\n", as: "1.csv")
    let second = try folder.write("\ny,a,c\n1,2,q\n1,,z\n", as: "2.csv")
    let rows: Encoded<Double> = try Tabular.load(
      DataSource([first, second]), with: splits.encoder, delimiter: ",", threads: 2)
    #expect(rows.rows == 3)
    #expect(
      rows.unseen.contains { $0.hasSuffix("the first \"z\" at \(second):4:4") }, "\(rows.unseen)")
    #expect(rows.unseen.contains { $0.hasSuffix("the first at \(second):4:3") }, "\(rows.unseen)")
    // Answered as they come.
    _ = try folder.write("\ny,a,c\n1,2,q\n1,x,q\n1,3,q\n", as: "2.csv")
    let stream = try RowStream<Double>(
      DataSource("\(folder.path)/?.csv"), delimiter: ",", encoder: splits.encoder, kept: .named([]),
      refusesUnseen: false, skipsBadRows: true)
    let summary = try stream.run(threads: 2) { _, _, _ in
    } write: { _ throws(Failure) in
    }
    #expect(summary.skipped == 1)
    #expect(summary.firstFault?.hasPrefix("\(second):4:3: \"x\"") == true)
  }

  // MARK: Bytes

  @Test func aDamagedFileIsNamed() throws {
    let text = "a,y\n" + (0..<5000).map { "\($0),\($0 % 2)\n" }.joined()
    let compressed = Compressor.gzip(text.utf8)
    let found = TabularTests.fault {
      let splits: Splits<Double> = try load(
        [("1.csv", Array("a,y\n1,0\n".utf8)), ("2.csv.gz", compressed.dropLast(500).map { $0 })],
        #""target": "y""#, as: Double.self)
      _ = splits
    }
    #expect(found?.messages[0].hasPrefix("2.csv.gz:") == true)
    #expect(
      found?.messages[0].hasSuffix(
        "the file ends here in the middle of its gzip data; the rest is missing")
        == true)
  }

  @Test func aForeignFileIsNamed() {
    #expect(
      fault(["a,y\n1,0\n", "{\"a\": 1}"])
        == Fault(65, "2.csv: in JSON; expected a CSV file in UTF-8"))
  }

  /// A pipe among them is read once.
  @Test func onePipe() throws {
    let folder = try Folder()
    let text = "a,y\n" + (0..<90_000).map { "\($0),\($0 % 2)\n" }.joined()
    let first = try folder.write("a,y\n-1,0\n", as: "1.csv")
    let (pipe, file) = (folder.path + "/pipe", try folder.write(text, as: "2.csv"))
    mkfifo(pipe, 0o600)
    let feeding = Thread {
      if let handle = FileHandle(forWritingAtPath: pipe) {
        handle.write(Data(text.utf8))
        try? handle.close()
      }
    }
    feeding.start()
    var data = DataSection()
    data.target = ["y"]
    data.train = DataSource([first, pipe])
    let piped: Splits<Float> = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init())
    data.train = DataSource([first, file])
    let whole: Splits<Float> = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init())
    #expect(piped.encoder == whole.encoder)
    #expect(ThreadTests.bits(piped.train) == ThreadTests.bits(whole.train))
  }

  // MARK: The declaration

  @Test(arguments: [
    (#"[]"#, #""data.train" must be the path of a file or a list, not an empty list"#),
    (#"["a.csv", 3]"#, #""data.train.1" must be the path of a file, not 3"#),
    (
      #"["a.csv", "-"]"#,
      "standard input cannot be one of several files; expected the path of a file"
    ),
  ])
  func faultsOfTheDeclaration(_ train: String, _ expected: String) throws {
    let found = TabularTests.fault {
      let splits: Splits<Double> = try load([], train: train, #""target": "y""#, as: Double.self)
      _ = splits
    }
    #expect(
      found?.messages.count == 1 && found?.messages[0].hasSuffix(expected) == true,
      "\(String(describing: found))")
  }

  @Test func filesThatAreMissing() throws {
    func found(_ train: String) -> Fault? {
      TabularTests.fault {
        let splits: Splits<Double> = try load(
          [("part-1.csv", Array("a,y\n1,0\n".utf8))], train: train, #""target": "y""#,
          as: Double.self)
        _ = splits
      }
    }
    #expect(
      found(#""prat-*.csv""#)
        == Fault(66, #"prat-*.csv: no file fits this pattern, did you mean "part-1.csv"?"#))
    // Told before any row is read.
    #expect(
      found(#"["part-1.csv", "part-2.csv"]"#)
        == Fault(66, "part-2.csv: cannot be read: No such file or directory"))
    #expect(found(#"["part-1.csv", "."]"#)?.status == 66)
  }

  @Test func whatIsWritten() throws {
    for text in [#""a*.csv""#, #"["a.csv", "b-*.csv"]"#] {
      let json = #"{"data": {"train": \#(text), "target": "y", "validation": \#(text)}}"#
      let sections = try Sections.read(JSONReader.read(Array(json.utf8), at: .file("c.json"))).value
      let written = sections.data.written.onOneLine
      #expect(written.contains(#""train": \#(text)"#), "\(written)")
      #expect(written.contains(#""validation": \#(text)"#), "\(written)")
    }
    var data = DataSection()
    data.train = DataSource(["../a*.csv", "/b.csv"])
    data.makePathsAbsolute(from: "/x/y")
    #expect(data.train.paths == ["/x/a*.csv", "/b.csv"])
  }
}
