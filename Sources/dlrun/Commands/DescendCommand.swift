import ArgumentParser
import Drawing
import Explanation
import Glibc
import System
import Training

struct DescendCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "descend",
    abstract: "Watch optimizers descend a loss of two parameters.",
    discussion: """
      Draws the path of each optimizer on the contours of the surface: in the terminal, or with --out as a \
      picture. With --csv the places are printed instead, a row for each.

      \(LossSurfaces.overview.joined(separator: "\n"))
      """)

  @Option(help: ArgumentHelp("The surface, by its name.", valueName: "name"))
  var function: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The starting point, as in 1,1 or -2,0.5.", valueName: "x,y"))
  var start: StartPoint

  @Option(
    name: .customLong("optimizer"),
    help: ArgumentHelp(
      "An optimizer, with fields after a colon, as in momentum:learning_rate=0.1,momentum=0.8; may "
        + "be repeated.", valueName: "name"))
  var optimizers: [String]

  @Option(help: ArgumentHelp("The updates of each optimizer.", valueName: "n"))
  var steps = 100

  @Flag(help: "Print the places as CSV.")
  var csv = false

  @Option(
    help: ArgumentHelp("A picture, .svg, .png or .pdf, made by gnuplot.", valueName: "file"))
  var out: String?

  func validate() throws {
    if steps < 1 || steps > Self.mostSteps {
      throw ValidationError("--steps must be from 1 to \(Self.mostSteps), not \(steps)")
    }
  }

  private static var mostSteps: Int { 1_000_000 }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let descent = try Descent(
      on: function, from: (start.x, start.y), by: optimizers, steps: steps)
    for note in descent.notes { process.console.note(note) }
    if let out, let format {
      let picture = try DescentPicture.picture(of: descent, as: format)
      try WholeFile.replace(out, with: picture, outputs: process.outputs)
    }
    if csv { return Console.output(descent.csv) }
    return out == nil
      ? DescentText(descent, in: Terminal(descriptor: STDOUT_FILENO)).text : ""
  }
}
