package import Drawing
import Spec
package import System

extension Effect {
  /// The most answers that are drawn.
  private static let mostPanels = 12
  private static let size = (width: 480, height: 340)

  /// The answers that are drawn: of two classes the second alone, whose share is that of the first, too.
  private var drawn: [Int] {
    let isOneEnough =
      names.count == 2 && names.allSatisfy { $0.utf8.starts(with: "probability_".utf8) }
    return isOneEnough ? [1] : Array(names.indices.prefix(Self.mostPanels))
  }

  /// The curves with letters, or a table of categories.
  package func text(in terminal: Terminal) -> String {
    let caption = "mean over \(rows) row\(rows == 1 ? "" : "s")"
    guard let numbers, numbers.count > 1 else {
      let cells = zip(values, means).map { value, mean in
        [value] + mean.map { Decimals.text($0) }
      }
      return caption + "\n" + TextTable([[column] + names] + cells, numbersFromColumn: 1).text
    }
    let lines = drawn.enumerated().map { number, answer in
      ChartLine(names[answer], x: numbers, y: means.map { $0[answer] }, color: number)
    }
    return TerminalChart(
      Chart(title: caption, x: Axis(column), y: Axis(""), lines: lines), in: terminal
    ).text
  }

  /// A panel for each answer: single rows' curves in grey, and their mean over all rows.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  package func picture(as format: PictureFormat) throws(Failure) -> [UInt8] {
    let columns = min(drawn.count, 3)
    let lines = (drawn.count + columns - 1) / columns
    var script = "set multiplot layout \(lines),\(columns)\n"
    if drawn.count < names.count, drawn.count > 1 {
      script =
        "set multiplot layout \(lines),\(columns) title "
        + Gnuplot.quoted("the first \(drawn.count) of \(names.count) answers") + "\n"
    }
    script += """
      set xlabel \(Gnuplot.quoted(column))
      set format '%g'
      set border 3 lc rgb '#666666'
      set tics nomirror textcolor rgb '#000000'
      set grid lc rgb '#dddddd' lt 1
      set key below reverse Left

      """
    let places = numbers ?? values.indices.map { Double($0) }
    // Days since 1970 and categories say nothing by their numbers.
    if numbers == nil || values.contains(where: { Double($0) == nil }) {
      let step = max(1, values.count / 8)
      let tics = stride(from: 0, to: values.count, by: step).map {
        "\(Gnuplot.quoted(values[$0].shown(most: 16))) \(places[$0])"
      }
      script += "set xtics rotate by -30 (\(tics.joined(separator: ", ")))\n"
    }
    if numbers == nil { script += "set xrange [-0.5:\(Double(values.count) - 0.5)]\n" }
    for answer in drawn {
      script += "set ylabel \(Gnuplot.quoted(names[answer]))\n$rows\(answer) << END\n"
      for curve in curves {
        for (place, numbers) in zip(places, curve) { script += "\(place) \(numbers[answer])\n" }
        script += "\n"
      }
      script += "END\n$mean\(answer) << END\n"
      for (place, mean) in zip(places, means) { script += "\(place) \(mean[answer])\n" }
      script += """
        END
        plot $rows\(answer) using 1:2 with lines lc rgb '#bbbbbb' title \(Gnuplot.quoted(curvesTitle)), \\
          $mean\(answer) using 1:2 with linespoints pt 7 ps 0.5 lw 3 lc rgb '\(Palette.color(0))' title \
        \(Gnuplot.quoted("mean over \(rows)"))

        """
    }
    return try Gnuplot.picture(
      script + "unset multiplot\n", as: format,
      size: (max(560, columns * Self.size.width), lines * Self.size.height))
  }

  private var curvesTitle: String { "\(curves.count) row\(curves.count == 1 ? "" : "s")" }
}
