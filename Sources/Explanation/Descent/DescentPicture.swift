package import Drawing
import Spec
package import System

/// Paths on the contours of their surface, by gnuplot.
package enum DescentPicture {
  private static let levels = 14
  private static let pointTypes = [7, 5, 9, 13, 11, 6, 4]

  /// - Throws: `cannotCreate` where gnuplot is missing.
  package static func picture(
    of descent: Descent, as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    let frame = DescentFrame(descent)
    let kind = type(of: descent.surface)
    var script = """
      set title \(Gnuplot.quoted("\(kind.name): \(descent.surface.formula)"))
      set xlabel 'x'
      set ylabel 'y'
      set xrange [\(frame.xRange.lowerBound):\(frame.xRange.upperBound)]
      set yrange [\(frame.yRange.lowerBound):\(frame.yRange.upperBound)]
      set tics out nomirror
      set key below reverse Left
      $surface << END

      """
    for row in 0..<DescentFrame.side {
      for column in 0..<DescentFrame.side {
        let (x, y) = (
          DescentFrame.place(column, in: frame.xRange), DescentFrame.place(row, in: frame.yRange)
        )
        script += "\(x) \(y) \(frame.values[row * DescentFrame.side + column])\n"
      }
      script += "\n"
    }
    let heights = frame.levels(levels).map(\.description).joined(separator: ",")
    script += """
      END
      set contour base
      unset surface
      set cntrparam levels discrete \(heights)
      set table $contours
      splot $surface using 1:2:3
      unset table

      """
    var parts = ["$contours using 1:2 with lines lc rgb '#b8b8b8' lw 0.8 notitle"]
    for (number, path) in descent.paths.enumerated() {
      let data = "$path\(number)"
      script += "\(data) << END\n"
      script += path.points.map { "\($0.x) \($0.y)\n" }.joined() + "END\n"
      let type = pointTypes[number % pointTypes.count]
      parts.append(
        "\(data) using 1:2 with linespoints lc rgb '\(Palette.color(number))' lw 1.5 pt \(type) "
          + "ps 0.5 title \(Gnuplot.quoted(path.name))")
    }
    parts.append(
      "$path0 using 1:2 every ::0::0 with points pt 2 ps 1.2 lc rgb '#000000' title 'start'")
    script += "plot " + parts.joined(separator: ", \\\n  ") + "\n"
    return try Gnuplot.picture(script, as: format, size: (720, 600))
  }
}
