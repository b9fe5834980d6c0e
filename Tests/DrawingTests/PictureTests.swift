import Drawing
import System
import Testing

struct PictureTests {
  @Test(arguments: [
    ("curves.svg", PictureFormat.svg), ("a.b/curves.of.a.PNG", .png), ("/tmp/curves.pdf", .pdf),
  ])
  func theEndingTellsTheFormat(_ path: String, _ format: PictureFormat) throws {
    #expect(try PictureFormat(path: path) == format)
  }

  @Test(arguments: ["curves.gif", "curves", "svg", "folder.svg/curves", ""])
  func otherEndingsAreRefused(_ path: String) throws {
    let failure = try #require(throws: Failure.self) { try PictureFormat(path: path) }
    #expect(failure.status == .usage)
    let message = try #require(failure.diagnostics.first?.description)
    #expect(message.hasPrefix("\(path): "))
    #expect(message.hasSuffix("expected .svg, .png or .pdf"))
  }

  @Test func everyLineOfTheLegendHasRoom() {
    func chart(lines: Int) -> Chart {
      Chart(
        x: Axis("epoch"), y: Axis("loss"),
        lines: (0..<lines).map { ChartLine("run \($0)", x: [0, 1], y: [1, 0], color: $0) })
    }
    #expect(Gnuplot.size(of: chart(lines: 2)) == (800, 490))
    #expect(Gnuplot.size(of: chart(lines: 10)) == (800, 650))
  }

  @Test func aProgramGetsItsInput() throws {
    let program = DrawingProgram("cat", debianPackage: "coreutils")
    #expect(try program.run([], input: "a\nb") == Array("a\nb".utf8))
  }

  @Test func aMissingProgramIsNamedWithItsPackage() throws {
    let program = DrawingProgram("no-such-program", debianPackage: "its-package")
    let failure = try #require(throws: Failure.self) { try program.run([], input: "") }
    #expect(failure.status == .cannotCreate)
    #expect(failure.status.rawValue == 73)
    let message = try #require(failure.diagnostics.first?.description)
    #expect(message.hasPrefix("no-such-program is needed for the picture and not installed"))
    #expect(message.contains("'apt-get install its-package'"))
  }

  @Test func theLastMessageOfAFailedProgramIsTold() throws {
    let program = DrawingProgram("sh", debianPackage: "dash")
    let failure = try #require(throws: Failure.self) {
      try program.run(["-s"], input: "echo first >&2; echo reason >&2; exit 3")
    }
    #expect(failure.status == .cannotCreate)
    #expect(failure.diagnostics.map(\.description) == ["sh failed: reason"])
  }
}
