import ArgumentParser
import Spec
import System
import Tabular
import Training

/// Reading a table, as `dlrun train` does it before the first epoch.
struct TableCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Print the seconds in which a CSV file becomes float32 matrices.")

  @Argument(help: "The file.")
  var file: String

  @Option(help: "The column of the targets.")
  var target: String

  @Option(help: "At most this many threads.")
  var threads: Int

  func run() throws {
    var data = DataSection()
    data.train = DataSource(file)
    data.target = [target]
    let stopwatch = Stopwatch()
    let splits: Splits<Float> = try loadSplits(
      data, PreprocessingSection(), seed: 0, threads: threads, places: Places())
    print(stopwatch.seconds, splits.train.rows, splits.train.inputs.columns)
  }
}
