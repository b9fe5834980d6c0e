import ArgumentParser
import Records
import Spec
import System

struct CompareCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare runs: how they were trained, and their results.",
    discussion: """
      Shows the keys in which the configurations differ, final and best values of the curves, metrics \
      of the test rows, epochs and seconds. Runs whose configurations differ only in the seed, and the \
      folder of several runs that --seeds or --folds made, are one column, with mean and standard \
      deviation; two such columns are compared in pairs of the same seed or fold, with the interval \
      that holds the mean difference with 95 % confidence (Student's t).
      """)

  @Argument(
    help: ArgumentHelp("The folders of the runs.", valueName: "run"), completion: .directory)
  var directories: [String]

  @Option(
    help: ArgumentHelp(
      "A value of a column of curves.csv, as in validation_loss=0.1: adds the epochs and seconds "
        + "until a run was as good, accuracies at least so high, losses and errors at most.",
      valueName: "column=value"))
  var target: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Print CSV, a row for each run.")
  var csv = false

  func validate() throws {
    if json && csv { throw ValidationError("--json and --csv exclude each other") }
  }

  func run(in process: RunningProcess) throws(Failure) -> String {
    let groups = try RunGroup.groups(of: directories)
    let target = try target.map { text throws(Failure) in try RunTarget(text, of: groups) }
    let comparison = RunComparison(groups, target: target)
    if json { return comparison.json.onOneLine + "\n" }
    return csv ? Console.output(comparison.csv) : comparison.text
  }
}
