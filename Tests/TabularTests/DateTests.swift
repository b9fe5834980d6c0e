import Foundation
import Spec
import System
import Testing

import Tabular

@Suite struct DateTests {
  // MARK: Formats

  /// Days since 1970-01-01 by Python's datetime.
  @Test(
    arguments: [
      ("%Y-%m-%d", "1970-01-01", 0.0), ("%Y-%m-%d", "1969-12-31", -1), ("%F", "1900-01-01", -25567),
      ("%Y-%m-%d", "2000-02-29", 11016), ("%Y-%m-%d", "2000-2-9", 10996),
      ("%Y-%m-%d", "0001-01-01", -719162), ("%Y-%m-%d", "9999-12-31", 2_932_896),
      ("%Y-%m-%d", "1582-10-10", -141432), ("%d.%m.%Y", "29.02.2024", 19782),
      ("%d.%m.%Y", "1.3.2024", 19783), ("%m/%d/%Y", "12/31/1999", 10956),
      ("%d/%m/%Y", "31/12/1999", 10956), ("%d-%m-%Y", "31-12-1999", 10956),
      ("%Y/%m/%d", "2013/01/01", 15706), ("%m/%d/%y", "1/1/69", -365),
      ("%m/%d/%y", "1/1/68", 35794),
      ("%y%m%d", "991231", 10956), ("%Y%m%d", "20000229", 11016), ("%d%m%Y", "29022000", 11016),
      ("%Y-%j", "2000-366", 11322), ("%j/%Y", "1/1970", 0), ("%d %b %Y", "29 feb 2000", 11016),
      ("%d-%b-%y", "29-FEB-00", 11016), ("%B %d, %Y", "September 9, 1999", 10843),
      ("%b %d %Y", "Sept  9 1999", 10843), ("%d %B %Y", "1 May 1970", 120), ("%Y", "1971", 365),
      ("%Y-%m", "1970-02", 31), ("%d.%m.%Y %H:%M", "01.01.1970 06:00", 0.25),
      ("%Y-%m-%dT%H:%M:%S", "1970-01-02T12:00:00", 1.5),
      ("%Y-%m-%d %H:%M:%S", "1969-12-31 18:00:00.000", -0.25),
      ("%FT%T%z", "1970-01-01T00:00:00Z", 0), ("%FT%T%z", "1970-01-01T01:00:00+01:00", 0),
      ("%FT%T%z", "1969-12-31T18:30:00-0530", 0),
      ("%FT%T%z", "1970-01-01T02:00:00.5+02", 0.5 / 86400),
      ("%F %T %z", "1970-01-01 00:00:00 UTC", 0), ("%m/%d/%Y %I:%M %p", "1/1/1970 12:00 AM", 0),
      ("%m/%d/%Y %I:%M %p", "1/1/1970 12:00 pm", 0.5), ("%D %R", "01/01/70 23:59", 86340.0 / 86400),
      ("%m/%d/%Y %I:%M:%S %p", "1/1/1970 6:00:00 PM", 0.75), ("%F %R", "1970-01-01 24:00", 1),
      ("%F %T", "1970-01-01 24:00:00", 1), ("%F %T", "2016-12-31 23:59:60", 17167),
      ("%F %T%z", "2017-01-01 05:29:60+05:30", 17167), ("%Y年%m月%d日", "2000年2月29日", 11016),
      ("%F %T", "2001-09-09 01:46:40,25", 11574.074074074074 + 0.25 / 86400), ("%%%Y", "%1970", 0),
    ] as [(String, String, Double)])
  func daysOf(_ format: String, _ text: String, _ days: Double) throws {
    guard case .days(let found) = try DateFormat(format).reading(text) else {
      Issue.record("\(text) is not a date by \(format)")
      return
    }
    #expect(abs(found - days) < 1e-11 * max(1, abs(days)))
  }

