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
    var tally = ProbabilityTally()
    for (number, (prediction, label)) in zip(predictions, labels).enumerated() {
      tally.add(
        isRight: prediction == label, confidence: probability(number, prediction),
        logarithm: logarithms?(number) ?? Self.logarithm(of: probability(number, label)))
    }
    self.init(tally)
  }

  init(_ tally: ProbabilityTally) {
    bins = tally.bins
    logLoss = (0 - tally.logarithm) / Double(tally.rows)
    calibrationError = tally.excesses.reduce(0) { $0 + abs($1) } / Double(tally.rows)
  }

  /// ln p, p kept as far from 0 and 1 as the precision's ε, as in scikit-learn.
  static func logarithm(of probability: Double) -> Double {
    let least = Double.ulpOfOne
    return Functions.logarithm(min(max(probability, least), 1 - least))
  }
}

/// Sums over rows, in their order, of what probabilities are judged by.
struct ProbabilityTally {
  private static let binCount = 10

  private(set) var rows = 0
  /// Σ ln p of the rows' classes.
  private(set) var logarithm = 0.0
  /// Of each bin the rows classified rightly less the sum of the probabilities: nᵦ (aᵦ − cᵦ).
  private(set) var excesses = [Double](repeating: 0, count: binCount)
  private(set) var bins = [ProbabilityMetrics.Bin](repeating: .init(), count: binCount)

  /// - Parameters:
  ///   - isRight: whether the class that is chosen is the row's.
  ///   - confidence: the probability of the class that is chosen.
  ///   - logarithm: ln p of the row's class.
  mutating func add(isRight: Bool, confidence: Double, logarithm: Double) {
    let place = Int((confidence * Double(Self.binCount)).rounded(.up)) - 1
    let bin = min(max(place, 0), Self.binCount - 1)
    rows += 1
    self.logarithm += logarithm
    excesses[bin] += (isRight ? 1 : 0) - confidence
    bins[bin].rows += 1
    bins[bin].right += isRight ? 1 : 0
    bins[bin].probability += confidence
  }

  /// Adds rows of one class that all have the same answer.
  mutating func add(rows count: Int, areRight: Bool, confidence: Double, logarithm: Double) {
    for _ in 0..<count { add(isRight: areRight, confidence: confidence, logarithm: logarithm) }
  }
}
