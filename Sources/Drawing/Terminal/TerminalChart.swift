import System

/// A chart drawn with letters.
package struct TerminalChart: Sendable {
  /// Markers in the lines, which tell them apart where there are no colours.
  private static let markers: [Character] = ["o", "x", "+", "*", "#", "@", "%", "&"]
  private static let mostBands = 2
  /// The letters from one marker of a line to the next.
  private static let markerDistance = 12

  /// The lines of the picture, each with a newline at its end.
  package let text: String

  /// - Parameters:
  ///   - count: Of how many charts that share the window's height it is one.
  ///   - beside: How many other lines the window is to show.
  package init(_ chart: Chart, of count: Int = 1, beside others: Int = 0, in terminal: Terminal) {
    let xs = chart.lines.flatMap(\.x)
    let ys = chart.lines.flatMap { $0.y + ($0.band.map { $0.lower + $0.upper } ?? []) }
    guard let x = AxisScale(xs, isLogarithmic: chart.x.isLogarithmic),
      let y = AxisScale(ys, isLogarithmic: chart.y.isLogarithmic)
    else {
      text = "\(chart.title.shown): nothing to draw\n"
      return
    }
    let title = chart.title.shown
    // The dots of more bands could not be told apart.
    let bands = chart.lines.count { $0.band != nil }
    let hasBands = bands <= Self.mostBands
    let legend =
      Self.legend(chart.lines, terminal)
      + (hasBands ? "" : "  \(bands) bands are not drawn in the terminal; --out FILE draws them\n")
    // The axes' names and numbers, the prompt, the title and the legend.
    let lines = 4 + (title.isEmpty ? 0 : 1) + legend.count { $0 == "\n" }
    let rows = max(
      6, terminal.height(beside: count * lines + 1 + others, usual: 16 * count) / count)
    let frame = TerminalFrame(
      x: x, y: y, labels: (chart.x.label, chart.y.label), rows: rows, terminal: terminal)
    var canvas = frame.canvas
    if hasBands {
      for line in chart.lines { Self.shade(line, in: frame, on: &canvas) }
    }
    // The first line is on top.
    for (number, line) in chart.lines.enumerated().reversed() {
      Self.draw(line, number, of: chart.lines.count, in: frame, on: &canvas)
    }
    let indentation = String(repeating: " ", count: max(0, (terminal.columns - title.count) / 2))
    text =
      (title.isEmpty ? "" : indentation + title + "\n") + frame.text(canvas)
      + legend
  }

  private static func marker(_ number: Int) -> Character { markers[number % markers.count] }

  private static func draw(
    _ line: ChartLine, _ number: Int, of count: Int, in frame: TerminalFrame,
    on canvas: inout BrailleCanvas
  ) {
    // [dots from the left]: the line's dot from the top.
    var heights = [Int?](repeating: nil, count: canvas.width)
    var last: (x: Int, y: Int)?
    for (x, y) in zip(line.x, line.y) {
      let dot = frame.dot(x, y)
      if let dot {
        canvas.line(from: last ?? dot, to: dot, color: line.color) { x, y in
          if heights.indices.contains(x) { heights[x] = y }
        }
      }
      last = dot
    }
    guard count > 1 else { return }
    let first = markerDistance * (2 * number + 1) / (2 * count)
    for column in stride(from: first, to: canvas.columns, by: markerDistance) {
      guard let height = heights[2 * column] else { continue }
      canvas.letter(marker(number), column: column, row: height / 4, color: line.color)
    }
  }

  /// Fills a line's band with every fourth dot.
  private static func shade(
    _ line: ChartLine, in frame: TerminalFrame, on canvas: inout BrailleCanvas
  ) {
    guard let band = line.band else { return }
    var last: (x: Int, low: Int, high: Int)?
    for point in line.x.indices {
      guard let low = frame.dot(line.x[point], band.lower[point]),
        let high = frame.dot(line.x[point], band.upper[point])
      else {
        last = nil
        continue
      }
      let start = last ?? (low.x, low.y, high.y)
      for x in min(start.x, low.x)...max(start.x, low.x) where x % 2 == 0 {
        let share = low.x == start.x ? 1 : Double(x - start.x) / Double(low.x - start.x)
        func between(_ from: Int, _ to: Int) -> Int {
          Int((Double(from) + share * Double(to - from)).rounded())
        }
        let (top, bottom) = (between(start.high, high.y), between(start.low, low.y))
        for y in min(top, bottom)...max(top, bottom) where (y + x) % 4 == 0 {
          canvas.dot(x: x, y: y, color: line.color)
        }
      }
      last = (low.x, low.y, high.y)
    }
  }

  private static func legend(_ lines: [ChartLine], _ terminal: Terminal) -> String {
    var text = ""
    var length = 0
    for (number, line) in lines.enumerated() {
      let entry = "\(lines.count > 1 ? String(marker(number)) : "─") \(line.name.shown)"
      if length > 0, length + 3 + entry.count > terminal.columns {
        text += "\n"
        length = 0
      }
      text += (length > 0 ? "   " : "  ") + terminal.colored(entry, line.color)
      length += 3 + entry.count
    }
    return text + "\n"
  }
}
