import ArgumentParser
import Records
import Spec
import System
import Training

struct DoctorCommand: ParsableCommand, ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Name what went wrong in a run's learning.",
    discussion: """
      Looks at what the run has recorded, also where it diverged or was interrupted: each finding has \
      its figures, its place and what to try. More can be seen where the run was trained with \
      --set training.log_layers=true.
      """)

  @Argument(help: ArgumentHelp("The folder of the run.", valueName: "run"))
  var directory: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(in process: RunningProcess) throws(Failure) -> String {
    let diagnosis = try Diagnosis(FinishedRun(directory))
    return json ? diagnosis.json.onOneLine + "\n" : DiagnosisText(diagnosis).text
  }
}
