package import System

/// Numbers in the place of an image's pixels, as a picture.
package struct PixelMap: Sendable {
  private static let size = (width: 150, height: 130)
  /// One alone is as large as so many.
  private static let enlargement = 4

  /// Empty for none.
  private let title: String
  /// From above, each row from the left.
  private let pixels: [[Double]]
  /// Whether numbers are drawn in blue below 0 and in red above it; else from white to black.
  private let isSigned: Bool

  package init(title: String, pixels: [[Double]], isSigned: Bool) {
    self.title = title
    self.pixels = pixels
    self.isSigned = isSigned
  }

  /// Some maps, row by row.
  /// - Throws: `cannotCreate` where gnuplot is missing.
  package static func picture(
    of maps: [PixelMap], columns: Int, as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    let rows = max(1, (maps.count + columns - 1) / columns)
    let factor = maps.count == 1 ? enlargement : 1
    var script = """
      set multiplot layout \(rows),\(columns)
      unset key
      unset tics
      set size ratio -1

      """
    // A single one has room for a scale.
    if maps.count > 1 { script += "unset colorbox\n" }
    for (number, map) in maps.enumerated() { script += map.commands("$map\(number)") }
    return try Gnuplot.picture(
      script + "unset multiplot\n", as: format,
      size: (columns * factor * size.width + 60, rows * factor * size.height + 60))
  }

  private func commands(_ block: String) -> String {
    let greatest = pixels.joined().reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let limit = greatest > 0 ? greatest : 1
    // The first row is the lowest for gnuplot.
    let rows = pixels.reversed().map { $0.map(\.description).joined(separator: " ") + "\n" }
    return """
      \(block) << END
      \(rows.joined())END
      set title \(Gnuplot.quoted(title)) font ',10'
      set cbrange [\(isSigned ? "\(-limit):\(limit)" : "*:*")]
      set palette defined \(isSigned ? "(0 '#2166ac', 0.5 '#f7f7f7', 1 '#b2182b')" : "(0 '#ffffff', 1 '#000000')")
      plot \(block) matrix with image

      """
  }
}
