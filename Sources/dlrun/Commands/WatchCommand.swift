import ArgumentParser
import Spec
import System
import Training

struct WatchCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Serve a page that shows runs while they are trained, and print its address.",
    discussion: """
      The page shows curves as they grow, statistics of layers if they are logged, the surface of two inputs and what \
      the doctor finds, and has a button that stops a run with a checkpoint. Only browsers on this machine can open \
      it. It is served until Ctrl-C. With dlrun train --watch the learning rate can be changed, too.
      """)

  @Argument(
    help: ArgumentHelp(
      "Folders of runs, or of several runs as --seeds, --folds and race make them.",
      valueName: "run"), completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp("The port of the address. (default: one that is free)", valueName: "n"))
  var port: Int?

  func validate() throws {
    if let port, !(1...65_535 ~= port) {
      throw ValidationError("--port must be a whole number from 1 to 65535, not \(port)")
    }
    if runs.isEmpty { throw ValidationError("expected the folder of a run, or of several") }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    for path in runs {
      let folder = FinishedRun(path)
      guard folder.has(RunFileName.configuration) || folder.holdsSeveral else {
        throw Failure(.noInput, at: .file(path), "no run is in this folder")
      }
    }
    throw WatchProgram.become(try WatchProgram.path(), port: port ?? 0, runs)
  }
}
