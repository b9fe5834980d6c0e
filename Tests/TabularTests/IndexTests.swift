import Foundation
import Spec
import Tabular
import Testing

/// Cells found by an index are read as cell after cell is.
///
/// A delimiter of one byte can be indexed, `§` cannot; it is one character too, so even the places in
/// messages are the same.
@Suite struct IndexTests {
  /// What comes out of a table: all its rows, or why there are none.
  struct Outcome: Equatable {
    var inputs: [UInt64] = []
    var targets: [UInt64] = []
    var leftOut = 0
    var encoder: Encoder?
    var fault: Fault?

    init<Scalar: TableScalar>(_ bytes: [UInt8], delimiter: String, as _: Scalar.Type) {
      // A column to be ignored has to be there.
      let ignored = String(decoding: bytes, as: UTF8.self).contains("junk") ? #""junk""# : ""
      let data =
        #""target": "y", "task": "regression", "ignore": [\#(ignored)], "delimiter": "\#(delimiter)""#
      fault = IndexTests.fault {
        let splits = try load(bytes, data, as: Scalar.self)
        inputs = splits.train.inputs.arrays.flatMap { $0 }.map { Double($0).bitPattern }
        targets = splits.train.targets.arrays.flatMap { $0 }.map { Double($0).bitPattern }
        leftOut = splits.train.leftOut.count
        encoder = splits.encoder
      }
      // A message may show a cell with a delimiter in it.
      if var shown = fault {
        shown.messages = shown.messages.map {
          $0.replacingOccurrences(of: delimiter, with: ",")
        }
        fault = shown
      }
    }
  }

  /// The free function of that name, which the property hides.
  static func fault(_ body: () throws -> Void) -> Fault? { TabularTests.fault(body) }

  /// The bytes with `§` for every comma.
  static func withoutIndex(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { $0 == UInt8(ascii: ",") ? Array("§".utf8) : [$0] }
  }

  static func expectSame<Scalar: TableScalar>(
    _ bytes: [UInt8], as type: Scalar.Type, _ note: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let indexed = Outcome(bytes, delimiter: ",", as: type)
    let general = Outcome(withoutIndex(bytes), delimiter: "§", as: type)
    if indexed != general {
      let outcomes = [indexed, general].map {
        $0.fault?.description ?? "\($0.targets.count) rows"
      }
      Issue.record(
        "\(note): \(outcomes[0]) by index, \(outcomes[1]) without", sourceLocation: sourceLocation)
    }
  }

  /// A cell that is mostly a number.
  static func cell(_ random: inout SplitMix) -> String {
    let value = Double.random(in: -100...100, using: &random)
    switch Int.random(in: 0..<40, using: &random) {
    case 0: return ["", "NA", " ", "?", "nan"].randomElement(using: &random) ?? ""
    case 1: return "\(UInt64(random.next() >> UInt64.random(in: 0..<64, using: &random)))"
    case 2: return " \(value)  "
    case 3: return "\"\(Int(value))\""
    case 4: return "\"\t\(value) \""
    case 5: return "\(value)e\(Int.random(in: -9...9, using: &random))"
    case 6:
      let spellings = ["1.", ".5", "-.25", "+7", "-0", "0000", "00012"]
      return spellings.randomElement(using: &random) ?? ""
    case 7..<14:
      return String(format: "%.\(Int.random(in: 1..<19, using: &random))f", value)
    case 14..<20: return "\(Int.random(in: -99_999...999_999_999, using: &random))"
    default: return "\(Int.random(in: 0..<10_000, using: &random))"
    }
  }

  /// A column of texts with all that may stand between quotes.
  static let junk = [
    "x", "", "\"a,b\"", "\"one\ntwo\"", "\"\"\"\"", "\"\"", "\"r\r\n,\"", "é",
    "\"say \"\"hi,\"\"\"",
  ]

  static func table(
    columns: Int, rows: Int, hasJunk: Bool, lineEnd: String, _ random: inout SplitMix
  ) -> String {
    var names = (0..<columns).map { "c\($0)" }
    if hasJunk { names.insert("junk", at: columns / 2) }
    var text = (names + ["y"]).joined(separator: ",") + lineEnd
    for _ in 0..<rows {
      if Int.random(in: 0..<40, using: &random) == 0 { text += " " + lineEnd }
      var cells = (0...columns).map { _ in cell(&random) }
      if hasJunk { cells.insert(junk.randomElement(using: &random) ?? "", at: columns / 2) }
      text += cells.joined(separator: ",") + lineEnd
    }
    return text
  }

  static let lineEnds = ["\n", "\r\n"]

  @Test func randomTablesAreTheSame() {
    var random = SplitMix(state: 11)
    for round in 0..<80 {
      var text = Self.table(
        columns: Int.random(in: 1..<40, using: &random),
        rows: Int.random(in: 1..<60, using: &random), hasJunk: round % 2 == 0,
        lineEnd: Self.lineEnds[round / 2 % 2], &random)
      if round % 3 == 0 { text = "\u{feff}" + text }
      var bytes = Array(text.utf8)
      if round % 5 == 0 { bytes.removeLast() }
      Self.expectSame(bytes, as: Float.self, "table \(round) of floats")
      Self.expectSame(bytes, as: Double.self, "table \(round) of doubles")
    }
  }

