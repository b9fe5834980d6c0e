import Spec
import System

enum TargetLeak: Warning {
  static let code = "target-leak"
  static let meaning = "a column alone determines the target, as if it were made from it"

  static func sentences(_ evidence: Evidence) -> [String] {
    evidence.columns.compactMap { column in
      switch column.leak {
      case nil: nil
      case .classes(let values):
        "each of the \(values) values of column \(column.name.quoted) occurs with one class only; "
          + "\"ignore\" the column if new rows do not have it yet"
      case .correlation(let correlation, let target):
        "column \(column.name.quoted) and the target \(target.quoted) have a correlation of "
          + "\(Decimals.text(correlation)); \"ignore\" the column if new rows do not have it yet"
      }
    }
  }
}
