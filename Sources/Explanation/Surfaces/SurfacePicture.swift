import Drawing
import System

/// Pictures of surfaces, by gnuplot: of two classes the probability of the second one, of more the predicted class, paler
/// where the model is less sure, each with lines where the prediction changes; of a regression the predicted number. The
/// data are on it; a legend and a scale beside it, once for all panels.
struct SurfacePicture {
  /// gnuplot's kinds of points, filled: circle, square, triangles and diamond.
  private static let pointTypes = [7, 5, 9, 13, 11]
  /// Panels beside each other.
  private static let mostColumns = 3
  /// Around the panels, and between them, in the picture's points.
  private static let (left, bottom, top, gap, titleHeight) = (84, 82, 16, 26, 26)
  private static let legendRow = 22

  private let surfaces: [ModelSurface]
  private let plane: SurfacePlane
  /// Of the plane.
  private let places: [(x: Double, y: Double)]
  private let columns: Int
  private let rows: Int
  private let panel: (width: Int, height: Int)
  private let isTitled: Bool
  /// Of the least and the greatest value of all surfaces, for one scale.
  private let range: ClosedRange<Double>

  /// - Parameter surfaces: over the same plane.
  static func picture(
    of surfaces: [ModelSurface], as format: PictureFormat
  ) throws(Failure) -> [UInt8] {
    guard let plane = surfaces.first?.plane else {
      preconditionFailure("a picture is of a surface at least")
    }
    let picture = SurfacePicture(surfaces, over: plane)
    return try Gnuplot.picture(picture.script, as: format, size: picture.size)
  }

  private init(_ surfaces: [ModelSurface], over plane: SurfacePlane) {
    self.surfaces = surfaces
    self.plane = plane
    places = plane.places
    columns = surfaces.count == 4 ? 2 : min(surfaces.count, Self.mostColumns)
    rows = (surfaces.count + columns - 1) / columns
    panel = surfaces.count == 1 ? (480, 420) : (340, 300)
    isTitled = surfaces.contains { !$0.title.isEmpty }
    let values = surfaces.flatMap { $0.answers.lazy.map(\.value) }.filter(\.isFinite)
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    range = least...(greatest > least ? greatest : least + 1)
  }

  // MARK: Layout

  private var titleHeight: Int { isTitled ? Self.titleHeight : 0 }

  private var panelsWidth: Int { columns * panel.width + (columns - 1) * Self.gap }
  private var panelsHeight: Int {
    rows * (panel.height + titleHeight) + (rows - 1) * Self.gap
  }

  /// The names of the points on the plane.
  private var legend: [String] {
    plane.classes.map { $0.map { "\(plane.target) = \($0)" } } ?? ["\(plane.target) of a row"]
  }

  /// Room for the legend, whose letters are about 8 points wide, and for the scale.
  private var sideWidth: Int {
    let longest = (legend + [scaleLabel]).map { $0.shown.count }.max() ?? 0
    return min(400, max(170, 76 + 8 * longest))
  }

  private var size: (width: Int, height: Int) {
    let side = Self.legendRow * legend.count + 220
    return (
      Self.left + panelsWidth + sideWidth,
      Self.top + max(panelsHeight, side) + Self.bottom
    )
  }

  /// A place from the left and from the top as gnuplot counts it on the whole picture.
  private func across(_ x: Int) -> Double { Double(x) / Double(size.width) }
  private func up(_ y: Int) -> Double { 1 - Double(y) / Double(size.height) }

  // MARK: Commands

  private var script: String {
    let beside = Self.left + panelsWidth + 24
    let scale = Self.top + titleHeight + Self.legendRow * legend.count + 48
    var script = """
      set multiplot
      set tics out nomirror
      set format cb '%g'
      set xrange [\(plane.xRange.lowerBound):\(plane.xRange.upperBound)]
      set yrange [\(plane.yRange.lowerBound):\(plane.yRange.upperBound)]
      set cbrange [\(scaleRange.lowerBound):\(scaleRange.upperBound)]
      set palette defined \(palette)
      set label 1 \(Gnuplot.quoted(scaleLabel)) at screen \(across(beside)),\(up(scale - 22)) left
      set colorbox user origin \(across(beside)),\(up(scale + 150)) size \(across(16)),\(150 / Double(size.height))
      set key at screen \(across(beside - 10)),\(up(Self.top + titleHeight)) left top Left reverse samplen 1

      """
    for (number, surface) in surfaces.enumerated() {
      script += commands(surface, number)
      // Once for all.
      if number == 0 { script += "unset key\nunset label 1\nunset colorbox\n" }
    }
    return script + "unset multiplot\n"
  }

