package import System

/// Bars one below the other, each with its name.
package struct BarChart: Sendable {
  package struct Bar: Sendable {
    let name: String
    let value: Double
    let deviation: Double

    /// - Parameter deviation: half the length of the mark at the bar's end; 0 for none.
    package init(_ name: String, _ value: Double, deviation: Double = 0) {
      self.name = name
      self.value = value
      self.deviation = deviation
    }
  }

  /// Longer names are cut.
  private static let longestName = 32
  private static let barHeight = 24

  /// Empty for none.
  private let title: String
  /// What the length of a bar is.
  private let label: String
  /// From above.
  private let bars: [Bar]

  package init(title: String = "", label: String, bars: [Bar]) {
    self.title = title
    self.label = label
    self.bars = bars
  }

  /// The chart as a picture, by gnuplot.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  package func picture(as format: PictureFormat) throws(Failure) -> [UInt8] {
    let names = bars.enumerated().map { number, bar in
      "\(Gnuplot.quoted(bar.name.shown(most: Self.longestName))) \(number)"
    }
    let data = bars.enumerated().map { "\($1.value) \($0) \($1.deviation)\n" }.joined()
    let script = """
      set title \(Gnuplot.quoted(title))
      set xlabel \(Gnuplot.quoted(label))
      set format x '%g'
      set border 1 lc rgb '#666666'
      set tics nomirror textcolor rgb '#000000'
      set grid xtics lc rgb '#dddddd' lt 1
      set ytics (\(names.joined(separator: ", ")))
      set yrange [\(Double(bars.count) - 0.5):-0.5]
      set yzeroaxis lt 1 lc rgb '#666666'
      unset key
      $bars << END
      \(data)END
      plot $bars using (0):2:(0):1:($2-0.35):($2+0.35) with boxxyerror lc rgb '\(Palette.color(0))' fs solid 0.7 noborder, \\
        $bars using 1:($3 > 0 ? $2 : NaN):3 with xerrorbars lc rgb '#000000' pt 0

      """
    return try Gnuplot.picture(
      script, as: format, size: (800, 120 + Self.barHeight * max(4, bars.count)))
  }
}
