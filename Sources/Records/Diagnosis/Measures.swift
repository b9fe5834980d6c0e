package import Spec
import System
import Training

/// The figures by which a run's learning is judged. Each is defined here once; what says one, in a finding, on a
/// page or in a script, takes it from here.
package struct Measures: Sendable {
  /// In one sentence each, by their keys in `doctor --json`.
  package static let definitions: [(key: String, sentence: String)] = [
    (
      "loss_noise",
      "the mean change of the training loss from one epoch to the next, relative to its mean, over the last "
        + "half of the epochs"
    ),
    (
      "update_noise",
      "the same from one update to the next, over the last half of the updates in steps.csv"
    ),
    (
      "gradient_ratio",
      "the smallest ratio of a layer's gradient norm to the largest of a later layer, median over the epochs "
        + "in layers.csv"
    ),
  ]

  /// Nil with too few epochs.
  package let lossNoise: Double?
  /// Nil with too few updates, and until they are read.
  package private(set) var updateNoise: Double?
  /// Nil where layers were not logged, or there is only one with a gradient.
  package let gradientRatio: (layer: Int, ratio: Double)?

  init(trainLoss: Curve, layers: [LayerRecord]?) {
    lossNoise = trainLoss.noise
    gradientRatio = Self.gradientRatio(of: layers ?? [])
  }

  /// Reads the updates, which may be many, where the run logged them.
  /// - Throws: `data` where their table is damaged.
  mutating func readUpdates(of run: FinishedRun) throws(Failure) {
    guard run.has(RunFileName.steps) else { return }
    updateNoise = Curve(try run.table(RunFileName.steps)["loss"] ?? []).noise
  }

  private static func gradientRatio(of layers: [LayerRecord]) -> (layer: Int, ratio: Double)? {
    // For each layer the ratios of the epochs.
    var ratios: [[Double]] = layers.map { _ in [] }
    let count = layers.map(\.entries.count).min() ?? 0
    for entry in 0..<count {
      var largest = 0.0
      for layer in layers.indices.reversed() {
        guard let gradient = layers[layer].entries[entry].gradientNorm, gradient.isFinite else {
          continue
        }
        if largest > 0 { ratios[layer].append(gradient / largest) }
        largest = max(largest, gradient)
      }
    }
    let medians = ratios.enumerated().compactMap { layer, ratios -> (layer: Int, ratio: Double)? in
      ratios.isEmpty ? nil : (layer, ratios.sorted()[ratios.count / 2])
    }
    return medians.min { $0.ratio < $1.ratio }
  }

  package var json: JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? JSONValue(.null) }
    return .object([
      ("loss_noise", number(lossNoise)), ("update_noise", number(updateNoise)),
      (
        "gradient_ratio",
        gradientRatio.map {
          .object([("layer", .integer($0.layer)), ("ratio", .number($0.ratio))])
        } ?? JSONValue(.null)
      ),
    ])
  }
}
