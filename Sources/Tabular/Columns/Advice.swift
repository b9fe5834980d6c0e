import Spec
import System

/// What a message about the training file tells its reader to do: to write a key of the configuration,
/// or, while `init` looks for one, to use an option of that command.
enum Advice: Sendable {
  case keys
  case options

  /// What to do with a text in a column of numbers that is an input.
  func categories(_ column: String, mayBeMissing: Bool) -> String {
    switch self {
    case .keys:
      " (or \"type\": \"categorical\" in data.columns.\(column.asKey), if these are categories"
        + (mayBeMissing ? ", or \"missing\": [the text] there, if it means a missing value)" : ")")
    case .options: "; init treats the column as numeric, so correct the cell in the file"
    }
  }

  /// What to do with a text in a target of numbers.
  var classes: String {
    switch self {
    case .keys: " (or \"task\": \"classification\" in data, if these are classes)"
    case .options: " (or --task classification, if these are classes)"
    }
  }

  /// What to do where a column has too many texts.
  func tooManyTexts(_ column: String) -> String {
    switch self {
    case .keys:
      "; expected \"type\": \"ignore\" in data.columns.\(column.asKey), or \"max_categories\", or "
        + "\"encoding\": \"embedding\""
    case .options: "; init cannot handle more, so leave the column out of the file"
    }
  }

  /// What to do where a character seems to stand between cells.
  func delimiter(_ found: Character) -> String {
    switch self {
    case .keys:
      "; expected \"delimiter\": \(String(found).quoted) in data, if that separates the cells"
    case .options: "; init found no character that separates the cells of both header and rows"
    }
  }
}
