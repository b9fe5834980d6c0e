import System

extension StringProtocol {
  /// The text as a page of HTML or a picture of SVG holds it, within quotes too; control characters but
  /// line feeds are shown.
  package var markup: String {
    shownLines.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }

  /// The text within a line of Markdown, where nothing in it has a meaning of its own. Brackets mean
  /// something only where a parenthesis follows.
  package var markdown: String {
    var last: Unicode.Scalar?
    return shown.replacingScalars { scalar in
      defer { last = scalar }
      switch scalar {
      case "\\", "`", "*", "_", "<", "&", "~", "|": return "\\" + String(scalar)
      case "(" where last == "]": return "\\("
      default: return nil
      }
    }
  }
}
