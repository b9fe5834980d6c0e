import Drawing
import Testing

struct BrailleCanvasTests {
  private let plain = Terminal(columns: 80, usesColor: false)

  @Test func aLetterHasTwoByFourDots() {
    var canvas = BrailleCanvas(columns: 3, rows: 1)
    #expect((canvas.width, canvas.height) == (6, 4))
    canvas.dot(x: 0, y: 0)
    canvas.dot(x: 1, y: 3)
    canvas.dot(x: 3, y: 0)
    #expect(canvas.lines(in: plain) == ["⢁⠈ "])
    for y in 0..<4 {
      for x in 4..<6 { canvas.dot(x: x, y: y) }
    }
    #expect(canvas.lines(in: plain) == ["⢁⠈⣿"])
  }

  @Test func linesGoFromDotToDot() {
    var canvas = BrailleCanvas(columns: 2, rows: 2)
    var visited: [Int] = []
    canvas.line(from: (0, 0), to: (3, 3)) { x, y in visited += [x, y] }
    canvas.line(from: (3, 4), to: (0, 4))
    #expect(canvas.lines(in: plain) == ["⠑⢄", "⠉⠉"])
    #expect(visited == [0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test func whatIsOutsideIsLeftOut() {
    var canvas = BrailleCanvas(columns: 1, rows: 1)
    for (x, y) in [(-1, 0), (2, 0), (0, -1), (0, 4)] { canvas.dot(x: x, y: y) }
    for (column, row) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
      canvas.letter("o", column: column, row: row)
    }
    #expect(canvas.lines(in: plain) == [" "])
  }

  @Test func aLetterHidesDots() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    canvas.line(from: (0, 0), to: (3, 0))
    canvas.letter("x", column: 1, row: 0)
    canvas.dot(x: 2, y: 1)
    #expect(canvas.lines(in: plain) == ["⠉x"])
  }

  @Test func neighboursOfOneColourShareItsSequence() {
    var canvas = BrailleCanvas(columns: 4, rows: 1)
    canvas.line(from: (0, 0), to: (3, 0), color: 0)
    canvas.letter("o", column: 2, row: 0, color: 1)
    // #0072B2 is nearest to level (0, 1, 3) of six, #D55E00 to (4, 1, 0).
    #expect(
      canvas.lines(in: Terminal(columns: 80, usesColor: true)) == [
        "\u{1B}[38;5;25m⠉⠉\u{1B}[0m\u{1B}[38;5;166mo\u{1B}[0m "
      ])
    #expect(canvas.lines(in: plain) == ["⠉⠉o "])
  }
}
