/// How cells appear in messages.
enum Message {
  /// In quotes, cut after 40 characters, control characters replaced.
  static func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(40) {
      shown.unicodeScalars.append(scalar.value < 32 || scalar.value == 127 ? "\u{fffd}" : scalar)
    }
    return "\"\(shown)\(text.unicodeScalars.count > 40 ? "…" : "")\""
  }

  /// Names in quotes, separated by commas, the first ten of them.
  static func list(_ names: [String]) -> String {
    names.prefix(10).map(quoted).joined(separator: ", ")
      + (names.count > 10 ? ", … (\(names.count) in all)" : "")
  }
}
