/// The names of the files in a run's folder.
package enum RunFileName {
  /// The folder for runs of which nothing else is said.
  package static let runs = "runs"
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
  /// What training knew at a moment, to go on from there.
  package static let checkpoint = "checkpoint.safetensors"
  /// A folder with models at chosen epochs.
  package static let snapshots = "snapshots"
  package static func snapshot(epoch: Int) -> String { "epoch-\(epoch).safetensors" }
  /// In the folder of several runs.
  package static let summary = "summary.json"
  /// In the folder of several runs of a configuration, and of a race: what is to be trained.
  package static let series = "series.json"
  package static let race = "race.json"

  /// All names of files that a run writes under one name.
  static let all = [
    configuration, curves, steps, layers, data, divergence, model, metrics, checkpoint,
  ]

  /// Whether a name in a run's folder is that of something that training makes.
  static func isOfTraining(_ name: String) -> Bool {
    name != configuration && all.contains(name) || name == snapshots
      || name.hasPrefix(EventFile.namePrefix)
  }
}
