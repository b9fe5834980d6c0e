package import Drawing
import Spec

/// Paths on their surface, drawn with letters: stripes of the surface between two heights, every
/// other one shaded, and the optimizers' places as letters.
package struct DescentText {
  /// The height where there is no window to fill, and how many columns go with a row of a picture.
  private static let usualRows = 24
  private static let columnsOfRow = 4
  private static let levels = 9
  private static let marks: [Character] = ["o", "x", "+", "*", "#", "@", "%"]

  package private(set) var text = ""

  package init(_ descent: Descent, in terminal: Terminal) {
    let area = DescentFrame(descent)
    guard let x = AxisScale([area.xRange.lowerBound, area.xRange.upperBound]),
      let y = AxisScale([area.yRange.lowerBound, area.yRange.upperBound])
    else { return }
    // The axes' names and numbers, the formula, the start, the table with its heading, and the prompt.
    let rows = terminal.height(beside: 8 + descent.paths.count, usual: Self.usualRows)
    let narrow = Terminal(
      columns: min(terminal.columns, max(90, Self.columnsOfRow * rows)),
      usesColor: terminal.usesColor)
    let frame = TerminalFrame(x: x, y: y, labels: ("x", "y"), rows: rows, terminal: narrow)
    var canvas = frame.canvas
    Self.shade(&canvas, area)
    for (number, path) in descent.paths.enumerated() {
      let mark = Self.marks[number % Self.marks.count]
      for point in path.points {
        guard let dot = frame.dot(point.x, point.y) else { continue }
        canvas.letter(mark, column: dot.x / 2, row: dot.y / 4, color: number)
      }
    }
    if let start = descent.paths.first?.points.first, let dot = frame.dot(start.x, start.y) {
      canvas.letter("S", column: dot.x / 2, row: dot.y / 4)
    }
    text = "\(type(of: descent.surface).name): \(descent.surface.formula)\n" + frame.text(canvas)
    text += "  S start\n"
    var table = [["", "", "updates", "x", "y", "value"]]
    for (number, path) in descent.paths.enumerated() {
      guard let end = path.points.last else { continue }
      table.append([
        "  \(Self.marks[number % Self.marks.count])", path.name, String(path.points.count - 1),
        Decimals.text(end.x), Decimals.text(end.y), Decimals.text(end.value),
      ])
    }
    text += TextTable(table, numbersFromColumn: 2).text
  }

  private static func shade(_ canvas: inout BrailleCanvas, _ area: DescentFrame) {
    let heights = area.levels(levels)
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns {
        let up = (2 * (canvas.rows - 1 - row) + 1) * DescentFrame.side / (2 * canvas.rows)
        let right = (2 * column + 1) * DescentFrame.side / (2 * canvas.columns)
        let value = area.values[up * DescentFrame.side + right]
        let stripe = heights.count { value > $0 }
        if stripe % 2 == 1 { canvas.letter("·", column: column, row: row) }
      }
    }
  }
}
