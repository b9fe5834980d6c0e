import ArgumentParser
import Records
import Spec
import System
import Training

struct DoctorCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Diagnose what went wrong in a run.",
    discussion: """
      Examines what the run recorded, even if it diverged or was interrupted. Each finding gives its \
      figures, where it occurred and what to try. Runs trained with --set training.log_layers=true \
      show more.

      --json also has measures, null where what they need was not recorded:
      \(Measures.definitions.map { "\($0.key): \($0.sentence)" }.joined(separator: "\n"))
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var directory: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let diagnosis = try Diagnosis(FinishedRun(directory), withUpdates: json)
    return json ? diagnosis.json.onOneLine + "\n" : DiagnosisText(diagnosis).text
  }
}
