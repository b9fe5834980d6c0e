import System

enum MissingCells: Warning {
  static let code = "missing-cells"
  static let meaning = "more than half of a column's cells are missing"

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.isCountable else { return [] }
    return evidence.columns.compactMap { column in
      guard column.distinct > 0, 2 * column.missing > evidence.tableRows else { return nil }
      return "column \(column.name.quoted) has no value in \(column.missing) of "
        + "\(evidence.tableRows) training rows; find out why, or \"ignore\" it"
    }
  }
}
