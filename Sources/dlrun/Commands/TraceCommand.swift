import ArgumentParser
import Drawing
import Explanation
import Glibc
import System
import Training

struct TraceCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract:
      "Explain backpropagation step by step, with the numbers of the first updates of training.",
    discussion: """
      Shows each value with its formula, then each gradient with the chain rule, then each parameter's \
      update by the optimizer. Small matrices are shown in full, large ones by their extremes. The \
      updates are those that train would make; with --rows each uses the same first rows.
      """)

  @OptionGroup var source: ConfigurationArguments

  @Option(
    help: ArgumentHelp(
      "Use the first n training rows, in order, as the batch of each update. (default: the "
        + "batches of training)", valueName: "n"))
  var rows: Int?

  @Option(help: ArgumentHelp("How many updates to trace.", valueName: "n"))
  var steps = 1

  @Option(help: ArgumentHelp("The format: text, markdown, json or html.", valueName: "format"))
  var format = TraceFormat.text

  func validate() throws {
    if let rows, rows < 1 { throw ValidationError("--rows must be at least 1, not \(rows)") }
    if steps < 1 || steps > Self.mostSteps {
      throw ValidationError("--steps must be from 1 to \(Self.mostSteps), not \(steps)")
    }
  }

  private static var mostSteps: Int { 1000 }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let checked = try source.read()
    let run = TraceRun(checked, rows: rows, steps: steps) { process.console.note($0) }
    let terminal = Terminal(descriptor: STDOUT_FILENO)
    return try run.run().text(
      as: format, width: terminal.isTerminal ? terminal.columns : nil, isStyled: terminal.usesColor)
  }
}

extension TraceFormat: ExpressibleByArgument {}
