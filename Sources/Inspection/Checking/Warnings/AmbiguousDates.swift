import Tabular

enum AmbiguousDates: Warning {
  static let code = "ambiguous-dates"
  static let meaning = "whether days or months come first in a column is told by none of its dates"

  static func sentences(_ evidence: Evidence) -> [String] {
    evidence.columns.compactMap(\.report.ambiguityNote)
  }
}
