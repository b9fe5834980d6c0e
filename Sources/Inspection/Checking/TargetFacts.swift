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
  ///   - learnt: the targets as they are learnt; at least one.
  ///   - shift: with `scale` what turns them into the target's own units.
  init(name: String, learnt: [Double], shift: Double, scale: Double) {
    self.name = name
    let count = Double(learnt.count)
    learntSize = (learnt.reduce(0) { $0 + $1 * $1 } / count).squareRoot()
    let sorted = learnt.map { $0 * scale + shift }.sorted()
    minimum = sorted[0]
    maximum = sorted[sorted.count - 1]
    let mean = sorted.reduce(0, +) / count
    self.mean = mean
    deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    quartiles = (1...3).map { sorted[$0 * (sorted.count - 1) / 4] }
  }
}
