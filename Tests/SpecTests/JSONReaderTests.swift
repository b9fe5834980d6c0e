import Spec
import System
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String) throws(Failure) -> JSONValue {
    try JSONReader.read(Array(text.utf8), at: .file("a.json"))
  }

  @Test(arguments: [
    ("", "1:1: the text is empty, expected JSON"),
    (" \n\t\r\n ", "3:2: the text is empty, expected JSON"),
    ("{", "1:1: this object is not closed"),
    ("[1,\n[2", "2:1: this list is not closed"),
    ("[1", "1:1: this list is not closed"),
    ("{\"a\": 1", "1:1: this object is not closed"),
    ("{\"a\":", "1:6: unexpected end of the text, expected a value"),
    ("{\"a\"", "1:5: unexpected end of the text, expected \":\" after the key"),
    ("{} {}", "1:4: unexpected \"{\" after the end of the JSON"),
    ("1 2", "1:3: unexpected \"2\" after the end of the JSON"),
    ("[1,]", "1:3: unexpected \",\" after the last element"),
    ("{\"a\": 1,}", "1:8: unexpected \",\" after the last element"),
    ("[,]", "1:2: unexpected \",\", expected a value"),
    ("[1,,2]", "1:4: unexpected \",\", expected a value"),
    ("[1 2]", "1:4: unexpected \"2\", expected \",\" or \"]\""),
    ("[1}", "1:3: unexpected \"}\", expected \",\" or \"]\""),
    ("{\"a\": 1 \"b\": 2}", "1:9: unexpected text, expected \",\" or \"}\""),
    ("{\"a\" 1}", "1:6: unexpected \"1\", expected \":\" after the key"),
    ("{a: 1}", "1:2: unexpected \"a\", expected a key in double quotes"),
    ("{1: 1}", "1:2: unexpected \"1\", expected a key in double quotes"),
    ("{'a': 1}", "1:2: unexpected \"'\", expected a key in double quotes"),
    ("['a']", "1:2: unexpected \"'\": JSON strings take double quotes"),
    ("{} // end", "1:4: unexpected \"/\": JSON has no comments"),
    ("[/* x */ 1]", "1:2: unexpected \"/\": JSON has no comments"),
    ("[1 # x\n]", "1:4: unexpected \"#\": JSON has no comments"),
    ("[NaN]", "1:2: unexpected \"NaN\", expected a value"),
    ("[Infinity]", "1:2: unexpected \"Infinity\", expected a value"),
    ("[-Infinity]", "1:2: not a number: \"-\" must be followed by a digit"),
    ("[True]", "1:2: unexpected \"True\", expected a value"),
    ("[truee]", "1:2: unexpected \"truee\", expected a value"),
    ("[nul]", "1:2: unexpected \"nul\", expected a value"),
    ("[undefined]", "1:2: unexpected \"undefined\", expected a value"),
    ("[+1]", "1:2: unexpected \"+\", expected a value"),
    ("[.5]", "1:2: unexpected \".5\", expected a value"),
    ("[5.]", "1:2: not a number: \".\" must be followed by a digit"),
    ("[01]", "1:2: not a number: it must not begin with 0"),
    ("[-01]", "1:2: not a number: it must not begin with 0"),
    ("[00]", "1:2: not a number: it must not begin with 0"),
    ("[-]", "1:2: not a number: \"-\" must be followed by a digit"),
    ("[--1]", "1:2: not a number: \"-\" must be followed by a digit"),
    ("[1e]", "1:2: not a number: its exponent has no digit"),
    ("[1e+]", "1:2: not a number: its exponent has no digit"),
    ("[1.e3]", "1:2: not a number: \".\" must be followed by a digit"),
    ("[0x10]", "1:2: not a number: unexpected \"x10\" in it"),
    ("[1_000]", "1:2: not a number: unexpected \"_000\" in it"),
    ("[1.2.3]", "1:2: not a number: unexpected \".3\" in it"),
    ("[\"abc]", "1:2: this string is not closed"),
    ("[\"ab\nc\"]", "1:2: this string is not closed on its line"),
    ("[\"ab\tc\"]", "1:5: unexpected control character U+0009 in a string, write it as an escape"),
    (
      "[\"ab\u{0}\"]", "1:5: unexpected control character U+0000 in a string, write it as an escape"
    ),
    ("[\"a\\x\"]", "1:4: unknown escape, write a backslash itself as \\\\"),
    ("[\"a\\", "1:4: the file ends within an escape"),
    ("[\"\\u12\"]", "1:3: \\u must be followed by four hexadecimal digits"),
    ("[\"\\u12G4\"]", "1:3: \\u must be followed by four hexadecimal digits"),
    ("[\"\\u+123\"]", "1:3: \\u must be followed by four hexadecimal digits"),
    ("[\"\\ud83d\"]", "1:3: half of a surrogate pair"),
    ("[\"\\ud83dx\"]", "1:3: half of a surrogate pair"),
    ("[\"\\ud83d\\n\"]", "1:3: half of a surrogate pair"),
    ("[\"\\ud83d\\u0041\"]", "1:3: half of a surrogate pair"),
    ("[\"\\ude00\"]", "1:3: half of a surrogate pair"),
    ("[\u{B}1]", "1:2: unexpected control character U+000B, expected a value"),
    ("[\u{A0}1]", "1:2: unexpected \"\u{A0}\", expected a value"),
    ("[é]", "1:2: unexpected \"é\", expected a value"),
    ("[“a”]", "1:2: unexpected \"“\", expected a value"),
    // Columns count characters, lines end with LF, CR LF or CR.
    ("[\"é😀\", x]", "1:8: unexpected \"x\", expected a value"),
    ("[1,\r\n\r\n  x]", "3:3: unexpected \"x\", expected a value"),
    ("[1,\r  x]", "2:3: unexpected \"x\", expected a value"),
    ("\u{FEFF}x", "1:1: unexpected \"x\", expected a value"),
    ("{\"a\": 1,\n \"a\": 2}", "2:2: the key \"a\" is given twice"),
    ("{\"a\": 1, \"\\u0061\": 2}", "1:10: the key \"a\" is given twice"),
  ])
  func refuses(text: String, fault: String) {
    #expect(messages { _ = try read(text) } == ["a.json:" + fault])
  }

  @Test(
    arguments: [
      ([0x5B, 0x22, 0xFF, 0x22, 0x5D], "1:3: not UTF-8"),
      // An overlong slash, a surrogate and a cut sequence.
      ([0x22, 0xC0, 0xAF, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xE2, 0x82, 0x22], "1:2: not UTF-8"),
      ([0x22, 0xE2, 0x82], "1:2: not UTF-8"),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "1:2: not UTF-8"),
      ([0xFF, 0xFE, 0x7B, 0x00], "1:1: unexpected byte that is not UTF-8, expected a value"),
    ] as [([UInt8], String)])
  func refusesBytes(bytes: [UInt8], fault: String) {
    #expect(
      messages { _ = try JSONReader.read(bytes, at: .file("a.json")) } == ["a.json:" + fault])
  }

  @Test func reportsAllRepeatedKeys() {
    let text = "{\"a\": {\"x\": 1, \"x\": 2}, \"a\": 3}"
    #expect(
      messages { _ = try read(text) } == [
        "a.json:1:16: the key \"x\" is given twice", "a.json:1:25: the key \"a\" is given twice",
      ])
  }

  @Test func keysThatDifferInBytesAreDifferent() throws {
    // "é" as one scalar and as two.
    let value = try read("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(value["\u{E9}"]?.integer == 1)
    #expect(value["e\u{301}"]?.integer == 2)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u00e9\u20AC\u0000""#, "é€\u{0}"),
    (#""\ud83d\ude00\uDBFF\uDFFF""#, "😀\u{10FFFF}"),
    ("\"é€😀\u{7F}\u{2028}\"", "é€😀\u{7F}\u{2028}"),
    ("\u{FEFF}\"x\"", "x"),
  ])
  func readsTexts(json: String, text: String) throws {
    #expect(try read(json).text.map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test func nestingEndsAt64() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(messages { _ = try read(nested(64)) } == [])
    let refusal = ["a.json:1:65: nested too deeply, at most 64 levels are allowed"]
    #expect(messages { _ = try read(nested(65)) } == refusal)
    #expect(messages { _ = try read(String(repeating: "[", count: 1_000_000)) } == refusal)
    let objects = String(repeating: "{\"a\":", count: 65)
    #expect(messages { _ = try read(objects) }.first?.contains("nested too deeply") == true)
    // Neighbours are not nested.
    let neighbours = "[" + Array(repeating: "[]", count: 1000).joined(separator: ",") + "]"
    #expect(messages { _ = try read(neighbours) } == [])
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0", 0), ("0e99999999999999999999", 0), ("7", 7), ("-7", -7),
      ("1e3", 1000), ("1E+3", 1000), ("10.0", 10), ("1.5e1", 15), ("1000e-3", 1),
      ("120.50e2", 12050),
      ("9223372036854775807", .max), ("-9223372036854775808", .min),
      ("9.223372036854775807e18", .max),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e19", nil), ("1e999", nil),
      ("1e99999999999999999999", nil), ("1e-99999999999999999999", nil), ("0.5", nil),
      ("1e-3", nil), ("15e-1", nil), ("1e9223372036854775807", nil),
      ("1e-9223372036854775808", nil),
      ("0.00000000000000000000000000001e29", 1), ("100000000000000000000000000000e-29", 1),
    ] as [(String, Int?)])
  func wholeNumbers(text: String, value: Int?) throws {
    #expect(try read(text).integer == value)
  }

  @Test(
    arguments: [
      ("0.1", 0.1), ("1e-999", 0), ("1e999", nil), ("-1e309", nil),
      ("5e-324", .leastNonzeroMagnitude),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e23", 1e23),
      ("9007199254740993", 9_007_199_254_740_992), ("0.1000000000000000055511151231257827", 0.1),
    ] as [(String, Double?)])
  func doubles(text: String, value: Double?) throws {
    #expect(try read(text).double == value)
  }

  @Test func otherTypesAreNoNumbers() throws {
    for text in ["\"1\"", "true", "null", "[1]", "{}"] {
      #expect(try read(text).double == nil)
      #expect(try read(text).integer == nil)
    }
  }

  @Test func writingReadsBack() throws {
    let text =
      #"{"a": [1, 2.50, -0, 1e-08, true, false, null], "é\"\\\n\t\r\u0001\u001F": "😀/", "": {}, "#
      + #""b": [], "c": [{"d": [[1, 2], [3, 4]]}, "x"]}"#
    let value = try read(text)
    #expect(value.onOneLine == text)
    #expect(try read(value.onManyLines).onOneLine == text)
    #expect(
      value.onManyLines == """
        {
          "a": [1, 2.50, -0, 1e-08, true, false, null],
          "é\\"\\\\\\n\\t\\r\\u0001\\u001F": "😀/",
          "": {},
          "b": [],
          "c": [
            {
              "d": [[1, 2], [3, 4]]
            },
            "x"
          ]
        }

        """)
  }

  @Test func numbersAreWrittenInTheirShortestForm() {
    #expect(JSONValue.number(0.1).onOneLine == "0.1")
    #expect(JSONValue.number(Float(0.1)).onOneLine == "0.1")
    #expect(JSONValue.number(1e-8).onOneLine == "1e-08")
    #expect(JSONValue.number(Double.nan).onOneLine == "null")
    #expect(JSONValue.number(-Double.infinity).onOneLine == "null")
    #expect(JSONValue.integer(UInt64.max).onOneLine == "18446744073709551615")
  }

  /// Whatever the bytes, reading ends with a value or with a place in the text.
  @Test func brokenTextsNeverCrash() {
    let whole = Array(
      #"""
      {"title": "t\u00e9\ud83d\ude00", "epochs": 1e1, "rate": -0.5E-3, "shape": {"name": "circle",
      "radius": 2}, "parts": [{"width": 3, "figure": "circle"}, {}], "columns": ["é", "😀", null]}
      """#.utf8)
    var random: UInt64 = 1
    func next(_ bound: Int) -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((random >> 33) % UInt64(bound))
    }
    var refused = 0
    for round in 0..<20_000 {
      var bytes = whole
      if round < whole.count {
        bytes = Array(whole[..<round])
      } else {
        for _ in 0...next(4) {
          let index = next(bytes.count)
          switch next(3) {
          case 0: bytes[index] = UInt8(next(256))
          case 1: bytes.remove(at: index)
          default: bytes.insert(whole[next(whole.count)], at: index)
          }
        }
      }
      do {
        let json = try JSONReader.read(bytes, at: .file("a"))
        _ = try JSONReader.read(Array(json.onManyLines.utf8), at: .file("b"))
        _ = try Sample.read(json)
      } catch {
        refused += 1
        for diagnostic in error.diagnostics {
          guard case .position("a", let line, let column) = diagnostic.location else {
            Issue.record("no place: \(diagnostic)")
            continue
          }
          #expect(line >= 1 && line <= 5 && column >= 1 && column <= whole.count + 5)
        }
      }
    }
    #expect(refused > whole.count)
  }
}
