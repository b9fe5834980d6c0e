import Tabular

enum AmbiguousDates: Warning {
  static let code = "ambiguous-dates"
  static let meaning = "the dates of a column do not show whether the day or the month comes first"

  static func sentences(_ evidence: Evidence) -> [String] {
    evidence.columns.compactMap(\.report.ambiguityNote)
  }
}