  @Test(arguments: [
    ("%Y-%m-%d", "1900-02-29"), ("%Y-%m-%d", "2023-02-29"), ("%Y-%m-%d", "2023-04-31"),
    ("%Y-%m-%d", "2023-00-10"), ("%Y-%m-%d", "2023-13-10"), ("%Y-%m-%d", "2023-10-00"),
    ("%d.%m.%Y", "32.1.2023"), ("%Y-%j", "2023-366"), ("%Y-%j", "2024-000"),
    ("%F %R", "2023-01-01 24:01"), ("%F %R", "2023-01-01 25:00"), ("%F %R", "2023-01-01 23:60"),
    ("%F %T", "2023-01-01 23:58:60"), ("%F %T", "2023-01-01 23:59:61"),
    ("%F %T", "2023-01-01 24:00:01"), ("%F %T", "2023-01-01 24:00:00.5"),
    ("%F %T%z", "2017-01-01 23:59:60+01:00"), ("%F %I:%M %p", "2023-01-01 13:00 PM"),
    ("%F %I:%M %p", "2023-01-01 0:30 AM"),
  ])
  func momentsThatAreNot(_ format: String, _ text: String) throws {
    #expect(try DateFormat(format).reading(text) == .impossible)
  }

  @Test(arguments: [
    ("%Y-%m-%d", "2023-01-01 "), ("%Y-%m-%d", "2023-01-01 00:00"), ("%Y-%m-%d", "23-01-01"),
    ("%Y-%m-%d", "2023/01/01"), ("%Y-%m-%d", ""), ("%Y-%m-%d", "2023-01-"),
    ("%Y-%m-%d", "-2023-01-01"),
    ("%m/%d/%y", "1/1/2023"), ("%F %T%z", "2023-01-01 00:00:00"), ("%F %T", "2023-01-01 00:00:00Z"),
    ("%F %T", "2023-01-01T00:00:00"), ("%F %T", "2023-01-01 00:00:00."), ("%d %b %Y", "1 Ja 2023"),
    ("%d %b %Y", "1 Janu 2023"), ("%d %b %Y", "1 Mär 2023"), ("%F %I:%M %p", "2023-01-01 1:00"),
    ("%F %T%z", "2023-01-01 00:00:00+1"), ("%F %T%z", "2023-01-01 00:00:00+24:00"),
    ("%Y-%m-%d", "٢٠٢٣-٠١-٠١"), ("%Y", "43831"),
  ])
  func textsOfOtherFormats(_ format: String, _ text: String) throws {
    #expect(try DateFormat(format).reading(text) == .other)
  }

