import Engine
import Spec
package import System
package import Training

/// All that a run has recorded, whether it ended well, diverged or was interrupted.
package struct RunRecords: Sendable {
  package let configuration: Configuration
  /// The rows of the curves.
  package let rows: Int
  /// The training rows' loss, from row 0, before the first update, on.
  package let trainLoss: Curve
  /// The training rows' accuracy in a classification, from row 0 on, as they were trained on: a mean over
  /// the updates of each epoch.
  package let trainAccuracy: [Double]
  /// Nil without validation rows.
  package let validationLoss: Curve?
  /// From the first layer to the last; nil where they were not logged.
  package let layers: [LayerRecord]?
  /// Nil in runs that have none.
  package let data: DataSummary?
  package let measures: Measures
  package let divergence: Divergence?
  /// Nil where the run did not come to its end.
  package let result: RunResult?

  /// - Throws: `noInput` where the folder or its curves are missing, `data` where a file is damaged.
  package init(_ run: FinishedRun) throws(Failure) {
    let configuration = try run.configuration().value
    self.configuration = configuration
    let curves = try run.curves()
    rows = curves.count
    trainLoss = Curve(curves["train_loss"] ?? [])
    trainAccuracy = (curves["train_accuracy"] ?? []).compactMap { $0 }
    let validation = Curve(curves["validation_loss"] ?? [])
    validationLoss = validation.values.isEmpty ? nil : validation
    layers =
      configuration.training.logLayers
      ? LayerRecord.records(
        in: try run.table(RunFileName.layers), count: configuration.model.layers.count) : nil
    measures = Measures(trainLoss: trainLoss, layers: layers)
    data = try run.data()
    divergence = try run.divergence()
    result = try run.result()
  }

  /// The learning rate at the end, before warm-up and schedule.
  var learningRate: Double { configuration.rate(inEpoch: max(1, rows - 1)) }

  /// Whether a record is there.
  func has(_ record: RunRecord) -> Bool {
    switch record {
    case .layers: layers != nil
    // Without any row there is nothing to say of it.
    case .validation: validationLoss != nil || rows == 0
    case .data: data != nil
    }
  }

  /// A layer for a sentence: its number, and its activation or else its kind.
  func name(ofLayer layer: Int) -> String {
    let section = configuration.model.layers[layer]
    let activation = section.outputActivation
    let word = activation is Identity ? type(of: section).name : type(of: activation).name
    return "layer \(layer) (\(section is Dense ? type(of: activation).name : word))"
  }
}
