import System
import Tabular

enum Identifier: SevereWarning {
  static let code = "identifier"
  static let meaning =
    "a column numbers or names the rows, or is free text, so what is learnt from it holds for no other "
    + "row"

  static func sentences(_ essentials: Essentials) -> [String] {
    let scope = essentials.judgedRows.map { ", by its first \($0) rows" } ?? ""
    return essentials.judgements.compactMap { column, judgement -> String? in
      return switch judgement.kind {
      case .index, .identifier, .freeText:
        "nothing that is learnt from column \(column.quoted) holds for other rows: "
          + "\(judgement.reason)\(scope); \"ignore\" it"
      case .empty, .constant, .time: nil
      }
    }
  }
}
