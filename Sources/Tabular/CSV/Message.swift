import System

/// How cells appear in messages.
enum Message {
  /// In quotes, cut after 40 characters.
  static func quoted(_ text: String) -> String { text.quoted(most: 40) }

  /// Names in quotes, separated by commas, the first ten of them.
  static func list(_ names: [String]) -> String {
    names.prefix(10).map(quoted).joined(separator: ", ")
      + (names.count > 10 ? ", … (\(names.count) in all)" : "")
  }
}
