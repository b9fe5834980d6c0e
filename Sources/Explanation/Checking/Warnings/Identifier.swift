import System
import Tabular

enum Identifier: Warning {
  static let code = "identifier"
  static let meaning =
    "a column numbers or names the rows, or is free text, so what is learnt from it holds for no other "
    + "row"

  static func sentences(_ evidence: Evidence) -> [String] {
    evidence.columns.compactMap { column in
      guard let judgement = column.judgement else { return nil }
      return switch judgement.kind {
      case .index, .identifier, .freeText:
        "nothing that is learnt from column \(column.name.quoted) holds for other rows: "
          + "\(judgement.reason); \"ignore\" it"
      case .empty, .constant, .time: nil
      }
    }
  }
}
