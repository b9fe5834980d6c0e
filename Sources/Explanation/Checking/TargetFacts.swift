import Tabular

/// Figures of a target of a regression over the training rows, in its own units.
package struct TargetFacts: Sendable {
  package let name: String
  package let minimum: Double
  package let maximum: Double
  package let mean: Double
  /// The population deviation.
  package let deviation: Double
  /// The quartiles; the second is the median.
  package let quartiles: [Double]
  /// The root of the mean square of what is learnt: of the scaled target, where it is scaled.
  package let learntSize: Double

  /// - Parameters:
  ///   - values: the targets as they stand in the file; at least one.
  ///   - scale: how they are scaled for learning; nil where they are not.
  init(name: String, values: [Double], scale: TargetScale?) {
    self.name = name
    let count = Double(values.count)
    let (shift, unit) = (scale?.shift ?? 0, scale?.scale ?? 1)
    learntSize =
      (values.reduce(0) { $0 + ($1 - shift) / unit * (($1 - shift) / unit) } / count).squareRoot()
    let sorted = values.sorted()
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    let mean = sorted.reduce(0, +) / count
    self.mean = mean
    deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    quartiles = (1...3).map { sorted[$0 * (sorted.count - 1) / 4] }
  }
}
