package import System

/// Pictures by gnuplot.
package enum Gnuplot {
  private static let program = DrawingProgram("gnuplot", debianPackage: "gnuplot-nox")

  /// Runs a script.
  /// - Parameters:
  ///   - script: gnuplot's commands, without `set terminal` and `set output`.
  ///   - size: Width and height in the picture's own points.
  /// - Returns: The picture's bytes.
  /// - Throws: `cannotCreate` where gnuplot is missing or refuses the script.
  package static func picture(
    _ script: String, as format: PictureFormat, size: (width: Int, height: Int)
  ) throws(Failure) -> [UInt8] {
    // The background is drawn, so that the picture is legible on a dark page too. A point is 1/72 inch.
    let terminal =
      switch format {
      case .svg:
        "svg size \(size.width),\(size.height) font 'sans-serif,14' background '#ffffff'"
      case .png:
        "pngcairo size \(2 * size.width),\(2 * size.height) font 'sans,12' fontscale 2 linewidth 2 "
          + "pointscale 2 background '#ffffff'"
      case .pdf:
        "pdfcairo size \(Double(size.width) / 96)in,\(Double(size.height) / 96)in "
          + "font 'sans,11' background '#ffffff'"
      }
    return try program.run(
      ["--default-settings"],
      input: "set encoding utf8\nset terminal \(terminal) noenhanced\n\(script)\n")
  }

  /// Draws charts below one another.
  /// - Throws: As for a script.
  package static func picture(
    of charts: [Chart], as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    let sizes = charts.map(size)
    let script =
      charts.count == 1
      ? charts[0].gnuplotCommands
      : "set multiplot layout \(charts.count),1\n"
        + charts.map(\.gnuplotCommands).joined(separator: "\n") + "unset multiplot\n"
    return try picture(
      script, as: format,
      size: (sizes.map(\.width).max() ?? 0, sizes.reduce(0) { $0 + $1.height }))
  }

  /// The size of a chart's picture, which leaves room for the legend.
  package static func size(of chart: Chart) -> (width: Int, height: Int) {
    (800, 450 + 20 * chart.lines.count)
  }

  /// A text as a script has it, where nothing in it has a meaning of its own: within single quotes, on
  /// one line and without NUL, gnuplot knows no escapes, macros or commands, only the quote by its byte.
  package static func quoted(_ text: String) -> String {
    "'" + text.shown.replacingScalars { $0 == "'" ? "''" : nil } + "'"
  }
}
