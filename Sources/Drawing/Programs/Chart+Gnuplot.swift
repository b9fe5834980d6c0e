import Glibc

extension Chart {
  /// gnuplot's kinds of points: filled circle, square, triangles and diamond, then hollow ones.
  private static let pointTypes = [7, 5, 9, 13, 11, 6, 4, 8, 12, 10]
  /// gnuplot's kinds of dashes.
  private static let dashTypes = [1, 2, 4, 3, 5]
  /// About how many markers a line has.
  private static let markers = 10

  /// The commands that draw the chart.
  var gnuplotCommands: String {
    var script = """
      set title \(Gnuplot.quoted(title))
      set xlabel \(Gnuplot.quoted(x.label))
      set ylabel \(Gnuplot.quoted(y.label))
      set format y '%g'
      \(x.isLogarithmic ? Self.logarithmic("x", lines.flatMap(\.x), ticks: 10) : "")
      \(y.isLogarithmic ? Self.logarithmic("y", lines.flatMap(\.heights), ticks: 7) : "")
      set border 3 lc rgb '#666666'
      set tics nomirror textcolor rgb '#000000'
      set grid lc rgb '#dddddd' lt 1
      set key below reverse Left height 1

      """
    var bands: [String] = []
    var curves: [String] = []
    for (index, line) in lines.enumerated() {
      let data = "$data\(index)"
      script += "\(data) << END\n"
      for point in line.x.indices {
        script += "\(line.x[point].gnuplot) \(line.y[point].gnuplot)"
        if let band = line.band {
          script += " \(band.lower[point].gnuplot) \(band.upper[point].gnuplot)"
        }
        script += "\n"
      }
      script += "END\n"
      let color = "lc rgb '\(Palette.color(line.color))'"
      if line.band != nil {
        bands.append(
          "\(data) using 1:3:4 with filledcurves \(color) fs transparent solid 0.2 noborder notitle"
        )
      }
      curves.append(
        """
        \(data) using 1:2 with linespoints \(color) lw 1.5 \
        dt \(Self.dashTypes[line.dashes % Self.dashTypes.count]) \
        pt \(Self.pointTypes[index % Self.pointTypes.count]) ps 0.6 \
        pi \(max(1, line.x.count / Self.markers)) title \(Gnuplot.quoted(line.name))
        """)
    }
    return script + "plot " + (bands + curves).joined(separator: ", \\\n  ") + "\n"
  }
}

extension Chart {
  /// A logarithmic axis over some values, which does not reach on to the next power of ten as gnuplot's own do.
  private static func logarithmic(_ axis: String, _ values: [Double], ticks most: Int) -> String {
    let scale = "set logscale \(axis)"
    guard let range = AxisScale(values, isLogarithmic: true) else { return scale }
    let ticks = range.ticks(atMost: most).map { "'\($0.text)' \($0.value)" }
    let margin = pow(range.upper / range.lower, 0.03)
    return """
      \(scale)
      set \(axis)range [\(range.lower / margin):\(range.upper * margin)]
      set \(axis)tics (\(ticks.joined(separator: ", ")))
      """
  }
}

extension ChartLine {
  /// Of the line and of its band.
  fileprivate var heights: [Double] { y + (band.map { $0.lower + $0.upper } ?? []) }
}

extension Double {
  /// The number as gnuplot's data have it; what is not finite is a gap.
  fileprivate var gnuplot: String { isFinite ? description : "NaN" }
}
