import ArgumentParser
import Drawing
import Explanation
import System
import Training

struct GraphCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw the computation graph that a configuration is trained by.",
    discussion: """
      Without --out the drawing is printed in Graphviz's language (dot). With --plan the plan of an \
      update is printed instead: its phases and steps, and where each value lies from when to when.
      """)

  @OptionGroup var source: ConfigurationArguments

  @Flag(help: "Draw the nodes of the gradient, too.")
  var gradient = false

  @Flag(help: "Print the plan of an update.")
  var plan = false

  @Flag(
    help:
      "Draw the model of a run, whose folder takes the configuration's place, from cells to answers."
  )
  var whole = false

  @Option(
    help: ArgumentHelp(
      "A new picture, .svg, .png or .pdf, made by Graphviz's program dot.", valueName: "file"))
  var out: String?

  func validate() throws {
    if plan, gradient || whole || out != nil {
      throw ValidationError("--plan goes without --gradient, --whole and --out")
    }
    if whole, gradient || !source.overrides.texts.isEmpty {
      throw ValidationError("--whole goes without --gradient and --set")
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
