import Glibc

/// What a stream that people may read can show.
package struct Terminal: Sendable {
  /// Whether the stream is a terminal.
  package let isTerminal: Bool
  /// Whether it is a terminal with colours that the user wants.
  package let usesColor: Bool
  /// How long a line may be; 80 where the stream is no terminal.
  package let columns: Int
  /// How many lines the window shows; nil where the stream is no terminal.
  package let rows: Int?

  /// What an open stream can show.
  package init(descriptor: Int32) {
    isTerminal = isatty(descriptor) == 1
    func isSet(_ name: String) -> Bool { getenv(name).map { $0.pointee != 0 } ?? false }
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    usesColor = isTerminal && !isSet("NO_COLOR") && !isDumb
    var size = winsize()
    let hasSize = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    columns = isTerminal && hasSize ? Int(size.ws_col) : 80
    rows = isTerminal && hasSize && size.ws_row > 1 ? Int(size.ws_row) : nil
  }

  package init(columns: Int, rows: Int? = nil, usesColor: Bool) {
    isTerminal = usesColor
    self.columns = columns
    self.rows = rows
    self.usesColor = usesColor
  }

  /// The height of a picture that goes with so many other lines, one of them the next prompt's: what the window
  /// has left, but at least 8 lines.
  /// - Parameter usual: The height where the stream is no terminal.
  package func height(beside others: Int, usual: Int) -> Int {
    rows.map { max(8, $0 - others) } ?? usual
  }

  /// A text in a colour of the palette, where colours are used.
  package func colored(_ text: String, _ color: Int) -> String {
    usesColor ? "\u{1B}[\(Self.code(color))m\(text)\u{1B}[0m" : text
  }

  /// The parameters of the escape sequence for a colour of the palette: the nearest of the 6 · 6 · 6
  /// colours that terminals know by number.
  private static func code(_ color: Int) -> String {
    let digits = Palette.color(color).dropFirst()
    let value = Int(digits, radix: 16) ?? 0
    // Black is for paper; here it is the terminal's own colour, which may be white.
    guard value != 0 else { return "39" }
    let levels = [0, 95, 135, 175, 215, 255]
    let index = [value >> 16, value >> 8 & 0xFF, value & 0xFF].reduce(0) { index, part in
      let nearest = levels.indices.min { abs(levels[$0] - part) < abs(levels[$1] - part) } ?? 0
      return 6 * index + nearest
    }
    return "38;5;\(16 + index)"
  }
}
