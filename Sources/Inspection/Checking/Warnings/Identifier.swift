import Spec
import Tabular

enum Identifier: Warning {
  static let code = "identifier"
  static let meaning =
    "a column numbers or names the rows, so what is learnt of it holds for no other row"

  /// Of whole numbers drawn at random so many pairs would be equal, where none is.
  private static let expectedPairs = 10.0

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    return evidence.columns.compactMap { column in
      reason(column, evidence).map {
        "column \(column.name.quoted) looks like an identifier: \($0); \"ignore\" it"
      }
    }
  }

  /// Why a column is taken for an identifier; nil where it is not.
  static func reason(_ column: ColumnFacts, _ evidence: Evidence) -> String? {
    switch column.report.type {
    case .numeric: number(column, evidence)
    case .categorical: text(column)
    case .boolean, .date, .ignore: nil
    }
  }

  private static func number(_ column: ColumnFacts, _ evidence: Evidence) -> String? {
    let rows = evidence.trainingRows
    guard column.isWhole, column.distinct == rows, let range = column.report.range else {
      return nil
    }
    if column.isIncreasing { return "its whole numbers increase from row to row" }
    let pairs = Double(rows) * Double(rows) / (2 * (range.upperBound - range.lowerBound + 1))
    guard pairs > expectedPairs || IdentifierColumn.isNamedSo(column.name) else { return nil }
    return "its \(rows) whole numbers all differ"
  }

  private static func text(_ column: ColumnFacts) -> String? {
    let cells = column.report.cells.numbers + column.report.cells.others
    guard let distinct = column.report.distinctTexts, cells >= Evidence.leastRows,
      Double(distinct) >= IdentifierColumn.leastDistinctShare * Double(cells)
    else { return nil }
    return "\(distinct) of its \(cells) texts differ"
  }
}
