import Engine
import Spec
import Training

enum ManyParameters: Warning {
  static let code = "many-parameters"
  static let meaning =
    "the network has ten times more parameters than there are training rows, and nothing "
    + "keeps it from memorising them"

  private static let largestRatio = 10

  static func sentences(_ evidence: Evidence) -> [String] {
    let configuration = evidence.configuration
    guard evidence.isCountable,
      evidence.parameters > largestRatio * evidence.trainingRows,
      configuration.regularization is NoRegularizer,
      configuration.regularization.maxNorm == nil,
      !(configuration.optimizer is AdamW),
      configuration.training.earlyStopping.patience == nil,
      evidence.network.layers.allSatisfy({ $0.element.dropout == 0 })
    else { return [] }
    return [
      "\(evidence.parameters) parameters for \(evidence.trainingRows) training rows; fewer units, "
        + "regularization, dropout or early stopping keep the network from memorising them"
    ]
  }
}
