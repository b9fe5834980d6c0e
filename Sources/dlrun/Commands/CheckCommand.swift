import ArgumentParser
import Drawing
import Explanation
import Spec
import System
import Training

struct CheckCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Examine a configuration and its data without training.",
    discussion: """
      Prints how each column is read and why, the layers, estimates of memory and time, a \
      comparison of the gradient with central differences, and warnings. Nothing is written; faults \
      are those of train. Warnings leave the exit code at 0. They are:

      """
        + TextTable(Warnings.all.map { ["  " + $0.code, $0.meaning] }).text)

  @OptionGroup var source: ConfigurationArguments

  @Option(
    name: .customLong("silence"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Silence the warning with this code; may be repeated.", valueName: "code"))
  var silenced: [String] = []

  @Option(help: ArgumentHelp("At most this many threads. (default: all cores)", valueName: "n"))
  var threads: ThreadCount?

  @OptionGroup var memory: MemoryArguments

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let checked = try source.read()
    let check = try ConfigurationCheck(
      checked, threads: (threads ?? .all).value, room: memory.room(), silenced: silenced)
    return json ? check.json.onOneLine + "\n" : CheckText(check).text
  }
}
