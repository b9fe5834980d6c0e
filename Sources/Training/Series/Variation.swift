package import Spec
package import System

/// A key of the configuration and the values that it takes in turn, one configuration for each.
package struct Variation: Sendable {
  /// One for each value, each with a short name for it.
  package let choices: [(name: String, override: Override)]

  /// - Parameter text: `KEY=VALUE,VALUE…`; the commas between the values are those outside of JSON's
  ///   brackets and quotes.
  /// - Throws: `usage` for another form, and for fewer than two values.
  package init(_ text: String) throws(Failure) {
    guard let (path, list) = Override.sides(of: text) else {
      throw Failure(
        .usage, "--vary \(text): \(Override.openQuoteNote(text))expected KEY=VALUE,VALUE")
    }
    let values = Self.values(list)
    guard values.count > 1, !values.contains("") else {
      throw Failure(
        .usage, "--vary \(text): expected two or more values, separated by commas")
    }
    let lastKey = path.keys.last ?? ""
    var choices: [(name: String, override: Override)] = []
    for value in values {
      let override = try Override("\(path)=\(value)")
      choices.append((Self.name(of: override.value, at: lastKey), override))
    }
    self.choices = choices
  }

  /// The name of the folder of a run that differs from its configuration, so that the runs of a loop in the shell
  /// are told apart: `descent-learning_rate-0.1`.
  /// - Parameters:
  ///   - name: That of the configuration.
  ///   - overrides: `KEY=VALUE` texts.
  /// - Throws: As for an override.
  package static func folderName(
    _ name: String, overrides: [String]
  ) throws(Failure) -> String {
    var parts: [(key: String, part: String)] = []
    for text in overrides {
      guard let key = Override.sides(of: text)?.path.keys.joined(separator: "."),
        !namelessKeys.contains(where: { key == $0 || key.hasPrefix($0 + ".") })
      else { continue }
      if key == "name" { return name }
      let lastKey = key.split(separator: ".").last.map(String.init) ?? key
      // Of a path its end.
      let whole = FilePath.lastPart(Self.name(of: try Override(text).value, at: lastKey))
      // Shells and globs give other characters a meaning.
      let words = whole.split { !$0.isLetter && !$0.isNumber && !"._-+".contains($0) }
      let part = words.map { $0.last == "-" ? $0.dropLast() : $0 }.joined(separator: "-")
      // The last of several values of a key holds.
      parts.removeAll { $0.key == key }
      // Standard input and the like have no name.
      if part.contains(where: { $0.isLetter || $0.isNumber }) { parts.append((key, part)) }
    }
    return String(([name] + parts.map(\.part)).joined(separator: "-").prefix(longestName))
  }

  /// What is written down, or how often: it makes no other run.
  private static let namelessKeys = [
    "training.log_steps", "training.log_layers", "training.tensorboard", "training.evaluate_train",
    "training.snapshots", "training.checkpoint",
  ]
  private static let longestName = 100

  /// What stands between the commas.
  private static func values(_ text: String) -> [String] {
    var values = [""]
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for character in text.unicodeScalars {
      if isQuoted {
        if character == "\"", !isEscaped { isQuoted = false }
        isEscaped = character == "\\" && !isEscaped
      } else {
        switch character {
        case "\"": isQuoted = true
        case "{", "[": depth += 1
        case "}", "]": depth -= 1
        case "," where depth <= 0:
          values.append("")
          continue
        default: break
        }
      }
      values[values.count - 1].unicodeScalars.append(character)
    }
    return values
  }

  /// A text stands for itself; what would say little alone has its key before it.
  private static func name(of value: JSONValue, at key: String) -> String {
    if let members = value.members {
      return members.map { name(of: $0.value, at: $0.key) }.joined(separator: "-")
    }
    return value.text ?? "\(key)-\(value.onOneLine)"
  }
}
