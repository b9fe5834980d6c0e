import System

/// Axes with ticks around a canvas, for a terminal.
package struct TerminalFrame: Sendable {
  package let x: AxisScale
  package let y: AxisScale
  package let labels: (x: String, y: String)
  private let terminal: Terminal
  private let yTicks: [(value: Double, text: String)]

  /// The size that is left for the canvas, in letters.
  package let columns: Int
  package let rows: Int

  /// - Parameter rows: The height of the canvas.
  package init(
    x: AxisScale, y: AxisScale, labels: (x: String, y: String), rows: Int, terminal: Terminal
  ) {
    self.x = x
    self.y = y
    self.labels = (labels.x.shown, labels.y.shown)
    self.rows = rows
    self.terminal = terminal
    yTicks = y.ticks(atMost: max(2, rows / 3))
    let margin = yTicks.map(\.text.count).max() ?? 0
    columns = max(10, terminal.columns - margin - 3)
  }

  /// An empty canvas that fits.
  package var canvas: BrailleCanvas { BrailleCanvas(columns: columns, rows: rows) }

  /// The dot of a point on the canvas, from its left and top; nil where it has no place on the axes.
  package func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int)? {
    guard let right = self.x.share(x), let up = self.y.share(y), abs(right) < 1e6, abs(up) < 1e6
    else { return nil }
    return (
      Int((right * Double(2 * columns - 1)).rounded()),
      Int(((1 - up) * Double(4 * rows - 1)).rounded())
    )
  }

  /// The canvas within its axes, a line for each row.
  package func text(_ canvas: BrailleCanvas) -> String {
    let margin = yTicks.map(\.text.count).max() ?? 0
    func right(_ text: String) -> String {
      String(repeating: " ", count: max(0, margin - text.count)) + text
    }
    var labelOfRow: [Int: String] = [:]
    for tick in yTicks {
      if let dot = dot(x.lower, tick.value) { labelOfRow[dot.y / 4] = tick.text }
    }
    var text = right("") + " " + labels.y + "\n"
    for (row, line) in canvas.lines(in: terminal).enumerated() {
      let label = labelOfRow[row]
      text += right(label ?? "") + (label == nil ? " │" : " ┤") + line + "\n"
    }
    var axis = Array(repeating: Character("─"), count: columns)
    // One more for the half of a label that reaches beyond the canvas.
    var numbers = Array(repeating: Character(" "), count: columns + 1)
    var free = 0
    for tick in x.ticks(atMost: max(2, columns / 10)) {
      guard let dot = dot(tick.value, y.lower) else { continue }
      axis[min(dot.x / 2, columns - 1)] = "┬"
      let start = min(max(0, dot.x / 2 - tick.text.count / 2), numbers.count - tick.text.count)
      guard start >= free else { continue }
      for (offset, letter) in tick.text.enumerated() { numbers[start + offset] = letter }
      free = start + tick.text.count + 1
    }
    text += right("") + " └" + String(axis) + "\n"
    text += right("") + "  " + trimmed(String(numbers)) + "\n"
    let indentation = max(0, (columns - labels.x.count) / 2)
    return text + right("") + "  " + String(repeating: " ", count: indentation) + labels.x + "\n"
  }

  private func trimmed(_ line: String) -> Substring {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return line
  }
}
