import System

extension String {
  /// The text as one word of a shell's command line, for commands that are printed to be copied. A word
  /// that begins with a hyphen, and could be taken for an option, is taken for a path.
  package var shellWord: String {
    let text = utf8.first == UInt8(ascii: "-") ? "./" + self : self
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ",", ":", "+", "@", "%", "=": true
      default: false
      }
    }
    if isPlain, !text.isEmpty { return text }
    guard text.unicodeScalars.contains(where: \.isControl) else {
      return "'" + text.replacingScalars { $0 == "'" ? "'\\''" : nil } + "'"
    }
    // Bash, zsh and POSIX of 2024 read escapes within these quotes. Octal digits are at most three, so
    // that a digit behind them is not taken for one of them.
    return "$'"
      + text.replacingScalars { scalar in
        if scalar == "'" || scalar == "\\" { return "\\" + String(scalar) }
        guard scalar.isControl else { return nil }
        return FilePath.bytes(String(scalar)).map { byte in
          let digits = String(byte, radix: 8)
          return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }.joined()
      } + "'"
  }
}
