import Spec

/// A command that works within the running process.
protocol ProcessCommand {
  /// Does the command's work; returns what goes to standard output.
  func run(in process: RunningProcess) throws(Failure) -> String
}
