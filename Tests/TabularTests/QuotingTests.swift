import Tabular
import Testing

/// Random texts survive writing by the rules of RFC 4180 and reading, as they do with a plain reader.
@Suite struct QuotingTests {
  @Test(arguments: 0..<40)
  func randomTextsSurvive(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let alphabet = [
      "a", "b", "\"", ",", "\n", "\r\n", "\r", " ", "é", "🙂", "1", ".", ";", "e\u{301}",
    ]
    let lineEnd = Bool.random(using: &random) ? "\n" : "\r\n"
    let columns = Int.random(in: 1...4, using: &random)
    var text = (0..<columns).map { "c\($0)" }.joined(separator: ",") + ",y" + lineEnd
    var rows: [[String]] = []
    for row in 0..<Int.random(in: 2...40, using: &random) {
      let cells = (0..<columns).map { _ in
        // A letter in front keeps the text from being a number or missing.
        "t"
          + (0..<Int.random(in: 0...6, using: &random))
          .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
      }
      rows.append(cells)
      for cell in cells {
        let needsQuotes = cell.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
        text += needsQuotes || Bool.random(using: &random) ? Self.quoted(cell) : cell
        text += ","
      }
      text += (row % 2 == 0 ? "p" : "q") + lineEnd
    }
    #expect(Self.parse(text).dropFirst().map { Array($0.dropLast()) } == rows)

    let splits = try load(text, as: Float.self)
    var place = 0
    for column in 0..<columns {
      guard case .category(let encoding) = splits.encoder.inputs[column].encoding else {
        Issue.record("not a category")
        return
      }
      // Spaces around a text do not count, and equivalent texts are one, spelled as it came first.
      var distinct: [String] = []
      let texts = rows.map { Self.withoutSpaces($0[column]) }
      for text in texts where !distinct.contains(text) { distinct.append(text) }
      let ordered = distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      #expect(encoding.values.map { Array($0.utf8) } == ordered.map { Array($0.utf8) })
      for (row, text) in texts.enumerated() {
        for (index, value) in ordered.enumerated() {
          let expected: Float = value == text ? 1 : 0
          #expect(splits.train.inputs[row, place + index] == expected)
        }
      }
      place += ordered.count
    }
  }

  private static func withoutSpaces(_ cell: String) -> String {
    var scalars = Substring.UnicodeScalarView(cell.unicodeScalars)
    while scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }

  private static func quoted(_ cell: String) -> String {
    "\"" + cell.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// Reads a sound CSV one character at a time.
  private static func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      if isQuoted {
        if scalar != "\"" {
          cell.append(scalar)
        } else if index + 1 < scalars.count, scalars[index + 1] == "\"" {
          cell.append(scalar)
          index += 1
        } else {
          isQuoted = false
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(String(cell))
        cell.removeAll()
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else if scalar != "\r" {
        cell.append(scalar)
      }
      index += 1
    }
    return rows
  }
}
