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
      " (or \"type\": \"categorical\" in data.columns.\(column.asKey), where these are categories"
        + (mayBeMissing ? ", or \"missing\": [the text] there, where it stands for none)" : ")")
    case .options: "; init takes the column for one of numbers, so correct the cell in the file"
    }
  }

  /// What to do with a text in a target of numbers.
  var classes: String {
    switch self {
    case .keys: " (or \"task\": \"classification\" in data, where these are classes)"
    case .options: " (or --task classification, where these are classes)"
    }
  }

  /// What to do where a column has too many texts.
  func tooManyTexts(_ column: String) -> String {
    switch self {
    case .keys:
      "; expected \"type\": \"ignore\" in data.columns.\(column.asKey), or \"max_categories\", or "
        + "\"encoding\": \"embedding\""
    case .options: "; init can look at no more of them, so leave the column out of the file"
    }
  }

  /// What to do where a character seems to stand between cells.
  func delimiter(_ found: Character) -> String {
    switch self {
    case .keys:
      "; expected \"delimiter\": \(String(found).quoted) in data, where that is between cells"
    case .options: "; init found nothing that stands between the cells of the header and the rows"
    }
  }
}
