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
      Runs whose configurations differ only in the seed, and the folder that --seeds or --folds made, are drawn \
      as their mean with a band from the smallest to the largest value, over the epochs that all of them have; the \
      folder of a race is drawn as its configurations. Several columns of several runs get a panel each. Runs \
      that diverged or were interrupted are drawn as far as they got. Without --out the picture is drawn in \
      the terminal, at the size of its window.
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
      "Columns of curves.csv, separated by commas. (default: train_loss and validation_loss; of several runs "
        + "validation_loss where all have it, else train_loss)", valueName: "columns"))
  var y: String?

  @Flag(help: "Use a logarithmic axis; values of 0 or less are left out.")
  var log = false

  @Option(
    help: ArgumentHelp(
      "Draw the moving mean over this many epochs, each with those before it.",
      valueName: "epochs"))
  var smooth = 1

  func validate() throws {
    if smooth < 1 { throw ValidationError("--smooth must be 1 or more, not \(smooth)") }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let format = try out.map { path throws(Failure) in try PictureFormat(path: path) }
    let charts = try CurveChart.charts(
      of: RunGroup.groups(of: directories), over: x,
      columns: y?.parts(at: ","),
      isLogarithmic: log, smoothing: smooth)
    guard let out, let format else {
      let terminal = Terminal(descriptor: STDOUT_FILENO)
      return charts.map { TerminalChart($0, of: charts.count, in: terminal).text }.joined()
    }
    let picture = try Gnuplot.picture(of: charts, as: format)
    try WholeFile.replace(out, with: picture, outputs: process.outputs)
    return ""
  }
}

extension CurveChart.Abscissa: ExpressibleByArgument {}
