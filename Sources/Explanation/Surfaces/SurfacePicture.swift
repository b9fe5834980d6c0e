import Drawing
import System

/// Pictures of surfaces, by gnuplot: the plane in the colours of the predicted classes, paler where the
/// model is less sure, or of the predicted numbers; the data on it.
enum SurfacePicture {
  private static let size = (width: 480, height: 420)
  /// gnuplot's kinds of points, filled: circle, square, triangles and diamond.
  private static let pointTypes = [7, 5, 9, 13, 11]

  static func picture(
    of surfaces: [ModelSurface], as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    let columns = min(surfaces.count, 4)
    let rows = (surfaces.count + columns - 1) / columns
    var script = "set multiplot layout \(rows),\(columns)\n"
    for (number, surface) in surfaces.enumerated() { script += commands(surface, number) }
    return try Gnuplot.picture(
      script + "unset multiplot\n", as: format,
      size: (max(560, columns * size.width), rows * size.height))
  }

  private static func commands(_ surface: ModelSurface, _ number: Int) -> String {
    let plane = surface.plane
    var script = """
      set title \(Gnuplot.quoted(surface.title))
      set xlabel \(Gnuplot.quoted(plane.names[0]))
      set ylabel \(Gnuplot.quoted(plane.names[1]))
      set xrange [\(plane.xRange.lowerBound):\(plane.xRange.upperBound)]
      set yrange [\(plane.yRange.lowerBound):\(plane.yRange.upperBound)]
      set format '%g'
      set tics out nomirror
      set key below reverse Left samplen 1

      """
    let grid = "$grid\(number)"
    script += "\(grid) << END\n"
    for (place, answer) in zip(plane.places, surface.answers) {
      let color =
        plane.classes == nil
        ? answer.value.description : shade(Int(answer.value), answer.confidence)
      script += "\(place.x) \(place.y) \(color)\n"
    }
    script += "END\n"
    guard let classes = plane.classes else { return script + regression(plane, grid, number) }
    var parts = ["\(grid) using 1:2:3:4:5 with rgbimage notitle"]
    for (label, name) in classes.enumerated() {
      let data = "$points\(number)_\(label)"
      script += block(data, plane.points.filter { Int($0.target) == label })
      let type = pointTypes[label % pointTypes.count]
      parts.append("\(data) using 1:2 with points pt \(type) ps 0.85 lc rgb '#ffffff' notitle")
      parts.append(
        "\(data) using 1:2 with points pt \(type) ps 0.6 lc rgb '\(Palette.color(label))' title "
          + Gnuplot.quoted("\(plane.target) = \(name)"))
    }
    return script + "plot " + parts.joined(separator: ", \\\n  ") + "\n"
  }

  private static func regression(_ plane: SurfacePlane, _ grid: String, _ number: Int) -> String {
    let data = "$points\(number)"
    return """
      set palette defined (0 '#00204c', 0.25 '#414d6b', 0.5 '#7c7b78', 0.75 '#bcaf6f', 1 '#ffea46')
      set cblabel \(Gnuplot.quoted(plane.target))
      \(block(data, plane.points))plot \(grid) using 1:2:3 with image notitle, \\
        \(data) using 1:2 with points pt 7 ps 0.85 lc rgb '#ffffff' notitle, \\
        \(data) using 1:2:3 with points pt 7 ps 0.6 lc palette title 'data'

      """
  }

  private static func block(_ name: String, _ points: [SurfacePlane.Point]) -> String {
    "\(name) << END\n"
      + points.map { "\($0.x) \($0.y) \($0.target)\n" }.joined()
      // A block without a row is none.
      + (points.isEmpty ? "NaN NaN NaN\n" : "") + "END\n"
  }

  /// A class's colour on white, in three numbers to 255.
  private static func shade(_ label: Int, _ confidence: Double) -> String {
    let value = Int(Palette.color(label).dropFirst(), radix: 16) ?? 0
    let share = 0.12 + 0.43 * (confidence.isFinite ? confidence : 0)
    return [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { part in
      String(Int(255 + share * (Double(part) - 255)))
    }.joined(separator: " ")
  }
}
