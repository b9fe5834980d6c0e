import Engine
import System
import Tabular

enum ConstantColumn: Warning {
  static let code = "constant-column"
  static let meaning =
    "a column has the same value in all training rows, so it carries no information"

  /// So many columns get a sentence each; more are told in one.
  private static let mostSentences = 3

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.tableRows > 1 else { return [] }
    func isEmpty(_ column: ColumnFacts) -> Bool {
      column.report.cells.numbers + column.report.cells.others == 0
    }
    // Where some cells are missing, that they are may tell something.
    let constant = evidence.dispensableColumns.filter {
      isEmpty($0) || $0.distinct <= 1 && $0.missing == 0 && !$0.report.isRounded
    }
    let rows = "all \(evidence.tableRows) training rows"
    guard constant.count > mostSentences else {
      return constant.map {
        isEmpty($0)
          ? "column \($0.name.quoted) has no value in any training row; \"ignore\" it"
          : "column \($0.name.quoted) has the same value in \(rows); \"ignore\" it"
      }
    }
    let names = constant.prefix(mostSentences).map(\.name.quoted).joined(separator: ", ")
    return [
      "\(constant.count) columns, such as \(names), each have the same value, or none, in \(rows); "
        + "\"ignore\" them"
    ]
  }
}
