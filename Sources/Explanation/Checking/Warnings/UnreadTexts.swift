import Tabular

/// Where the type of a column is not stated, the reading tells of its categories.
enum UnreadTexts: Warning {
  static let code = "unread-texts"
  static let meaning = "texts of categories or classes look like dates or quantities"

  static func sentences(_ evidence: Evidence) -> [String] {
    evidence.columns.compactMap { $0.report.reason == .stated ? $0.report.unreadNote : nil }
      + [evidence.unreadClassesNote].compactMap(\.self)
  }
}