  @Test(arguments: [
    ("%Q", "\"%Q\" is not part of a date format; expected %Y, "), ("%Y-%m-%", "\"%\" is not part"),
    ("%d.%m", "has no year"), ("%Y %y", "the year appears twice"),
    ("%Y-%d", "the day has no month"),
    ("%Y-%m %H", "the hour has no day"), ("%F %M", "the minute has no hour"),
    ("%F %H:%S", "the second has no minute"), ("%F %I:%M", "%I needs %p"),
    ("%F %R %p", "%p, AM or PM"),
    ("%F%z", "the offset has no hour"), ("%Y-%m-%j", "the month appears twice"),
    ("", "has no year"),
    ("%F %T %H", "the hour appears twice"), ("%-d.%m.%Y", "\"%-\" is not part"),
  ])
  func faultyFormats(_ format: String, _ message: String) {
    #expect { try DateFormat(format) } throws: {
      ($0 as? DateFormat.Fault)?.message.contains(message) ?? false
    }
    let found = fault {
      _ = try load(
        "d,y\n2020-01-01,0\n2020-01-02,1\n",
        #""target": "y", "columns": {"d": {"type": "date", "format": "\#(format)"}}"#,
        as: Double.self)
    }
    #expect(found?.status == 78)
    #expect(found?.messages.first?.hasPrefix("c.json:1:") ?? false)
    #expect(found?.messages.first?.contains(message) ?? false)
  }

  /// Each day is the one after the day before, over all leap years' rules, and back again.
  @Test func theCalendarIsWhole() {
    var day = CalendarDay(number: -800_000)
    for number in -799_999...800_000 {
      let next = CalendarDay(number: number)
      let isNextDay = (next.year, next.month, next.day) == (day.year, day.month, day.day + 1)
      let isNextMonth = (next.year, next.month, next.day) == (day.year, day.month + 1, 1)
      let isNextYear =
        day.month == 12 && (next.year, next.month, next.day) == (day.year + 1, 1, 1)
      let isNext = isNextDay || isNextMonth || isNextYear
      if !isNext || !next.exists || next.number != number {
        Issue.record("\(next) follows \(day)")
        return
      }
      day = next
    }
    #expect(CalendarDay.weekday(ofNumber: 0) == 3)
    // 2024-02-29 and 1969-12-28 were a Thursday and a Sunday.
    #expect(CalendarDay.weekday(ofNumber: 19782) == 3)
    #expect(CalendarDay.weekday(ofNumber: -4) == 6)
  }

  // MARK: Detection

  /// The column and its type, format and whether it is ambiguous.
  private func column(
    _ cells: [String], _ section: String = "{}", target: (Int) -> Int = { $0 % 2 }
  ) throws -> ColumnReport {
    let rows = cells.enumerated().map { "\"\($1)\",\($0),\(target($0))\n" }.joined()
    let splits = try load(
      "d,n,y\n" + rows, #""target": "y", "columns": {"d": \#(section)}"#, as: Double.self)
    return splits.columns[0]
  }

  @Test(arguments: [
    ("%Y-%m-%d", ["2020-01-31", "", "2020-02-29"]),
    ("%Y/%m/%d", ["2020/01/31", "2020/02/29"]),
    ("%d.%m.%Y", ["31.12.2020", "1.1.2021", "NA"]),
    ("%m.%d.%Y", ["12.31.2020", "1.1.2021"]),
    ("%d.%m.%Y", ["1.2.2020", "3.4.2021"]),
    ("%d-%m-%Y", ["31-12-2020", "01-01-2021"]),
    ("%m-%d-%Y", ["12-31-2020", "01-01-2021"]),
    ("%d/%m/%Y", ["01/01/2021", "31/12/2020"]),
    ("%m/%d/%Y", ["01/01/2021", "12/31/2020"]),
    ("%m/%d/%y", ["1/1/21", "12/31/20"]),
    ("%d.%m.%y", ["01.01.21", "31.12.20"]),
    ("%d-%b-%Y", ["01-JAN-2021", "31-Dec-2020"]),
    ("%b %d, %Y", ["Jan 1, 2021", "December 31, 2020"]),
    ("%Y-%m-%d %H:%M:%S", ["2020-01-31 10:00:00", "2020-02-29 10:00:00.25"]),
    ("%Y-%m-%dT%H:%M:%S%z", ["2020-01-31T10:00:00Z", "2020-02-29T10:00:00+02:00"]),
    ("%Y-%m-%dT%H:%M", ["2020-01-31T10:00", "2020-02-29T10:00"]),
    ("%d.%m.%Y %H:%M", ["31.1.2020 9:05", "29.2.2020 10:00"]),
    ("%m/%d/%Y %I:%M %p", ["1/31/2020 9:05 AM", "2/29/2020 10:00 PM"]),
    ("%Y-%m-%d %H:%M:%S %z", ["2020-01-31 10:00:00 UTC", "2020-02-29 10:00:00 UTC"]),
  ])
  func datesByDefault(_ format: String, _ cells: [String]) throws {
    let report = try column(cells)
    #expect(report.type == .date && report.dateFormat?.text == format)
    #expect(report.otherDateFormat == nil)
    if case .dates = report.reason {} else { Issue.record("\(report.reason)") }
  }

  /// Versions, codes, times, years and two formats in one column are no dates.
  @Test(arguments: [
    ["1.2.10", "1.10.2", "2.1.11"], ["2020-01", "2020-02"], ["10:30", "11:45"],
    ["2020-01-31", "31.01.2020"], ["2020-01-31", "2020-01-31 10:00:00"],
    ["2020-02-30", "2020-01-01"],
    ["0000-00-00", "2020-01-01"], ["12-34-56", "11-10-09"], ["a", "b"], ["yes", "no"],
  ])
  func otherTextsByDefault(_ cells: [String]) throws {
    #expect(try column(cells).type != .date)
  }

  @Test func numbersStayNumbers() throws {
    #expect(try column(["2013", "2014"]).type == .numeric)
    #expect(try column(["43831", "43832"]).type == .numeric)
    #expect(try column(["20200101", "20200102"]).type == .numeric)
    #expect(
      try column(["20200101", "20200102"], #"{"type": "date"}"#).dateFormat?.text == "%Y%m%d")
    #expect(try column(["2013", "2014"], #"{"type": "date"}"#).dateFormat?.text == "%Y")
  }

  @Test func daysOrMonthsFirst() throws {
    let cells = ["1/2/2020", "12/11/2021"]
    let report = try column(cells)
    #expect(report.dateFormat?.text == "%m/%d/%Y" && report.otherDateFormat?.text == "%d/%m/%Y")
    #expect(report.ambiguityNote?.contains(#""format": "%d/%m/%Y""#) ?? false)
    let hyphens = try column(["1-2-2020 10:00", "12-11-2021 11:00"])
    #expect(hyphens.dateFormat?.text == "%d-%m-%Y %H:%M")
    #expect(hyphens.otherDateFormat?.text == "%m-%d-%Y %H:%M")
    let stated = try column(cells, #"{"type": "date", "format": "%d/%m/%Y"}"#)
    #expect(stated.dateFormat?.text == "%d/%m/%Y" && stated.otherDateFormat == nil)
    #expect(try column(cells, #"{"type": "date"}"#).otherDateFormat != nil)
    let splits = try load("d,y\n1/2/2020,0\n12/11/2021,1\n", as: Double.self)
    #expect(splits.notes.count == 1 && splits.notes[0].contains("t.csv: the dates in column \"d\""))
  }

  /// The first chunk fits both, what comes later one only; the last cell fits none.
  @Test(arguments: [1, 3])
  func whatComesLaterCounts(threads: Int) throws {
    func table(_ last: String) -> String {
      let rows = (0..<28_000).map { "\($0 % 12 + 1)/\($0 % 11 + 1)/2020,\($0 % 2)\n" }.joined()
      return "d,y\n" + rows + last + ",1\n"
    }
    func report(_ last: String, _ data: String = "") throws -> ColumnReport {
      try load(
        table(last), #""target": "y"\#(data)"#, threads: threads, as: Double.self
      ).columns[0]
    }
    let dayFirst = try report("31/1/2020")
    #expect(dayFirst.dateFormat?.text == "%d/%m/%Y" && dayFirst.otherDateFormat == nil)
    let monthFirst = try report("1/31/2020")
    #expect(monthFirst.dateFormat?.text == "%m/%d/%Y" && monthFirst.otherDateFormat == nil)
    #expect(try report("1/1/2020").otherDateFormat != nil)
    let stray = try report("never")
    #expect(stray.type == .categorical)
    #expect(
      stray.unreadNote?.contains(
        "132 of its 133 different values are dates in the format \"%m/%d/%Y\", but \"never\" is not"
      ) ?? false)
    let stated = #", "columns": {"d": {"type": "date"}}"#
    #expect(try report("31/1/2020", stated).dateFormat?.text == "%d/%m/%Y")
    let fault = fault { _ = try report("never", stated) }
    #expect(fault?.status == 65)
    #expect(
      fault?.messages.first?.hasPrefix("t.csv:28002:1: \"never\" in column \"d\" is not a date")
        ?? false)
  }

  /// Dates in several formats, or in one that is not found, are told, whether the column's type is stated or
  /// not; texts that are no dates are not taken for some.
  @Test(arguments: [
    (
      ["25. Mai 2020", "2019-08-25"],
      "several formats, such as \"25. Mai 2020\" and \"2019-08-25\""
    ),
    (["2020-01-31", "31.01.2020"], "several formats, such as \"2020-01-31\" and \"31.01.2020\""),
    (["3 août 2020", "4 mars 2021"], "in no format that is known, such as \"3 août 2020\""),
  ])
  func datesInNoOneFormatAreTold(cells: [String], words: String) throws {
    for section in ["{}", #"{"type": "categorical"}"#] {
      let report = try column(cells, section)
      #expect(
        report.type == .categorical && report.unreadNote?.contains(words) == true, "\(report)")
    }
    let rows = "d,y\n\(cells[0]),0\n\(cells[1]),1\n"
    let notes = try load(rows, as: Double.self).notes
    #expect(notes.count == 1 && notes[0].contains(words))
  }

  @Test(arguments: [
    ["Room 12 2020", "Room 14 2021"], ["1.2.10", "1.3.0"], ["12345678a", "b"], ["a-1-2", "b-3-4"],
    ["10.0.0.1", "10.0.0.2"], ["Mai", "Juni"], ["18-24", "25-34"],
  ])
  func otherTextsAreNoDates(cells: [String]) throws {
    #expect(try column(cells).unreadNote == nil)
  }

  // MARK: Faults

  @Test func faultsHaveTheirPlace() throws {
    func fault(_ cell: String, _ section: String) -> Fault? {
      TabularTests.fault {
        _ = try load(
          "n,d,y\n1,01.02.2020,0\n2,\(cell),1\n",
          #""target": "y", "columns": {"d": \#(section)}"#, as: Double.self)
      }
    }
    let stated = #"{"type": "date", "format": "%d.%m.%Y"}"#
    #expect(
      fault("2020-02-01", stated)
        == Fault(
          65,
          "t.csv:3:3: \"2020-02-01\" in column \"d\" is not a date in the column's format; expected "
            + "\"%d.%m.%Y\", as in \"31.12.2024\""))
    #expect(
      fault("31.02.2020", stated)
        == Fault(
          65,
          "t.csv:3:3: \"31.02.2020\" in column \"d\" is not a valid date or time when read as "
            + "\"%d.%m.%Y\""))
    #expect(
      fault("31.02.2020", #"{"type": "date"}"#)?.messages.first?.hasPrefix("t.csv:3:3") ?? false)
    #expect(fault("", #"{"type": "date", "missing": "error"}"#)?.status == 65)
    #expect(fault("x", #"{"type": "date", "missing": ["x"]}"#) == nil)
    for section in [
      #"{"type": "date", "max_categories": 3}"#, #"{"type": "date", "encoding": "one_hot"}"#,
      #"{"type": "numeric", "format": "%Y"}"#, #"{"format": "%Y"}"#,
      #"{"type": "ignore", "format": "%Y"}"#, #"{"max_categories": 3}"#,
    ] {
      #expect(fault("02.02.2020", section)?.status == 78, "\(section)")
    }
  }

  @Test func targetsAreNoDates() throws {
    let text = "n,d\n1,2020-01-01\n2,2020-01-02\n3,2020-01-03\n"
    let found = fault { _ = try load(text, #""target": "d""#, as: Double.self) }
    #expect(found?.status == 65)
    #expect(found?.messages.first?.contains("t.csv:2:3: the target \"d\" holds dates") ?? false)
    let stated = fault {
      _ = try load(text, #""target": "d", "columns": {"d": {"type": "date"}}"#, as: Double.self)
    }
    #expect(stated?.status == 78)
    #expect(stated?.messages.first?.contains("the target \"d\" cannot be a date") ?? false)
    let classes = try load(text, #""target": "d", "task": "classification""#, as: Double.self)
    #expect(classes.encoder.classes?.count == 3)
  }

  // MARK: Inputs

  @Test func partsBecomeInputs() throws {
    let text = """
      d,y
      2000-02-29 06:00:00,0
      ,1
      1969-12-31 18:30:00,0
      2001-09-09 01:46:40,1

      """
    let splits = try load(text, as: Double.self)
    let rows = splits.train.inputs.arrays
    // days, missing, year, month, sin, cos, day of week, sin, cos, hour, sin, cos
    #expect(splits.encoder.inputCount == 12)
    func wave(_ turn: Double) -> [Double] { [sin(2 * .pi * turn), cos(2 * .pi * turn)] }
    func expect(_ row: [Double], _ expected: [Double]) {
      #expect(row.count == expected.count)
      for (value, expected) in zip(row, expected) { #expect(abs(value - expected) < 1e-9) }
    }
    expect(
      rows[0],
      [11016.25, 0, 2000, 2] + wave(1.0 / 12) + [1] + wave(1.0 / 7) + [6] + wave(0.25))
    expect(
      rows[2],
      [18.5 / 24 - 1, 0, 1969, 12] + wave(11.0 / 12) + [2] + wave(2.0 / 7) + [18.5]
        + wave(18.5 / 24))
    let mean = (11016.25 + 18.5 / 24 - 1 + 11574.074074074074) / 3
    #expect(abs(rows[1][0] - mean) < 1e-9 && rows[1][1] == 1)
    // The mean is in 1990, on 1990-08-12, a Sunday.
    #expect(rows[1][2] == 1990)
    let median = try load(text, preprocessing: #""missing": "median""#, as: Double.self)
    #expect(Array(median.train.inputs.arrays[1].dropFirst(2)) == Array(rows[0].dropFirst(2)))
  }

  @Test func constantPartsBecomeZero() throws {
    let text = "d,y\n2020-05-01 00:00,0\n2020-05-20 00:00,1\n2020-05-30 00:00,1\n"
    for scaling in ["none", "standard", "min_max", "robust", "quantile"] {
      let rows = try load(text, preprocessing: "\"numeric\": \"\(scaling)\"", as: Double.self)
        .train.inputs.arrays
      // days, year, month, sin, cos, day of week, sin, cos, hour, sin, cos
      for row in rows {
        #expect(row[1...4].allSatisfy { $0 == 0 } && row[8...10].allSatisfy { $0 == 0 })
      }
      #expect(Set(rows.map { $0[5] }).count == 3)
    }
    let standard = try load(
      text, #""target": "y", "columns": {"d": {"scale": "standard"}}"#, as: Double.self
    ).train.inputs.arrays
    // Fridays, Wednesdays and Saturdays: 4, 2, 5
    for column in [0, 5] {
      let values = standard.map { $0[column] }
      #expect(abs(values.reduce(0, +)) < 1e-12)
      #expect(abs(values.map { $0 * $0 }.reduce(0, +) / 3 - 1) < 1e-12)
    }
    let minMax = try load(
      text, #""target": "y", "columns": {"d": {"scale": "min_max"}}"#, as: Double.self
    ).train.inputs.arrays
    #expect(minMax.map { $0[5] } == [2.0 / 3, 0, 1])
  }

  @Test func piecesAndMonomials() throws {
    let text =
      "a,d,b,y\n" + (1...28).map { "\($0),2020-05-\($0),\($0 * $0),\($0 % 2)\n" }.joined()
    let splits = try load(
      text, preprocessing: #""pieces": 4, "polynomial_degree": 2"#, as: Double.self)
    // a and b: 1 + 4; d: 1 + 4, year, month and day of week; aa, ab, bb
    #expect(splits.encoder.inputCount == 5 + 12 + 5 + 3)
    let row = splits.train.inputs.arrays[27]
    let monomials: [Double] = [784, 21_952, 614_656]
    #expect(Array(row.suffix(3)) == monomials)
    let days: [Double] = [18410, 1, 1, 1, 1]
    #expect(Array(row[5...9]) == days)
  }

  @Test func emptyColumnsAreZero() throws {
    let splits = try load(
      "d,y\n,0\n,1\n", #""target": "y", "columns": {"d": {"type": "date"}}"#, as: Double.self)
    #expect(splits.train.inputs.arrays.joined().allSatisfy { $0 == 0 })
    #expect(splits.columns[0].type == .date)
  }

  @Test func survivesJSON() throws {
    for scaling in ["none", "standard", "robust", "quantile"] {
      let splits = try load(
        "d,e,y\n2020-05-01 10:00,1/2/20,0\n,30/1/20,1\n2021-06-30 12:00,1/1/20,1\n",
        preprocessing: "\"numeric\": \"\(scaling)\", \"pieces\": 2", as: Double.self)
      let json = try JSONReader.read(
        Array(splits.encoder.json.onOneLine.utf8), at: .file("m"), status: .data)
      #expect(try Encoder(json: json, at: nil) == splits.encoder)
      #expect(splits.encoder.inputs.map(\.format.date?.text) == ["%Y-%m-%d %H:%M", "%d/%m/%y"])
    }
  }

  @Test(arguments: [
    #""fill": 0, "shift": 0, "scale": 1, "parts": []"#,
    #""fill": 0, "shift": 0, "scale": 1, "date_format": "%Y", "parts": []"#,
    #""fill": 0, "shift": 0, "scale": 1, "date_format": "%Q", "parts": [{"part": "year", "shift": 0, "scale": 1}]"#,
    #""fill": 0, "shift": 0, "scale": 1, "date_format": "%Y", "parts": [{"part": "age", "shift": 0, "scale": 1}]"#,
    #""fill": 0, "shift": 0, "scale": 1, "date_format": "%Y", "parts": [{"part": "year", "scale": 1}]"#,
  ])
  func refusesDamagedJSON(_ members: String) throws {
    let json = try JSONReader.read(
      Array(
        #"{"task": "regression", "targets": ["y"], "polynomial_degree": 1, "inputs": [{"name": "a", \#(members)}]}"#
          .utf8), at: .file("m"), status: .data)
    #expect { try Encoder(json: json, at: .file("m")) } throws: {
      ($0 as? Failure)?.status == .data
    }
  }

  // MARK: Further files

  /// A held-out file, a stream and the training table give the same inputs.
  @Test(arguments: [1, 3])
  func furtherFilesAreReadAlike(threads: Int) throws {
    var text = "d,t,n,y\n"
    for row in 0..<20_000 {
      let date = row % 13 == 0 ? "" : "\(row % 28 + 1).\(row % 12 + 1).\(1990 + row % 40)"
      text += "\(date),2013-01-\(row % 9 + 10)T\(row % 14 + 10):30:00.5Z,\(row),\(row % 3)\n"
    }
    let folder = try Folder()
    let file = try folder.write(text, as: "t.csv")
    var data = DataSection()
    data.train = DataSource(file)
    data.target = ["y"]
    var preprocessing = PreprocessingSection()
    preprocessing.numeric = .standard
    preprocessing.pieces = 3
    let splits: Splits<Double> = try loadSplits(
      data, preprocessing, seed: 0, threads: threads, places: Places())
    #expect(splits.columns.map(\.type) == [.date, .date, .numeric])
    let held: Encoded<Double> = try Tabular.load(
      DataSource(file), with: splits.encoder, delimiter: ",", threads: threads)
    #expect(held.inputs.arrays == splits.train.inputs.arrays)
    let stream = try RowStream<Double>(
      DataSource(file), delimiter: ",", encoder: splits.encoder, kept: .named([]),
      refusesUnseen: false,
      skipsBadRows: false)
    let (width, rows) = (splits.encoder.inputCount, Rows())
    _ = try stream.run(threads: threads) { _, batch, text in
      for row in 0..<batch.count {
        text += Array("\((0..<width).map { batch.inputs[row * width + $0] })\n".utf8)
      }
    } write: {
      rows.text += $0
    }
    let expected = held.inputs.arrays.map { "\($0)\n" }.joined()
    let areSame = String(decoding: rows.text, as: UTF8.self) == expected
    #expect(areSame)
  }

  private final class Rows: @unchecked Sendable {
    var text: [UInt8] = []
  }

  @Test func furtherFilesKeepTheFormat() throws {
    let files = ["v.csv": "d,y\n2/1/2020,0\n1/13/2020,1\n"]
    let found = fault {
      _ = try load(
        Array("d,y\n13/1/2020,0\n1/2/2020,1\n".utf8), #""target": "y", "validation": "v.csv""#,
        files: files, as: Double.self)
    }
    #expect(found?.status == 65)
    #expect(found?.messages.first?.hasPrefix("v.csv:3:1: \"1/13/2020\" in column \"d\"") ?? false)
  }

  @Test func momentsArePrinted() throws {
    #expect(try DateFormat("%d.%m.%Y").spelled(-25567) == "1900-01-01")
    #expect(try DateFormat("%d.%m.%Y %H:%M").spelled(0.25) == "1970-01-01 06:00")
    #expect(try DateFormat("%F %T").spelled(11574.074074074074) == "2001-09-09 01:46:40")
    #expect(try DateFormat("%F %T").spelled(-1.0 / 86400) == "1969-12-31 23:59:59")
    #expect(try DateFormat("%Y").spelled(365) == "1971")
    for format in ["%F %T%z", "%d.%m.%y %I:%M %p", "%j %Y", "%B %d, %Y"] {
      let format = try DateFormat(format)
      guard case .days(let days) = format.reading(format.example) else {
        Issue.record("\(format.example) is no example")
        continue
      }
      #expect((20088...20089).contains(days))
    }
  }
}
