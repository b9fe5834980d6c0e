import Spec
import Tabular

enum ConstantColumn: Warning {
  static let code = "constant-column"
  static let meaning = "a column has one value in all training rows, so it tells nothing"

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.trainingRows > 1 else { return [] }
    return evidence.columns.compactMap { column in
      // Where some cells are missing, that they are may tell something.
      let isConstant =
        column.distinct == 0 || column.distinct == 1 && column.missing == 0
      guard isConstant else { return nil }
      return column.distinct == 0
        ? "column \(column.name.quoted) has no value in any training row; \"ignore\" it"
        : "column \(column.name.quoted) has the same value in all \(evidence.trainingRows) training "
          + "rows; \"ignore\" it"
    }
  }
}
