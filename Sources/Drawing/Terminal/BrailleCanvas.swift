/// A picture of letters, each of which is 2 dots wide and 4 dots high.
package struct BrailleCanvas: Sendable {
  /// The size in letters.
  package let columns: Int
  package let rows: Int
  /// The size in dots.
  package var width: Int { 2 * columns }
  package var height: Int { 4 * rows }

  private struct Cell {
    /// The dots as Unicode's patterns have them, in bits.
    var dots: UInt8 = 0
    /// A letter in place of the dots.
    var letter: Character?
    var color: Int?
  }
  /// [row][column]
  private var cells: [[Cell]]

  package init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  /// The bits of the dots of a letter, [row][column].
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Makes a dot; what is outside is left out.
  /// - Parameters:
  ///   - x: From the left.
  ///   - y: From the top.
  ///   - color: The number in `Palette`; nil for the terminal's own.
  package mutating func dot(x: Int, y: Int, color: Int? = nil) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    cells[y / 4][x / 2].dots |= Self.bits[y % 4][x % 2]
    cells[y / 4][x / 2].color = color
  }

  /// Makes a straight line of dots from one place to another; calls `visit` for each dot.
  package mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), color: Int? = nil,
    visit: (_ x: Int, _ y: Int) -> Void = { _, _ in }
  ) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let x = Int((Double(start.x) + share * Double(end.x - start.x)).rounded())
      let y = Int((Double(start.y) + share * Double(end.y - start.y)).rounded())
      dot(x: x, y: y, color: color)
      visit(x, y)
    }
  }

  /// Puts a letter in place of dots; what is outside is left out.
  package mutating func letter(_ letter: Character, column: Int, row: Int, color: Int? = nil) {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
    cells[row][column].letter = letter
    cells[row][column].color = color
  }

  /// The rows from the top.
  package func lines(in terminal: Terminal) -> [String] {
    cells.map { row in
      var line = ""
      var index = 0
      while index < row.count {
        // Neighbours of one colour share its escape sequence.
        let color = row[index].color
        let end = row[index...].firstIndex { $0.color != color } ?? row.count
        let text = String(row[index..<end].map(Self.character))
        line += color.map { terminal.colored(text, $0) } ?? text
        index = end
      }
      return line
    }
  }

  private static func character(_ cell: Cell) -> Character {
    if let letter = cell.letter { return letter }
    // Without dots a space, which is one in every font.
    guard cell.dots != 0, let scalar = Unicode.Scalar(0x2800 + UInt32(cell.dots)) else {
      return " "
    }
    return Character(scalar)
  }
}
