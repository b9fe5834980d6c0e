import Testing

import Tabular

/// Numbers written for people: what a stated format reads, what it refuses, and which format is found.
struct NumberFormatTests {
  struct Reading: CustomStringConvertible, Sendable {
    /// The keys of the column.
    let keys: String
    let text: String
    /// Nil where the cell is none of the format.
    let value: Double?

    init(_ keys: String, _ text: String, _ value: Double?) {
      self.keys = keys
      self.text = text
      self.value = value
    }

    var testDescription: String { "\(text) by \(keys)" }
    var description: String { testDescription }
  }

  static let readings = [
    Reading(#""suffix": "%""#, "14.35%", 14.35),
    Reading(#""suffix": "%""#, "14.35 %", 14.35),
    Reading(#""suffix": " % ""#, "- 14.35\u{a0}%", -14.35),
    Reading(#""suffix": "%""#, "0.5", 0.5),
    Reading(#""suffix": "%""#, "%", nil),
    Reading(#""suffix": "%""#, "14.35‰", nil),
    Reading(#""suffix": "%""#, "5%%", nil),
    Reading(#""suffix": "kg""#, "71.2 kg", 71.2),
    Reading(#""suffix": "kg""#, "71.2 lb", nil),
    Reading(#""suffix": "m2""#, "71.2m2", 71.2),
    Reading(#""prefix": "$", "thousands": ",""#, "$61,204", 61204),
    Reading(#""prefix": "$", "thousands": ",""#, "-$61,204.50", -61204.5),
    Reading(#""prefix": "$", "thousands": ",""#, "$ -1,234,567", -1_234_567),
    Reading(#""prefix": "$", "thousands": ",""#, "61204", 61204),
    Reading(#""prefix": "$", "thousands": ",""#, "$61,20", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "$6,1204", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "$1234,567", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "$0,567", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "$,567", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "$1,234.5,678", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "--5", nil),
    Reading(#""prefix": "$", "thousands": ",""#, "(5)", nil),
    Reading(#""prefix": "$", "parentheses": true"#, "($5.25)", -5.25),
    Reading(#""prefix": "$", "parentheses": true"#, "$(5.25)", -5.25),
    Reading(#""prefix": "$", "parentheses": true"#, "(-5)", nil),
    Reading(#""parentheses": true"#, "(5.00)", -5),
    Reading(#""parentheses": true"#, "5.00", 5),
    Reading(#""parentheses": true"#, "()", nil),
    Reading(#""decimal": ",""#, "1,36", 1.36),
    Reading(#""decimal": ",""#, "-0,5", -0.5),
    Reading(#""decimal": ",""#, ",5", 0.5),
    Reading(#""decimal": ",""#, "1,5e3", 1500),
    Reading(#""decimal": ",""#, "1.36", nil),
    Reading(#""decimal": ",""#, "1,3,6", nil),
    Reading(#""decimal": ",", "thousands": ".""#, "6.531,01", 6531.01),
    Reading(#""thousands": ".""#, "6.531,01", 6531.01),
    Reading(#""thousands": ".""#, "6.859", 6859),
    Reading(#""thousands": ".""#, "281", 281),
    Reading(#""thousands": ".""#, "1.36", nil),
    Reading(#""thousands": " ""#, "1 234 567.5", 1_234_567.5),
    Reading(#""thousands": " ""#, "1\u{a0}234\u{202f}567.5", 1_234_567.5),
    Reading(#""thousands": "'""#, "1'234’567.5", 1_234_567.5),
    Reading(#""thousands": "_""#, "1_234", 1234),
    Reading(#""thousands": "_""#, "1__234", nil),
    Reading("", "\u{2212}0.5", -0.5),
    Reading("", "1e\u{2212}3", 0.001),
    Reading("", "\u{2212}123456789012345678901234567890", -123456789012345677877719597056),
    Reading("", "\u{2212}\u{2212}5", nil),
    Reading(#""decimal": ",", "suffix": "€""#, "\u{2212} 0,5 €", -0.5),
  ]

  /// In an input, in the target and in a column of weights.
  @Test(arguments: readings)
  func statedFormatsAreRead(_ reading: Reading) throws {
    let keys = reading.keys
    let table = "x;y\n\"\(reading.text)\";1.5\n2;2.5\n"
    let column = keys.isEmpty ? #""type": "numeric""# : keys
    let data = #""target": "y", "delimiter": ";", "columns": {"x": {\#(column)}}"#
    guard let value = reading.value else {
      let found = try #require(fault { _ = try load(table, data, as: Double.self) })
      #expect(found.status == 65)
      #expect(
        found.messages[0].hasPrefix(
          "t.csv:2:1: \"\(reading.text)\" in column \"x\" is not a number"))
      #expect(
        found.messages[0].contains(keys.isEmpty ? "decimal number" : "a number written as \""))
      return
    }
    #expect(try load(table, data, as: Double.self).train.inputs[0, 0] == value)
    let ofTarget = try load(
      "y;x\n\"\(reading.text)\";1.5\n2;2.5\n",
      #""target": "y", "delimiter": ";", "task": "regression", "columns": {"y": {\#(keys)}}"#,
      as: Double.self)
    #expect(ofTarget.train.targets[0, 0] == value)
    guard value >= 0 else { return }
    let ofWeight = try load(
      "w;x;y\n\"\(reading.text)\";1;1.5\n2;2;2.5\n",
      #""target": "y", "weight": "w", "delimiter": ";", "columns": {"w": {\#(keys)}}"#,
      as: Double.self)
    #expect(ofWeight.train.weights?[0, 0] == value)
  }

  struct Column: Sendable {
    let cells: [String]
    let delimiter: Character
    /// The keys, and those of another reading; nil where the cells are no such numbers.
    let keys: String?
    let alternative: String?
    let isCertain: Bool

    init(
      _ cells: [String], _ keys: String?, or alternative: String? = nil, isCertain: Bool = true,
      in delimiter: Character = ";"
    ) {
      self.cells = cells
      self.delimiter = delimiter
      self.keys = keys
      self.alternative = alternative
      self.isCertain = isCertain && alternative == nil
    }
  }

  @Test(arguments: [
    Column(["14.35%", "3%", "0"], #""suffix": "%""#),
    Column(["$61,204", "$5,300", "-$1,000"], #""thousands": ",", "prefix": "$""#),
    Column(["$61,204", "$5,300.25"], #""thousands": ",", "prefix": "$""#),
    Column(["71.2 kg", "80 kg"], #""suffix": "kg""#),
    Column(["5.00", "(5.00)"], #""parentheses": true"#),
    Column(["($5.00)", "$3"], #""prefix": "$", "parentheses": true"#),
    Column(["1,36", "7", "-0,5"], #""decimal": ",""#),
    Column(["1,36", "7,5"], #""decimal": ",""#, isCertain: false, in: ","),
    Column(["6.531,01", "3,5"], #""decimal": ",", "thousands": ".""#, in: ","),
    Column(["1.234.567", "281"], #""decimal": ",", "thousands": ".""#),
    Column(["1,234", "5,678"], #""thousands": ",""#, in: ","),
    Column(["1,234", "281"], #""thousands": ",""#, or: #""decimal": ",""#),
    Column(["1,234", "5,678"], #""decimal": ",""#, or: #""thousands": ",""#),
    Column(["0,234", "5,678"], #""decimal": ",""#),
    Column(
      ["$6.859", "$281"], #""prefix": "$""#, or: #""decimal": ",", "thousands": ".", "prefix": "$""#
    ),
    Column(["1 000", "25"], #""thousands": " ""#),
    Column(["1\u{202f}000,5", "25"], #""decimal": ",", "thousands": " ""#),
    Column(["1'000.5", "25"], #""thousands": "'""#),
    Column(["1,5e3", "2,5e3"], #""decimal": ",""#),
    Column(["Rs. 5", "Rs. 10"], #""prefix": "Rs.""#),
    Column(["5 m2", "7 m2"], #""suffix": "m2""#),
    Column(["5 kg", "5 lb"], nil),
    Column(["A12", "A13"], nil),
    Column(["<5", "<7"], nil),
    Column(["#5", "#7"], nil),
    Column(["2020-01-05"], nil),
    Column(["05.01.2020", "06.01.2020"], nil),
    Column(["5/10", "7/10"], nil),
    Column(["10:30", "11:30"], nil),
    Column(["192.168.0.1"], nil),
    Column(["007 kg"], nil),
    Column(["12 May 2020", "13 May 2020"], nil),
    Column(["1,2,3"], nil),
    Column(["yes"], nil),
  ])
  func formatsAreFound(_ column: Column) throws {
    let search = NumberFormatSearch(column.cells, delimiter: column.delimiter)
    #expect(search?.format.keys == column.keys, "\(column.cells)")
    #expect(search?.alternative?.keys == column.alternative, "\(column.cells)")
    #expect(search.map(\.isCertain) == column.keys.map { _ in column.isCertain }, "\(column.cells)")
  }

  /// What agrees as a whole and means one thing is read, with a note; the model keeps how.
  @Test func wholeColumnsAreReadWithANote() throws {
    let splits = try load(
      "share;price;z;y\n14.35%;6.531,01;a1;1,5\n3%;7;a2;-2,25\n0;281;a1;1.000,5\n",
      #""target": "y", "delimiter": ";""#, as: Double.self)
    #expect(splits.encoder.inputs.map(\.type) == [.numeric, .numeric, .categorical])
    #expect((0..<3).map { splits.train.inputs[$0, 0] } == [14.35, 3, 0])
    #expect((0..<3).map { splits.train.inputs[$0, 1] } == [6531.01, 7, 281])
    #expect((0..<3).map { splits.train.targets[$0, 0] } == [1.5, -2.25, 1000.5])
    #expect(splits.notes.count == 3)
    #expect(splits.notes[0].contains("\"suffix\": \"%\""))
    #expect(splits.notes[2].contains("data.columns.y"))
    let again = try Encoder(json: splits.encoder.json, at: nil)
    #expect(again == splits.encoder)
    #expect(again.inputs[1].format.numbers?.thousands == .point)
  }
}
