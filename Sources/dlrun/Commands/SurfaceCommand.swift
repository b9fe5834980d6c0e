import ArgumentParser
import Drawing
import Explanation
import Glibc
import System
import Training

struct SurfaceCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "surface",
    abstract: "Draw what a model with two inputs answers, with the data on it.",
    discussion: """
      For classes the regions of each, for a regression the height of the prediction, on axes in the \
      data's own units, with the rows of the training file. Without --out it is drawn in the terminal.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var directory: String

  @Option(
    help: ArgumentHelp(
      "Draw the model at these epochs, such as 0,1,10, which must be in "
        + "training.snapshots.", valueName: "epochs"))
  var atEpochs: EpochList?

  @Option(
    help: ArgumentHelp("A picture, .svg, .png or .pdf, made by gnuplot.", valueName: "file"))
  var out: String?

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let run = try SurfaceRun(directory, epochs: atEpochs?.epochs)
    guard let out, let format else {
      return run.text(in: Terminal(descriptor: STDOUT_FILENO))
    }
    try WholeFile.replace(out, with: run.picture(as: format), outputs: process.outputs)
    return ""
  }
}
