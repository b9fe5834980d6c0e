import Drawing
import Spec
import System

/// A surface drawn with letters: in a classification a light mark for the predicted class and a heavy one
/// for each row of the data, in a regression darker marks for higher predictions.
struct SurfaceText {
  /// The height where there is no window to fill, and how many columns go with a row of a picture.
  private static let usualRows = 22
  private static let columnsOfRow = 4
  private static let regions: [Character] = ["·", "-", "'", "~", ":", "="]
  private static let points: [Character] = ["o", "x", "+", "*", "#", "@"]
  private static let shades: [Character] = [" ", ".", ":", "-", "=", "+", "*", "%", "#", "@"]

  private(set) var text = ""

  init(_ surface: ModelSurface, in terminal: Terminal) {
    let plane = surface.plane
    guard let x = AxisScale([plane.xRange.lowerBound, plane.xRange.upperBound]),
      let y = AxisScale([plane.yRange.lowerBound, plane.yRange.upperBound])
    else { return }
    let values = surface.answers.map(\.value)
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let legend = Self.legend(plane, least, greatest, in: terminal)
    // The axes' names and numbers, the prompt, the title and the legend.
    let others = 5 + (surface.title.isEmpty ? 0 : 1) + legend.count { $0 == "\n" }
    let rows = terminal.height(beside: others, usual: Self.usualRows)
    let narrow = Terminal(
      columns: min(terminal.columns, max(80, Self.columnsOfRow * rows)),
      usesColor: terminal.usesColor)
    let frame = TerminalFrame(
      x: x, y: y, labels: (plane.names[0], plane.names[1]), rows: rows, terminal: narrow)
    var canvas = frame.canvas
    for row in 0..<canvas.rows {
      for column in 0..<canvas.columns {
        let place = Self.nearest(row, column, of: canvas)
        let value = surface.answers[place].value
        if plane.classes != nil {
          canvas.letter(
            Self.mark(Int(value), of: Self.regions), column: column, row: row, color: Int(value))
        } else {
          let share = greatest > least ? (value - least) / (greatest - least) : 0
          let shade = share.isFinite ? Int(share * Double(Self.shades.count - 1) + 0.5) : 0
          canvas.letter(Self.shades[shade], column: column, row: row)
        }
      }
    }
    for point in plane.points {
      guard let dot = frame.dot(point.x, point.y) else { continue }
      let mark = plane.classes == nil ? "o" : Self.mark(Int(point.target), of: Self.points)
      canvas.letter(
        mark, column: dot.x / 2, row: dot.y / 4,
        color: plane.classes == nil ? 0 : Int(point.target))
    }
    if !surface.title.isEmpty { text += surface.title.shown + "\n" }
    text += frame.text(canvas) + legend
  }

  private static func mark(_ number: Int, of marks: [Character]) -> Character {
    marks[number % marks.count]
  }

  /// The number of the answer nearest to a letter of the canvas.
  private static func nearest(_ row: Int, _ column: Int, of canvas: BrailleCanvas) -> Int {
    func place(_ number: Int, _ count: Int, _ places: Int) -> Int {
      (2 * number + 1) * places / (2 * count)
    }
    let up = place(canvas.rows - 1 - row, canvas.rows, SurfacePlane.rows)
    return up * SurfacePlane.columns + place(column, canvas.columns, SurfacePlane.columns)
  }

  private static func legend(
    _ plane: SurfacePlane, _ least: Double, _ greatest: Double, in terminal: Terminal
  ) -> String {
    guard let classes = plane.classes else {
      return
        "  \(plane.target.shown): from \(Decimals.text(least)) (blank) to \(Decimals.text(greatest)) "
        + "(@); o a row of the data\n"
    }
    let entries = classes.enumerated().map { number, name in
      "\(mark(number, of: points)) \(name.shown), predicted \(mark(number, of: regions))"
    }
    var text = "  \(plane.target.shown): "
    var length = text.count
    for (number, entry) in entries.enumerated() {
      if number > 0, length + entry.count > terminal.columns {
        text += "\n  "
        length = 2
      }
      text += terminal.colored(entry, number) + (number < entries.count - 1 ? "   " : "")
      length += entry.count + 3
    }
    return text + "\n"
  }
}
