import Spec
import System
import Testing

/// Texts that are syntax, or are shown to people, whatever marks stand beside their signs.
@Suite struct TextTests {
  /// Marks that Swift joins with what stands behind and before them.
  private static let marks = [
    ("", ""), ("\u{600}", ""), ("", "\u{301}"), ("\u{110BD}", "\u{20D2}"),
  ]

  private static func around(_ sign: String, _ letters: String = "ab") -> [String] {
    marks.map { "\(letters.first ?? "a")\($0.0)\(sign)\($0.1)\(letters.last ?? "b")" }
  }

  @Test(arguments: around("="))
  func partsEndAtScalars(text: String) {
    #expect(text.parts(at: "=").count == 2)
    #expect(text.parts(at: "=").joined(separator: "=").isSame(as: text))
    #expect((text + "=c").parts(at: "=", most: 2).count == 2)
    #expect("=".parts(at: "=") == ["", ""] && "".parts(at: "=") == [""])
  }

  // MARK: For people

  @Test(arguments: [
    ("\u{1B}[31m", #"\u001B[31m"#), ("a\nb\r\t", #"a\nb\r\t"#), ("\u{7F}", #"\u007F"#),
    ("\u{9B}31m", #"\u009B31m"#), ("\u{202E}ab\u{2066}", #"\u202Eab\u2066"#), ("\0", #"\u0000"#),
    ("\u{1B}\u{301}", "\\u001B\u{301}"), ("\u{600}\u{7}", "\u{600}\\u0007"),
    ("\u{2028}\u{FFFF}", #"\u2028\uFFFF"#), ("größe \u{200D}🙂", "größe \u{200D}🙂"),
  ])
  func controlCharactersAreShown(text: String, shown: String) throws {
    #expect(text.shown == shown)
    #expect(text.quoted == "\"\(shown)\"")
    #expect(
      !text.shownLines.unicodeScalars.contains {
        $0.isControl && !"\n\t".unicodeScalars.contains($0)
      })
    let json = try JSONReader.read(Array(text.quoted.utf8), at: .file("a.json"))
    #expect(json.text?.isSame(as: text) == true)
  }

  @Test func linesAreKeptWhereTheyAreMeant() {
    #expect("a\n\tb\u{7}".shownLines == "a\n\tb\\u0007")
    #expect(Diagnostic(.file("a\nb"), "c\u{1B}").description == #"a\nb: c\u001B"#)
  }

  @Test func longTextsAreCut() {
    #expect("abcdef".quoted(most: 6) == #""abcdef""#)
    #expect("abcdefg".quoted(most: 6) == #""abcdef…""#)
    #expect("a\u{301}\u{301}\"".quoted(most: 2) == "\"a\u{301}…\"")
    #expect("abcdefg".shown(most: 6) == "abcde…")
    #expect("a\u{7}".shown(most: 6) == "a\\u00…")
  }

  @Test(arguments: [
    ("runs/iris-2", "runs/iris-2"), ("my run", "'my run'"), ("", "''"), ("-n", "./-n"),
    ("it's", #"'it'\''s'"#), ("a\u{600}'\u{301}b", "'a\u{600}'\\''\u{301}b'"),
    ("$(x)`y`\\\"", #"'$(x)`y`\"'"#), ("~", "'~'"), ("größe", "'größe'"),
    ("a\n1'\\", #"$'a\0121\'\\'"#), ("\u{9B}", #"$'\302\233'"#),
  ])
  func commandsHaveWords(text: String, word: String) {
    #expect(text.shellWord.isSame(as: word))
    #expect(!text.shellWord.unicodeScalars.contains { $0.isControl })
  }

  // MARK: Paths of files

  @Test(arguments: around("/", "dn"))
  func slashesEndNames(path: String) throws {
    #expect(FilePath.parts(path).count == 2)
    #expect(FilePath.absolute("/" + path, from: "/x").isSame(as: "/" + path))
    #expect(FilePath.absolute(path + "/../" + path, from: "/x").utf8.starts(with: "/x/d".utf8))
    #expect(FilePath.stem(path + ".json").isSame(as: FilePath.parts(path)[1]))
    #expect(FilePath.path("n", in: "d\u{600}/") == "d\u{600}/n")
    #expect(!FilePath.folderName(path).utf8.contains(0x2F))
    let missing = #expect(throws: Failure.self) { try FilePath.folder(of: "/nowhere" + path) }
    #expect(missing?.status == .noInput)
  }

  @Test(arguments: around(".", "nj"))
  func dotsEndStems(name: String) {
    #expect(FilePath.stem("a/" + name).utf8.first == UInt8(ascii: "n"))
    #expect(!FilePath.stem("a/" + name).utf8.contains(UInt8(ascii: ".")))
  }

  @Test func foldersHaveNamesOfTheirOwn() {
    #expect(FilePath.folderName("a/b\u{301}\n") == "a-b\u{301}-")
    #expect([".", "..", ""].map(FilePath.folderName) == ["-", "--", "-"])
    #expect(FilePath.folderName("...") == "...")
  }

  // MARK: Dotted paths

  private struct Columns: Declared {
    struct Column: Declared {
      var scale: String?
      var least: Int?
      static let fields: [Field<Self>] = [
        Field("scale", \.scale, .text("a word"), "how numbers are scaled"),
        Field("least", \.least, .integer(0...9), "the least number"),
      ]
    }
    var columns: [Named<Column>] = []
    var weights: [Named<Double>] = []
    static let fields: [Field<Self>] = [
      Field("columns", \.columns, .map("the name of a column", .object()), "the columns"),
      Field("weights", \.weights, .map("the name of a class", .number(.positive)), "the weights"),
    ]

    static func read(_ overrides: [String]) throws -> Checked<Columns> {
      var json = JSONValue.object([])
      var faults: [Diagnostic] = []
      for text in overrides {
        faults += try Override(text).apply(to: &json, of: .object(descriptions))
      }
      return try read(json, known: faults)
    }
  }

  @Test(arguments: [
    ["a"], ["sepal.length", "type"], ["", "a"], ["a=b", "\"", "\\"], ["\"a\".b"],
    ["a\u{600}.\u{301}b", "=\u{301}"], ["a\nb", "\u{1B}", "größe", "0"], ["x\u{600}\"\u{301}"],
  ])
  func pathsAreReadAsTheyAreWritten(keys: [String]) throws {
    let path = DottedPath(keys)
    let read = try #require(DottedPath(path.description))
    #expect(read.keys.elementsEqual(keys) { $0.isSame(as: $1) }, "\(path)")
    #expect(!path.quoted.unicodeScalars.contains { $0.isControl })
    // The same in front of a value.
    let sides = try #require(Override.sides(of: "\(path)=1=2"))
    #expect(sides.path.keys.elementsEqual(keys) { $0.isSame(as: $1) } && sides.value == "1=2")
  }

  @Test(arguments: ["\"a", "\"a\"b", "\"a\".\"", "\"\\x\""])
  func quotesHaveTwoEnds(text: String) {
    #expect(DottedPath(text) == nil)
    let failure = #expect(throws: Failure.self) { try Override(text + "=1") }
    #expect(failure?.status == .usage)
  }

  @Test(arguments: [
    (#"columns."sepal.length.scale=x"#, 9), (#""a"#, 1), (#"a."b\".c=1"#, 3), (#"größe."=1"#, 7),
  ])
  func openQuotesHaveTheirPlace(text: String, place: Int) {
    let failure = #expect(throws: Failure.self) { try Override(text) }
    #expect(
      failure?.diagnostics.map(\.message) == [
        "the quote at character \(place) is not closed; expected KEY=VALUE"
      ])
  }

  @Test(arguments: around("=", "a1"))
  func equalsSignsEndKeys(text: String) throws {
    let sides = try #require(Override.sides(of: text))
    #expect(sides.path.keys.count == 1 && sides.value.utf8.last == UInt8(ascii: "1"))
  }

  @Test(arguments: ["sepal.length", "a=b", "x\u{600}.\u{301}", "\"q\"", ""])
  func namesWithDotsAreReached(name: String) throws {
    let override = "columns.\(name.quoted).least=3"
    let checked = try Columns.read([override, "weights.\(name.asKey)=0.5"])
    #expect(checked.value.columns.count == 1 && checked.value.columns[0].name.isSame(as: name))
    #expect(checked.value.columns[0].value.least == 3)
    #expect(checked.value.weights.map(\.value) == [0.5])
    #expect(checked.places["columns.\(name.asKey).least"] == .override(override))
    #expect(checked.places["columns.\(name.asKey).scale"] == .override(override))
    let (wrong, path) = ("columns.\(name.quoted).least=10", DottedPath(["columns", name, "least"]))
    #expect(
      messages { _ = try Columns.read([wrong]) }
        == ["--set \(wrong): \(path.quoted) must be a whole number from 0 to 9, not 10"])
  }

  @Test func dotsWithoutQuotesAreSeen() {
    func message(_ override: String) -> [String] {
      messages { _ = try Columns.read([override]) }.map { String($0.dropFirst(override.count + 8)) }
    }
    #expect(
      message("columns.sepal.length.least=3")
        == [#"a name with dots needs quotes, did you mean columns."sepal.length".least?"#])
    #expect(
      message("weights.1.5=3")
        == [#"a name with dots needs quotes, did you mean weights."1.5"?"#])
    #expect(message("columns.a.laest=3").first?.contains(#"did you mean "least"?"#) == true)
    #expect(message("columns.a.b.c=3").first?.contains(#"unknown key "b""#) == true)
  }

  // MARK: Near names

  @Test(arguments: [
    ("a", ["", " ", "\u{200B}"]), ("2018", ["2019", "2020"]), ("5.2", ["5.1", "3.5"]),
    ("setos", ["5.1", "3.5", "setosa"]), ("mal", ["male", "22", "7.25"]),
  ])
  func cellsAndBlanksAreNotMeant(name: String, names: [String]) {
    #expect(suggestion(for: name, among: names) == "")
  }

  @Test(arguments: [
    ("contry", ["country", "2019", "2020"], ", did you mean \"country\"?"),
    (
      "age", ["age\u{200B}"],
      "; a name that looks the same continues with U+200B at character 4"
    ),
    (
      "age\u{A0}", ["age"],
      "; a name that looks the same ends before U+00A0 at character 4"
    ),
    (
      "price", ["p\u{440}ice", "other"],
      ", did you mean \"p\u{440}ice\"?"
    ),
    (
      "cost", ["\u{441}ost"],
      "; a name that looks the same has U+0441 instead of U+0063 at character 1"
    ),
    (
      "gr\u{F6}\u{DF}e", ["gro\u{308}\u{DF}e"],
      "; a name that looks the same has U+006F instead of U+00F6 at character 3"
    ),
    ("Age", ["age"], ", did you mean \"age\"?"),
  ])
  func whatOnlyLooksTheSameIsTold(name: String, names: [String], ending: String) {
    #expect(suggestion(for: name, among: names) == ending)
  }

  @Test func numbersForPeopleHaveFourDigits() {
    #expect(Decimals.text(0.123456) == "0.1235")
    #expect(Decimals.text(-12.3456) == "-12.35")
    #expect(Decimals.text(123456.7) == "123457")
    #expect(Decimals.text(1.602e-19) == "1.602e-19")
    // Rounding of a sum of numbers about 1 is nothing.
    #expect(Decimals.text(-2.2e-17, beside: 1) == "0")
    #expect(Decimals.text(2.2e-12, beside: 1) == "2.2e-12")
    #expect(Decimals.text(1.602e-19, beside: 2e-19) == "1.602e-19")
  }
}
