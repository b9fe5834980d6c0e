import Engine
import Spec
package import System
package import Training

/// What a run is and what came of it, from the files in its folder.
package struct RunOverview: Sendable {
  /// How training ended.
  package enum Ending: String, Sendable {
    /// All epochs were trained.
    case epochs
    /// A monitored value no longer improved.
    case earlyStopping = "early_stopping"
    /// A number was not finite.
    case divergence
    /// Training stopped in order, with the model that it had by then.
    case interrupted
    /// There is no model: training was killed, or it still goes on.
    case unfinished
  }

  package let directory: String
  package let configuration: Configuration
  /// Nil where training came to no end.
  package let model: ModelFile?
  /// The network's layers, from input to output; none where there is no model.
  package let layers: [LayerOutline]
  /// The number of all trained parameters.
  package let parameters: Int
  package let ending: Ending
  /// The process that trains in the folder now, as far as the system tells; nil where there is none.
  package let process: Int?
  /// Nil where training did not diverge.
  package let divergence: Divergence?
  /// Those that were trained; of a run without a model, those in its curves.
  package let epochs: Int
  package let steps: Int
  package let seconds: Double
  /// The epoch whose weights were kept; nil where these are the last.
  package let bestEpoch: Int?
  /// The final metrics of each split; none where the run did not come to its end.
  package let splits: [RunResult.Split]
  /// The files in the folder and their sizes in bytes.
  package let files: [(name: String, size: Int)]

  /// Reads the files of a run.
  /// - Throws: `noInput` where the folder is none of a run, `data` where a file is damaged.
  package init(_ directory: String) throws(Failure) {
    let run = FinishedRun(directory)
    self.directory = directory
    configuration = try run.configuration().value
    files = try run.files()
    process = FolderLock.holder(of: directory)
    let model = run.hasModel ? try run.model() : nil
    self.model = model
    layers = model.map { LayerOutline.layers(of: $0.network) } ?? []
    parameters = model?.network.parameters.reduce(0) { $0 + $1.count } ?? 0
    guard let model, model.interruption == nil, let result = try run.result() else {
      let curves = try run.curves()
      func last(_ column: String) -> Double { (curves[column]?.last ?? nil) ?? 0 }
      epochs = Int(exactly: last("epoch")) ?? 0
      steps = Int(exactly: last("step")) ?? 0
      seconds = last("seconds")
      divergence = try run.divergence()
      ending =
        divergence != nil ? .divergence : model?.interruption != nil ? .interrupted : .unfinished
      bestEpoch = nil
      splits = []
      return
    }
    epochs = result.epochs
    steps = result.steps
    seconds = result.seconds
    divergence = nil
    ending = result.stoppedEarly ? .earlyStopping : .epochs
    bestEpoch = result.bestEpoch
    splits = result.splits
  }
}
