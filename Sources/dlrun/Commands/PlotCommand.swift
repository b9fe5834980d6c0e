import ArgumentParser
import Drawing
import Glibc
import Records
import System
import Training

struct PlotCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the curves of runs in one picture.",
    discussion: """
      Runs whose configurations differ only in the seed, and the folder of several runs that --seeds or \
      --folds made, are drawn as their mean with a band from the least to the greatest, as far as all of \
      them have epochs. Runs that diverged or were interrupted are drawn as far as they came. Without \
      --out the picture is drawn with letters.
      """)

  @Argument(
    help: ArgumentHelp("The folders of the runs.", valueName: "run"), completion: .directory)
  var directories: [String]

  @Option(
    help: ArgumentHelp("A picture, .svg, .png or .pdf, made by gnuplot.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("What to draw over: epoch, step or seconds.", valueName: "column"))
  var x = CurveChart.Abscissa.epoch

  @Option(
    help: ArgumentHelp(
      "Columns of curves.csv, with commas between. (default: train_loss, and validation_loss where "
        + "there is one)", valueName: "columns"))
  var y: String?

  @Flag(help: "Make equal heights equal factors; what is not above 0 is left out.")
  var log = false

  @Option(
    help: ArgumentHelp(
      "Draw the mean of each epoch and those before it, this many in all and fewer at the start.",
      valueName: "epochs"))
  var smooth = 1

  func validate() throws {
    if smooth < 1 { throw ValidationError("--smooth must be 1 or more, not \(smooth)") }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let chart = try CurveChart.chart(
      of: RunGroup.groups(of: directories), over: x,
      columns: y?.parts(at: ","),
      isLogarithmic: log, smoothing: smooth)
    guard let out, let format else {
      return TerminalChart(chart, in: Terminal(descriptor: STDOUT_FILENO)).text
    }
    let picture = try Gnuplot.picture(of: chart, as: format)
    try WholeFile.replace(out, with: picture, outputs: process.outputs)
    return ""
  }
}

extension CurveChart.Abscissa: ExpressibleByArgument {}
