import Engine
import Numerics

/// The temperature by which the probabilities of rows come nearest to how frequent their classes are (C. Guo and others,
/// On Calibration of Modern Neural Networks, 2017).
enum Temperature {
  /// Where the loss goes on falling up to here, the rows tell no temperature, as when all are classified rightly.
  private static let range = (lowest: 0.05, highest: 20.0)
  private static let steps = 60

  /// The temperature at which the mean of −ln p of the rows' classes is least; nil where there is none.
  /// - Parameters:
  ///   - margins: the weighted sums of the last layer, [rows, outputs].
  ///   - labels: the rows' classes.
  static func fitted<S: RunScalar>(
    _ margins: [S], labels: [Int], _ network: Network
  ) -> Double? {
    func loss(_ logarithm: Double) -> Double {
      let factor = Functions.exponential(-logarithm)
      let odds = LogOdds(margins.map { Double($0) * factor }, network: network)
      return labels.indices.reduce(0) {
        $0 - odds.logarithmOfProbability(row: $1, class: labels[$1])
      }
    }
    // By golden sections of the temperature's logarithm.
    let ratio = (5.0.squareRoot() - 1) / 2
    let bounds = (
      Functions.logarithm(range.lowest), Functions.logarithm(range.highest)
    )
    var (low, high) = bounds
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (leftLoss, rightLoss) = (loss(left), loss(right))
    for _ in 0..<steps {
      if leftLoss <= rightLoss {
        (high, right, rightLoss) = (right, left, leftLoss)
        left = high - ratio * (high - low)
        leftLoss = loss(left)
      } else {
        (low, left, leftLoss) = (left, right, rightLoss)
        right = low + ratio * (high - low)
        rightLoss = loss(right)
      }
    }
    let found = (low + high) / 2
    let edge = 1e-6
    guard found > bounds.0 + edge, found < bounds.1 - edge else { return nil }
    return Functions.exponential(found)
  }
}
