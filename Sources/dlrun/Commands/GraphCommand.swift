import ArgumentParser
import Drawing
import Explanation
import System
import Training

struct GraphCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the computation graph of a configuration.",
    discussion: """
      Without --out the drawing is printed in Graphviz's language (dot). With --plan, the plan of an \
      update is printed instead: its phases and steps, and where each value is kept and for how long.
      """)

  @OptionGroup var source: ConfigurationArguments

  @Flag(help: "Draw the nodes of the gradient as well.")
  var gradient = false

  @Flag(help: "Print the plan of an update.")
  var plan = false

  @Flag(
    help:
      "Draw a trained model from cells to predictions; give the folder of a run instead of a configuration."
  )
  var whole = false

  @Option(
    help: ArgumentHelp(
      "A new picture, .svg, .png or .pdf, made by Graphviz's program dot.", valueName: "file"))
  var out: String?

  func validate() throws {
    if plan, gradient || whole || out != nil {
      throw ValidationError("--plan excludes --gradient, --whole and --out")
    }
    if whole, gradient || !source.overrides.texts.isEmpty {
      throw ValidationError("--whole excludes --gradient and --set")
    }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let drawing: String
    if whole {
      drawing = WholeDrawing(WholeGraph(try FinishedRun(source.configuration).model())).text
    } else {
      let run = GraphRun(try source.read()) { process.console.note($0) }
      if plan { return try run.plan() }
      drawing = try run.drawing(withGradient: gradient)
    }
    guard let out, let format else { return drawing }
    let picture = try GraphPicture.picture(of: drawing, as: format)
    try WholeFile.replace(out, with: picture, outputs: process.outputs)
    return ""
  }
}
