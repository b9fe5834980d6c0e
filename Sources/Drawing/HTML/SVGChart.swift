/// Charts as SVG within a page, whose colours they take.
package struct SVGChart {
  private static let (width, height) = (760.0, 300.0)
  private static let (left, right, top, bottom) = (64.0, 24.0, 10.0, 44.0)
  /// The dashes of lines by their numbers; the first is unbroken.
  private static let dashes = ["", "7 4", "2 3", "9 3 2 3"]
  /// Lines of more points are thinned out to about as many as there is room for.
  private static let mostPoints = 1500

  private let x: AxisScale
  private let y: AxisScale
  private var content = ""

  /// A chart with its axes; nil where nothing has a place on them.
  private init?(
    x: Axis, _ xs: some Sequence<Double>, y: Axis, _ ys: some Sequence<Double>
  ) {
    guard let xScale = AxisScale(xs, isLogarithmic: x.isLogarithmic),
      let yScale = AxisScale(ys, isLogarithmic: y.isLogarithmic)
    else { return nil }
    self.x = xScale
    self.y = yScale
    let (bottom, middle) = (Self.height - Self.bottom, (Self.left + Self.width - Self.right) / 2)
    for (value, text) in xScale.ticks(atMost: 10) {
      guard let place = across(value) else { continue }
      content += Self.line("grid", place, Self.top, place, bottom)
      content += Self.text(text, place, bottom + 16, "middle")
    }
    for (value, text) in yScale.ticks(atMost: 7) {
      guard let place = up(value) else { continue }
      content += Self.line("grid", Self.left, place, Self.width - Self.right, place)
      content += Self.text(text, Self.left - 6, place + 4, "end")
    }
    content += Self.line("axis", Self.left, bottom, Self.width - Self.right, bottom)
    content += Self.line("axis", Self.left, Self.top, Self.left, bottom)
    content += Self.text(x.label, middle, Self.height - 8, "middle")
    content +=
      "<text text-anchor=\"middle\" transform=\"translate(13 \((Self.top + bottom) / 2)) rotate(-90)\">"
      + "\(y.label.markup)</text>\n"
  }

  /// Lines with their legend below; nil where nothing can be drawn.
  package static func lines(_ chart: Chart) -> String? {
    guard
      var drawing = SVGChart(
        x: chart.x, chart.lines.flatMap(\.x), y: chart.y, chart.lines.flatMap(\.y))
    else { return nil }
    for line in chart.lines {
      drawing.content +=
        "<path class=\"c\(line.color % Palette.colors.count)\"\(dashes(of: line)) "
        + "d=\"\(drawing.path(line))\"/>\n"
    }
    let (legend, rows) = legend(chart.lines)
    drawing.content += legend
    return drawing.svg(label: chart.title, height: height + Double(rows) * 18)
  }

  /// Dots; nil where nothing can be drawn.
  package static func dots(
    title: String, x: Axis, _ xs: [Double], y: Axis, _ ys: [Double]
  ) -> String? {
    guard var drawing = SVGChart(x: x, xs, y: y, ys) else { return nil }
    if let zero = drawing.up(0), zero < height - bottom, zero > top {
      drawing.content += line("axis", left, zero, width - right, zero)
    }
    for (x, y) in zip(xs, ys) {
      guard let x = drawing.across(x), let y = drawing.up(y) else { continue }
      drawing.content += "<circle cx=\"\(places(x))\" cy=\"\(places(y))\" r=\"3\"/>"
    }
    return drawing.svg(label: title, height: height)
  }

  // MARK: Parts

  private func across(_ value: Double) -> Double? {
    x.share(value).map { Self.left + $0 * (Self.width - Self.left - Self.right) }
  }

  private func up(_ value: Double) -> Double? {
    y.share(value).map { Self.height - Self.bottom - $0 * (Self.height - Self.top - Self.bottom) }
  }

  /// The line as SVG's path; a gap where a point has no place.
  private func path(_ line: ChartLine) -> String {
    let step = max(1, line.x.count / Self.mostPoints)
    var path = ""
    var isDrawing = false
    for index in line.x.indices where index % step == 0 || index == line.x.count - 1 {
      guard let x = across(line.x[index]), let y = up(line.y[index]) else {
        isDrawing = false
        continue
      }
      path += "\(isDrawing ? "L" : "M")\(Self.places(x)) \(Self.places(y))"
      isDrawing = true
    }
    return path
  }

  private static func dashes(of line: ChartLine) -> String {
    let pattern = dashes[line.dashes % dashes.count]
    return pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
  }

  /// The names of the lines, three in a row.
  private static func legend(_ lines: [ChartLine]) -> (svg: String, rows: Int) {
    let columns = 3
    var svg = ""
    for (number, line) in lines.enumerated() {
      let x = left + Double(number % columns) * (width - left) / Double(columns)
      let y = height + 10 + Double(number / columns) * 18
      svg +=
        "<path class=\"c\(line.color % Palette.colors.count)\"\(dashes(of: line)) "
        + "d=\"M\(places(x)) \(places(y))h26\"/>" + text(line.name, x + 32, y + 4, "start")
    }
    return (svg, (lines.count + columns - 1) / columns)
  }

  private func svg(label: String, height: Double) -> String {
    "<svg viewBox=\"0 0 \(Self.places(Self.width)) \(Self.places(height))\" role=\"img\" "
      + "aria-label=\"\(label.markup)\">\n\(content)</svg>\n"
  }

  private static func line(
    _ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> String {
    "<line class=\"\(kind)\" x1=\"\(places(x1))\" y1=\"\(places(y1))\" x2=\"\(places(x2))\" "
      + "y2=\"\(places(y2))\"/>"
  }

  private static func text(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
    "<text x=\"\(places(x))\" y=\"\(places(y))\" text-anchor=\"\(anchor)\">\(text.markup)</text>\n"
  }

  /// A place to the tenth of a point.
  private static func places(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }
}