  private var scaleLabel: String {
    guard let classes = plane.classes else { return "predicted \(plane.target)" }
    return classes.count == 2
      ? "probability of \(classes[1])" : "highest probability"
  }

  private var scaleRange: ClosedRange<Double> {
    guard let classes = plane.classes else { return range }
    // The highest of several is never below their mean.
    return (classes.count == 2 ? 0 : 1 / Double(classes.count))...1
  }

  /// From the scale's least to its greatest: of two classes from the one's colour to the other's, of more grey for any class, of numbers from blue to
  /// yellow, which also those tell apart who see no colours.
  private var palette: String {
    guard let classes = plane.classes else {
      return "(0 '#00204c', 0.25 '#414d6b', 0.5 '#7c7b78', 0.75 '#bcaf6f', 1 '#ffea46')"
    }
    guard classes.count == 2 else {
      return "(0 '\(Self.shade("#555555", 0))', 1 '\(Self.shade("#555555", 1))')"
    }
    return
      "(0 '\(Self.shade(Palette.color(0), 1))', 0.5 '#ffffff', 1 '\(Self.shade(Palette.color(1), 1))')"
  }

  private func commands(_ surface: ModelSurface, _ number: Int) -> String {
    let (row, column) = (number / columns, number % columns)
    let start = Self.left + column * (panel.width + Self.gap)
    let above = Self.top + titleHeight + row * (panel.height + titleHeight + Self.gap)
    // Names are where no panel follows.
    let isLowest = number + columns >= surfaces.count
    var script = """
      set lmargin at screen \(across(start))
      set rmargin at screen \(across(start + panel.width))
      set tmargin at screen \(up(above))
      set bmargin at screen \(up(above + panel.height))
      set title \(Gnuplot.quoted(surface.title)) offset 0,-0.5
      set xlabel \(Gnuplot.quoted(isLowest ? plane.names[0] : ""))
      set ylabel \(Gnuplot.quoted(column == 0 ? plane.names[1] : ""))

      """
    let field = SurfaceField(surface)
    let grid = "$grid\(number)"
    var parts: [String] = []
    script += "\(grid) << END\n"
    for (x, y, values) in field.fine {
      script += "\(x) \(y) "
      if let classes = plane.classes, classes.count > 2 {
        script += Self.color(of: values)
      } else {
        script += "\(values[values.count - 1])"
      }
      script += "\n"
    }
    script += "END\n"
    if let classes = plane.classes, classes.count > 2 {
      parts.append("\(grid) using 1:2:3:4:5 with rgbimage notitle")
      // It makes gnuplot draw the scale.
      parts.append("\(grid) every ::::0 using 1:(NaN):(1) with points lc palette z notitle")
    } else {
      parts.append("\(grid) using 1:2:3 with image notitle")
    }
    // The lines are written by the axes' formats.
    for (index, values) in field.boundaries.enumerated() {
      let (block, line) = ("$field\(number)_\(index)", "$line\(number)_\(index)")
      script += "\(block) << END\n"
      for (number, (place, value)) in zip(places, values).enumerated() {
        // gnuplot tells rows of a surface apart by blank lines.
        if number > 0, number % SurfacePlane.columns == 0 { script += "\n" }
        script += "\(place.x) \(place.y) \(value)\n"
      }
      script += """
        END
        set format '%.9g'
        set contour base
        unset surface
        set cntrparam levels discrete 0
        set table \(line)
        splot \(block) using 1:2:3
        unset table
        unset contour
        set surface

        """
      parts.append("\(line) using 1:2 with lines lc rgb '#333333' lw 1.2 notitle")
    }
    script += points(number, &parts)
    script += "set format x '\(isLowest ? "%g" : "")'\nset format y '\(column == 0 ? "%g" : "")'\n"
    return script + "plot " + parts.joined(separator: ", \\\n  ") + "\n"
  }

