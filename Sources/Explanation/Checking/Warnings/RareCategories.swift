import Spec
import System
import Tabular

enum RareCategories: Warning {
  static let code = "rare-categories"
  static let meaning = "categories of a column have too few training rows to be learnt"

  /// Fewer rows than this are few.
  private static let leastRows = 5
  /// In fewer training rows all categories would be rare.
  private static let leastTrainingRows = 100

  static func sentences(_ evidence: Evidence) -> [String] {
    guard evidence.trainingRows >= leastTrainingRows else { return [] }
    return evidence.columns.compactMap { column in
      guard case .category(let encoding) = column.input.encoding,
        column.judgement == nil
      else { return nil }
      let counts = column.categoryRows.prefix(encoding.values.count)
      let rare = counts.count { $0 < leastRows }
      guard rare > 0 else { return nil }
      return "\(rare) of the \(counts.count) categories of column \(column.name.quoted) "
        + "\(rare == 1 ? "has" : "have") fewer than \(leastRows) training rows; "
        + "\"min_count\": \(leastRows) in data.columns.\(column.name.asKey) merges them into one"
    }
  }
}
