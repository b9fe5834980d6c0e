import Spec
import Tabular

enum ConstantColumn: Warning {
  static let code = "constant-column"
  static let meaning = "a column has one value in all training rows, so it tells nothing"

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.trainingRows > 1 else { return [] }
    return evidence.columns.compactMap { column in
      let cells = column.report.cells
      let isEmpty = cells.numbers + cells.others == 0
      // Where some cells are missing, that they are may tell something.
      guard
        isEmpty || column.distinct <= 1 && column.missing == 0 && !column.report.isRounded
      else { return nil }
      return isEmpty
        ? "column \(column.name.quoted) has no value in any training row; \"ignore\" it"
        : "column \(column.name.quoted) has the same value in all \(evidence.trainingRows) training "
          + "rows; \"ignore\" it"
    }
  }
}