  /// The data, each with a white rim.
  private func points(_ number: Int, _ parts: inout [String]) -> String {
    var script = ""
    let size = surfaces.count == 1 ? (outer: 0.85, inner: 0.6) : (outer: 0.65, inner: 0.45)
    for (label, name) in legend.enumerated() {
      let data = "$points\(number)_\(label)"
      let isClass = plane.classes != nil
      script += Self.block(data, plane.points.filter { !isClass || Int($0.target) == label })
      let type = Self.pointTypes[label % Self.pointTypes.count]
      parts.append(
        "\(data) using 1:2 with points pt \(type) ps \(size.outer) lc rgb '#ffffff' notitle")
      let color = isClass ? "using 1:2" : "using 1:2:3"
      parts.append(
        "\(data) \(color) with points pt \(type) ps \(size.inner) "
          + (isClass ? "lc rgb '\(Palette.color(label))'" : "lc palette")
          + " title \(Gnuplot.quoted(name))")
    }
    return script
  }

  private static func block(_ name: String, _ points: [SurfacePlane.Point]) -> String {
    "\(name) << END\n"
      + points.map { "\($0.x) \($0.y) \($0.target)\n" }.joined()
      // A block without a row is none.
      + (points.isEmpty ? "NaN NaN NaN\n" : "") + "END\n"
  }

  /// The colour of the greatest of the classes' values, in three numbers to 255.
  private static func color(of values: [Double]) -> String {
    let best = values.indices.max { values[$0] < values[$1] } ?? 0
    let (count, value) = (Double(values.count), values[best])
    // Above what all classes would have if they were alike.
    let confidence = max(0, min(1, (value * count - 1) / (count - 1)))
    return mixed(Palette.color(best), confidence.isFinite ? confidence : 0)
      .map(String.init).joined(separator: " ")
  }

  /// A colour on white as `#RRGGBB`.
  private static func shade(_ color: String, _ confidence: Double) -> String {
    "#"
      + mixed(color, confidence).map { part in
        (part < 16 ? "0" : "") + String(part, radix: 16)
      }.joined()
  }

  private static func mixed(_ color: String, _ confidence: Double) -> [Int] {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let share = 0.12 + 0.43 * confidence
    return [value >> 16, value >> 8 & 0xFF, value & 0xFF].map { part in
      Int(255 + share * (Double(part) - 255))
    }
  }
}

/// The numbers of a surface's answers, between which one can go smoothly: of classes their probabilities.
private struct SurfaceField {
  /// Pixels from one point at which the model was asked to the next.
  private static let fineness = 2

  private let plane: SurfacePlane
  /// [values][places]
  private let values: [[Double]]
  /// What is 0 where the prediction changes from one class to another; none where it never does.
  let boundaries: [[Double]]

  init(_ surface: ModelSurface) {
    plane = surface.plane
    guard let classes = plane.classes else {
      values = [surface.answers.map(\.value)]
      boundaries = []
      return
    }
    let shares = surface.shares
    let values = (0..<classes.count).map { label in
      stride(from: label, to: shares.count, by: classes.count).map { shares[$0] }
    }
    self.values = values
    let margins: [[Double]]
    if classes.count == 2 {
      margins = [values[1].map { $0 - surface.threshold }]
    } else {
      margins = values.indices.map { label in
        values[label].indices.map { place in
          let others = values.indices.lazy.filter { $0 != label }.map { values[$0][place] }
          return values[label][place] - (others.max() ?? 0)
        }
      }
    }
    boundaries = margins.filter { margin in
      margin.contains { $0 > 0 } && margin.contains { $0 < 0 }
    }
  }

  /// Pixels row by row, each with the values there, which are between those of its four neighbours.
  var fine: [(x: Double, y: Double, values: [Double])] {
    let (columns, rows) = (SurfacePlane.columns, SurfacePlane.rows)
    let places = plane.places
    let (width, height) = ((columns - 1) * Self.fineness + 1, (rows - 1) * Self.fineness + 1)
    return (0..<width * height).map { pixel in
      let (x, y) = (pixel % width, pixel / width)
      let (column, row) = (x / Self.fineness, y / Self.fineness)
      let right = Double(x % Self.fineness) / Double(Self.fineness)
      let up = Double(y % Self.fineness) / Double(Self.fineness)
      let next = (column: min(column + 1, columns - 1), row: min(row + 1, rows - 1))
      func between(_ value: (Int) -> Double) -> Double {
        func along(_ row: Int) -> Double {
          let (a, b) = (value(row * columns + column), value(row * columns + next.column))
          return right == 0 ? a : a + right * (b - a)
        }
        let (a, b) = (along(row), along(next.row))
        return up == 0 ? a : a + up * (b - a)
      }
      return (
        between { places[$0].x }, between { places[$0].y },
        values.map { field in between { field[$0] } }
      )
    }
  }
}