  /// Rows and quotes across the borders of the pieces in which a file is read.
  @Test func largeTablesAreTheSame() {
    var random = SplitMix(state: 12)
    for hasJunk in [false, true] {
      let text = Self.table(columns: 13, rows: 9000, hasJunk: hasJunk, lineEnd: "\n", &random)
      Self.expectSame(Array(text.utf8), as: Float.self, "a large table")
    }
  }

  @Test func faultsAreTheSame() {
    var random = SplitMix(state: 13)
    for round in 0..<300 {
      var bytes = Array(
        Self.table(
          columns: Int.random(in: 1..<20, using: &random), rows: 20, hasJunk: round % 2 == 0,
          lineEnd: Self.lineEnds[round / 2 % 2], &random
        ).utf8)
      for _ in 0..<Int.random(in: 1..<4, using: &random) {
        let place = Int.random(in: 80..<bytes.count, using: &random)
        bytes[place] =
          [0, 0x22, 0x0a, 0xff, 0x2c, 0x0d, 0x78, 0x20].randomElement(using: &random) ?? 0
      }
      Self.expectSame(bytes, as: Float.self, "spoiled table \(round)")
    }
  }

  /// A byte that is no digit is seen at any place of a cell, in the middle of many numbers.
  @Test(arguments: ["#", "1#", "#1", "1#2", "12#4", "123#", "1234#678", "1.2#4567", "-#"])
  func everyByteIsSeen(_ pattern: String) {
    Self.expectSameWithEachByte(
      in: pattern, behind: "1,22,333,4444,5,66,777,", firstRow: "0,0,0,0,0,0,0,0,0,1",
      rest: (",9,1", "8,9,1"), as: Float.self)
  }

  /// Tables of ten columns, in whose second row each byte but a comma stands for `#` in the eighth cell.
  /// - Parameters:
  ///   - before: the seven cells before it, here and in the third row.
  ///   - rest: what follows in the second row, and in the third.
  private static func expectSameWithEachByte<S: TableScalar>(
    in pattern: String, behind before: String, firstRow: String, rest: (String, String), as: S.Type
  ) {
    for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: ",") {
      var bytes = Array("a,b,c,d,e,f,g,h,i,y\n\(firstRow)\n\(before)".utf8)
      for character in pattern.utf8 {
        bytes.append(character == UInt8(ascii: "#") ? byte : character)
      }
      bytes += Array("\(rest.0)\n\(before)\(rest.1)\n".utf8)
      expectSame(bytes, as: S.self, "byte \(byte) in \(pattern)")
    }
  }

  /// The same in the middle of numbers with points, which are read together.
  @Test(arguments: [
    "#", "1#5", "#5", "-12#25", "#.5", ".#", "1.#", "1#.5", "-#.25", "-1.#", "1.2#", "1.2#456",
    "12345.#", "1.23456#",
    "-.#", "#123.456", "1234.56#",
  ])
  func everyByteIsSeenAmongDecimals(_ pattern: String) {
    let before = "1.5,-2.25,.5,3.,-.125,-7,0.0625,"
    Self.expectSameWithEachByte(
      in: pattern, behind: before, firstRow: before + "0.5,0.5,1", rest: (",9.75,1", "8.5,9.25,1"),
      as: Double.self)
  }

  /// Short numbers with points, signs and zeros in all places, seldom among other cells.
  @Test func decimalsAreTheSame() {
    var random = SplitMix(state: 14)
    func digits(_ count: ClosedRange<Int>) -> String {
      (0..<Int.random(in: count, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }.joined()
    }
    for round in 0..<60 {
      let columns = Int.random(in: 8..<40, using: &random)
      let most = Int.random(in: 0...4, using: &random)
      var text = (0..<columns).map { "c\($0)," }.joined() + "y\n"
      for _ in 0..<Int.random(in: 1..<60, using: &random) {
        for _ in 0..<columns {
          let cell =
            ["", "-"][Int.random(in: 0...1, using: &random)] + digits(0...most)
            + ["", ".", ".", "."][Int.random(in: 0...3, using: &random)] + digits(0...3)
          text +=
            round % 4 == 0 && Int.random(in: 0..<50, using: &random) == 0 ? "1e3," : cell + ","
          if cell == "-" || cell == "." || cell == "-." {
            text.removeLast(cell.count + 1); text += "1,"
          }
        }
        text += "1\n"
      }
      Self.expectSame(Array(text.utf8), as: Double.self, "table \(round) of decimals")
    }
  }

  /// Whole numbers and decimals are what they say at every place of a row and of a block.
  @Test(arguments: [1, 7, 8, 9, 15, 16, 33])
  func numbersAreWhatTheySay(_ columns: Int) throws {
    let rows = 10_000 / columns
    var text = (0..<columns).map { "c\($0)," }.joined() + "y\n"
    var targets: [Double] = []
    for row in 0..<rows {
      for column in 0..<columns { text += "\(row * columns + column)," }
      text += "\(row % 7).\(row % 10)\n"
      targets.append(Double(row % 7 * 10 + row % 10) / 10)
    }
    let splits = try load(text, #""target": "y", "task": "regression""#, as: Double.self)
    let numbers: [Double] = splits.train.inputs.arrays.flatMap { $0 }
    #expect(numbers == (0..<rows * columns).map { Double($0) })
    #expect(splits.train.targets.arrays == targets.map { [$0] })
  }
}
