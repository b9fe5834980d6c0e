/// What a look at all cells of an input column shows before anything is said of it.
package struct InputSurvey: Sendable {
  /// Why nothing can be learnt from a column.
  package enum Uselessness: Hashable, Sendable {
    case empty
    /// All cells are the same.
    case constant
    /// The rows are counted.
    case rowNumber
    /// Nearly every row has a text or a number of its own.
    case identifier(distinct: Int)
  }

  package let report: ColumnReport
  /// Nil where there may be something to learn.
  package let uselessness: Uselessness?

  /// With fewer rows than this, that all cells differ says nothing.
  private static let fewRows = 20
  init(_ table: TrainingTable, slot: Int) {
    report = table.reports[slot]
    uselessness =
      switch report.type {
      case .numeric: Self.uselessness(ofNumbers: table, slot, named: report.name)
      case .date: Self.uselessness(ofDates: table, slot)
      case .categorical, .boolean, .ignore: Self.uselessness(ofTexts: report)
      }
  }

  private static func uselessness(ofTexts report: ColumnReport) -> Uselessness? {
    let present = report.cells.numbers + report.cells.others
    let distinct = report.distinctTexts ?? 0
    if present == 0 { return .empty }
    if distinct == 1, report.cells.missing == 0 { return .constant }
    guard present >= fewRows,
      Double(distinct) >= IdentifierColumn.leastDistinctShare * Double(present)
    else { return nil }
    return .identifier(distinct: distinct)
  }

  /// Dates that all differ are no names of rows.
  private static func uselessness(ofDates table: TrainingTable, _ slot: Int) -> Uselessness? {
    let values = Set(table.raw.cells.column(slot))
    if values.allSatisfy(\.isNaN) { return .empty }
    return values.count == 1 ? .constant : nil
  }

  private static func uselessness(
    ofNumbers table: TrainingTable, _ slot: Int, named name: String
  ) -> Uselessness? {
    let rows = table.raw.rows
    let values = table.raw.cells.column(slot)
    var (least, greatest) = (Double.infinity, -Double.infinity)
    var present = 0
    var areIntegers = true
    for value in values where value == value {
      present += 1
      least = min(least, value)
      greatest = max(greatest, value)
      areIntegers = areIntegers && value.rounded() == value
    }
    if present == 0 { return .empty }
    if least == greatest, present == rows { return .constant }
    guard areIntegers, present == rows, rows >= fewRows else { return nil }
    let isCount = (least == 0 || least == 1) && greatest - least == Double(rows - 1)
    guard isCount || IdentifierColumn.isNamedSo(name) else { return nil }
    guard Set(values).count == rows else { return nil }
    return isCount ? .rowNumber : .identifier(distinct: rows)
  }
}
