import Numerics

/// How good the probabilities of classes are.
package struct ProbabilityMetrics: Sendable {
  /// The mean of −ln p of the row's class.
  package let logLoss: Double
  /// The expected calibration error, Σ nᵦ/n |aᵦ − cᵦ|: rows are put into ten bins of equal width by the
  /// probability of the class that is chosen, the bth holding those in ((b − 1)/10, b/10]; of the nᵦ
  /// rows of a bin aᵦ is the fraction classified correctly and cᵦ the mean of that probability (M. Naeini,
  /// G. Cooper and M. Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015).
  package let calibrationError: Double

  /// The rows of a bin.
  package struct Bin: Sendable {
    package internal(set) var rows = 0
    /// Those that are classified rightly.
    package internal(set) var right = 0
    /// The sum of the probabilities of the classes that are chosen.
    package internal(set) var probability = 0.0
  }

  /// From the least probability on.
  package let bins: [Bin]

  private static let binCount = 10

  /// - Parameters:
  ///   - predictions: the class of each row as predicted, by number.
  ///   - labels: the class of each row.
  ///   - logarithms: gives ln p of a row's class, where it is known with more digits than p; else p is kept
  ///     as far from 0 and 1 as the precision's ε, as in scikit-learn.
  ///   - probability: gives the probability of a class for a row.
  package init(
    predictions: [Int], labels: [Int], logarithms: ((_ row: Int) -> Double)? = nil,
    probability: (_ row: Int, _ class: Int) -> Double
  ) {
    let least = Double.ulpOfOne
    var logarithm = 0.0
    // Of each bin the rows classified rightly less the sum of the probabilities: nᵦ (aᵦ − cᵦ).
    var excesses = [Double](repeating: 0, count: Self.binCount)
    var bins = [Bin](repeating: Bin(), count: Self.binCount)
    for (number, (prediction, label)) in zip(predictions, labels).enumerated() {
      logarithm +=
        logarithms?(number)
        ?? Functions.logarithm(min(max(probability(number, label), least), 1 - least))
      let confidence = probability(number, prediction)
      let place = Int((confidence * Double(Self.binCount)).rounded(.up)) - 1
      let bin = min(max(place, 0), Self.binCount - 1)
      excesses[bin] += (prediction == label ? 1 : 0) - confidence
      bins[bin].rows += 1
      bins[bin].right += prediction == label ? 1 : 0
      bins[bin].probability += confidence
    }
    self.bins = bins
    logLoss = (0 - logarithm) / Double(labels.count)
    calibrationError = excesses.reduce(0) { $0 + abs($1) } / Double(labels.count)
  }
}
