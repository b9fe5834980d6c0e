import System

/// Charts as SVG within a page, whose colours they take. Two stand side by side where there is room; their
/// text is as large as the page's.
package struct SVGChart {
  /// What is drawn beside the lines of a chart.
  package struct Additions {
    /// Values of the horizontal axis with a line from top to bottom and what it says.
    package var marks: [(x: Double, text: String)] = []
    /// Dots with what they say; an empty text for nothing.
    package var dots: [(x: Double, y: Double, text: String)] = []
    /// Bars from the horizontal axis on, each as a fraction of the chart's height with what stands above it.
    package var bars: [(from: Double, to: Double, height: Double, text: String)] = []
    /// Whether the line is drawn on which both axes have the same value.
    package var hasDiagonal = false
    /// Values that the axes reach at least.
    package var xs: [Double] = []
    package var ys: [Double] = []
    /// Above this value, and below that, lines are cut off; nil for none.
    package var lowest: Double?
    package var highest: Double?
    /// Lines behind the others, drawn thinly and without names.
    package var faint: [ChartLine] = []
    /// Whether the chart is as high as it is wide.
    package var isSquare = false

    package init() {}
  }

  private static let width = 420.0
  private static let (left, right, top, bottom) = (60.0, 14.0, 26.0, 44.0)
  /// The dashes of lines by their numbers; the first is unbroken.
  private static let dashes = ["", "7 4", "2 3", "9 3 2 3"]
  /// Of lines with more points, of each stretch the least and the greatest are drawn.
  private static let mostPoints = 800
  /// About the width of a letter.
  private static let letter = 7.2

  private let x: AxisScale
  private let y: AxisScale
  private let height: Double
  private var content = ""

  /// A chart with its axes; nil where nothing has a place on them.
  private init?(
    x: Axis, _ xs: some Sequence<Double>, y: Axis, _ ys: some Sequence<Double>,
    isSquare: Bool = false
  ) {
    guard let xScale = AxisScale(xs, isLogarithmic: x.isLogarithmic),
      let yScale = AxisScale(ys, isLogarithmic: y.isLogarithmic)
    else { return nil }
    self.x = xScale
    self.y = yScale
    let across = Self.width - Self.left - Self.right
    height = Self.top + Self.bottom + (isSquare ? across : 210)
    let bottom = height - Self.bottom
    for (value, text) in xScale.ticks(atMost: 6) {
      guard let place = self.across(value) else { continue }
      content += Self.line("grid", place, Self.top, place, bottom)
      content += Self.text(text, place, bottom + 17, "middle")
    }
    for (value, text) in yScale.ticks(atMost: 6) {
      guard let place = up(value) else { continue }
      content += Self.line("grid", Self.left, place, Self.width - Self.right, place)
      content += Self.text(text, Self.left - 6, place + 4.5, "end")
    }
    content += Self.line("axis", Self.left, bottom, Self.width - Self.right, bottom)
    content += Self.line("axis", Self.left, Self.top, Self.left, bottom)
    content += Self.text(x.label, Self.left + across / 2, height - 8, "middle")
    content += Self.text(y.label, 2, 14, "start")
  }

  /// Lines with their legend below; nil where nothing can be drawn.
  package static func lines(_ chart: Chart, _ additions: Additions = Additions()) -> String? {
    let lines = chart.lines + additions.faint
    let cut = lines.flatMap(\.y).filter {
      $0 <= additions.highest ?? .infinity && $0 >= additions.lowest ?? -.infinity
    }
    guard
      var drawing = SVGChart(
        x: chart.x, lines.flatMap(\.x) + additions.xs, y: chart.y, cut + additions.ys,
        isSquare: additions.isSquare)
    else { return nil }
    drawing.addBars(additions.bars)
    if additions.hasDiagonal { drawing.addDiagonal() }
    for line in additions.faint {
      drawing.content +=
        "<path class=\"faint c\(line.color % Palette.colors.count)\" "
        + "d=\"\(drawing.path(line))\"><title>\(line.name.markup)</title></path>\n"
    }
    for line in chart.lines {
      drawing.content +=
        "<path class=\"c\(line.color % Palette.colors.count)\"\(dashes(of: line)) "
        + "d=\"\(drawing.path(line))\"><title>\(line.name.markup)</title></path>\n"
    }
    for mark in additions.marks { drawing.addMark(mark.x, mark.text) }
    for (x, y, text) in additions.dots { drawing.addDot(x, y, text, radius: 4) }
    // A single line without a name needs no legend.
    let named = chart.lines.filter { !$0.name.isEmpty }
    let (legend, rows) = legend(named.count < 2 ? [] : named, from: drawing.height)
    drawing.content += legend
    return drawing.svg(label: chart.title, height: drawing.height + Double(rows) * 20)
  }

  /// Dots; nil where nothing can be drawn.
  package static func dots(
    title: String, x: Axis, _ xs: [Double], y: Axis, _ ys: [Double], hasDiagonal: Bool = false
  ) -> String? {
    // Both axes of a diagonal are the same.
    let all = hasDiagonal ? xs + ys : []
    guard var drawing = SVGChart(x: x, xs + all, y: y, ys + all, isSquare: hasDiagonal) else {
      return nil
    }
    if hasDiagonal { drawing.addDiagonal() }
    let bottom = drawing.height - bottom
    if !hasDiagonal, let zero = drawing.up(0), zero < bottom, zero > top {
      drawing.content += line("axis", left, zero, width - right, zero)
    }
    for (x, y) in zip(xs, ys) { drawing.addDot(x, y, "", radius: 3) }
    return drawing.svg(label: title, height: drawing.height)
  }

  // MARK: Parts

  private func across(_ value: Double) -> Double? { x.share(value).map { Self.across(share: $0) } }

  private func up(_ value: Double) -> Double? { y.share(value).map { up(share: $0) } }

  private static func across(share: Double) -> Double {
    left + share * (width - left - right)
  }

  private func up(share: Double) -> Double {
    height - Self.bottom - share * (height - Self.top - Self.bottom)
  }

  private mutating func addDiagonal() {
    let (low, high) = (max(x.lower, y.lower), min(x.upper, y.upper))
    guard low < high, let x1 = across(low), let y1 = up(low), let x2 = across(high),
      let y2 = up(high)
    else { return }
    content += Self.line("diagonal", x1, y1, x2, y2)
  }

  private mutating func addMark(_ value: Double, _ text: String) {
    guard let share = x.share(value), (0...1).contains(share) else { return }
    let place = Self.across(share: share)
    content += Self.line("mark", place, Self.top, place, height - Self.bottom)
    let isLeft = share > 0.55
    content += Self.text(
      text, place + (isLeft ? -5 : 5), Self.top + 13, isLeft ? "end" : "start", "marked")
  }

  private mutating func addDot(_ x: Double, _ y: Double, _ text: String, radius: Double) {
    guard let across = across(x), let up = up(y) else { return }
    content += "<circle cx=\"\(Self.places(across))\" cy=\"\(Self.places(up))\" r=\"\(radius)\"/>"
    guard !text.isEmpty else { return }
    let isRight = across > Self.width / 2
    content += Self.text(
      text, across + (isRight ? -8 : 8), up + 17, isRight ? "end" : "start", "marked")
  }

  private mutating func addBars(
    _ bars: [(from: Double, to: Double, height: Double, text: String)]
  ) {
    for bar in bars {
      guard let from = across(bar.from), let to = across(bar.to) else { continue }
      let top = up(share: bar.height)
      content +=
        "<rect class=\"bar\" x=\"\(Self.places(from + 1))\" y=\"\(Self.places(top))\" "
        + "width=\"\(Self.places(to - from - 2))\" "
        + "height=\"\(Self.places(height - Self.bottom - top))\"/>"
        + Self.text(bar.text, (from + to) / 2, top - 4, "middle", "small")
    }
  }

  /// The line as SVG's path; a gap where a point has no place, and cut off where it leaves the axes.
  private func path(_ line: ChartLine) -> String {
    var path = ""
    var last: (x: Double, y: Double)?
    var isDrawing = false
    func add(_ command: String, _ x: Double, _ y: Double) {
      path +=
        "\(command)\(Self.places(Self.across(share: x))) \(Self.places(up(share: y)))"
    }
    for index in Self.drawn(line) {
      guard let x = x.share(line.x[index]), let y = y.share(line.y[index]) else {
        (last, isDrawing) = (nil, false)
        continue
      }
      let isInside = (0...1).contains(y)
      defer { last = (x, y) }
      /// Where the way from the last point crosses an end of the axis.
      func crossing(_ last: (x: Double, y: Double), _ end: Double) -> Double {
        last.x + (x - last.x) * (end - last.y) / (y - last.y)
      }
      if let last, !(0...1).contains(last.y) {
        let (low, high) = (min(last.y, y), max(last.y, y))
        // From outside, in or through.
        if isInside || low < 0 && high > 1 {
          let end = last.y > 1 ? 1.0 : 0.0
          add("M", crossing(last, end), end)
          isDrawing = true
        }
      }
      if isInside {
        add(isDrawing ? "L" : "M", x, y)
        isDrawing = true
      } else if let last, isDrawing {
        let end = y > 1 ? 1.0 : 0.0
        add("L", crossing(last, end), end)
        isDrawing = false
      }
    }
    return path
  }

  /// The points that are drawn.
  private static func drawn(_ line: ChartLine) -> [Int] {
    let count = min(line.x.count, line.y.count)
    guard count > mostPoints else { return Array(0..<count) }
    let stretches = mostPoints / 2
    var drawn = [0]
    for number in 0..<stretches {
      let stretch = number * count / stretches..<(number + 1) * count / stretches
      let finite = stretch.filter { line.y[$0].isFinite }
      if finite.count < stretch.count, let gap = stretch.first(where: { !line.y[$0].isFinite }) {
        drawn.append(gap)
      }
      let least = finite.min { line.y[$0] < line.y[$1] }
      let greatest = finite.max { line.y[$0] < line.y[$1] }
      drawn += [least, greatest].compactMap(\.self)
    }
    return Set(drawn + [count - 1]).sorted()
  }

  private static func dashes(of line: ChartLine) -> String {
    let pattern = dashes[line.dashes % dashes.count]
    return pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\""
  }

  /// The names of the lines, as many in a row as there is room for.
  private static func legend(_ lines: [ChartLine], from height: Double) -> (svg: String, rows: Int)
  {
    let longest = Int((width - left - 40) / letter)
    var svg = ""
    var (x, row) = (left, 0)
    for line in lines {
      let name = line.name.shown(most: longest)
      let length = 32 + Double(name.count) * letter + 18
      if x > left, x + length > width + 10 { (x, row) = (left, row + 1) }
      let y = height + 10 + Double(row) * 20
      svg +=
        "<path class=\"c\(line.color % Palette.colors.count)\"\(dashes(of: line)) "
        + "d=\"M\(places(x)) \(places(y))h26\"/>" + text(name, x + 32, y + 4.5, "start")
      x += length
    }
    return (svg, lines.isEmpty ? 0 : row + 1)
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

  private static func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: String, _ kind: String = ""
  ) -> String {
    "<text\(kind.isEmpty ? "" : " class=\"\(kind)\"") x=\"\(places(x))\" y=\"\(places(y))\" "
      + "text-anchor=\"\(anchor)\">\(text.markup)</text>\n"
  }

  /// A place to the tenth of a point.
  private static func places(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
  }
}
