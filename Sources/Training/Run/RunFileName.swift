/// The names of the files in a run's folder.
package enum RunFileName {
  package static let configuration = "config.json"
  package static let curves = "curves.csv"
  package static let steps = "steps.csv"
  package static let layers = "layers.csv"
  /// What the training rows are like.
  package static let data = "data.json"
  /// In the folder of a run that diverged.
  package static let divergence = "divergence.json"
  package static let model = "model.safetensors"
  package static let metrics = "metrics.json"
  /// A folder with models at chosen epochs.
  package static let snapshots = "snapshots"
  package static func snapshot(epoch: Int) -> String { "epoch-\(epoch).safetensors" }
  /// In the folder of several runs.
  package static let summary = "summary.json"
}
