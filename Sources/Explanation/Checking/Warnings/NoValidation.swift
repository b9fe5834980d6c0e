import Tabular
import Training

enum NoValidation: Warning {
  static let code = "no-validation"
  static let meaning = "training is long and no validation rows show where over-fitting begins"

  static func sentences(_ evidence: Evidence) -> [String] {
    let configuration = evidence.configuration
    guard evidence.isCountable, !configuration.data.hasValidation,
      configuration.training.epochs > TrainingSection().epochs,
      // With fewer parameters there is little that could be learnt by heart.
      evidence.parameters >= evidence.trainingRows
    else { return [] }
    return [
      "\(configuration.training.epochs) epochs without validation rows, with \(evidence.parameters) "
        + "parameters for \(evidence.trainingRows) rows: nothing shows where over-fitting begins; "
        + "\"validation\": 0.2 in data holds rows out"
    ]
  }
}
