import System

/// A command that works within the running process.
protocol ProcessCommand {
  /// Does the command's work; returns what goes to standard output, or what is left of it where rows
  /// are written while the command works.
  func run(in process: RunningProcess) throws(Failure) -> String
}
