/// How near predictions came to their targets.
package struct RegressionMetrics: Sendable {
  /// The root of the mean square of the errors, over rows and targets.
  package let rootMeanSquaredError: Double
  /// Over rows and targets.
  package let meanAbsoluteError: Double
  /// The coefficient of determination, 1 − Σ (y − p)² / Σ (y − ȳ)², mean over the targets. Nil where there
  /// are fewer than two rows, or a target is the same in all of them.
  package let r2: Double?
  /// 1 − Var(y − p) / Var(y), mean over the targets: r2 without a constant error. Nil where
  /// r2 is.
  package let explainedVariance: Double?
  /// The mean of |y − p| / |y|, over rows and targets; nil where a target is 0.
  package let meanAbsolutePercentageError: Double?
  /// The largest |y − p|.
  package let maximumError: Double
  /// Whether a target is the same in all rows, so that there is no variance to be explained.
  package let hasConstantTarget: Bool

  /// What the loss alone is judged by.
  private let ofLoss: (metric: Metric, value: Double?)?

  /// - Parameters:
  ///   - predictions: [rows, columns]
  ///   - targets: [rows, columns]
  ///   - ofLoss: what the loss alone is judged by.
  package init(
    predictions: [Double], targets: UnsafeBufferPointer<Double>, columns: Int,
    ofLoss: (metric: Metric, value: Double?)? = nil
  ) {
    var tally = RegressionTally(columns: columns)
    tally.add(targets) { predictions[$0] }
    self.init(tally, ofLoss: ofLoss)
  }

  /// - Parameter ofLoss: what the loss alone is judged by.
  init(_ tally: RegressionTally, ofLoss: (metric: Metric, value: Double?)?) {
    self.ofLoss = ofLoss
    let columns = tally.columns
    let count = Double(tally.rows * columns.count)
    hasConstantTarget = columns.contains(where: \.isConstant)
    rootMeanSquaredError = (columns.reduce(0) { $0 + $1.residual } / count).squareRoot()
    meanAbsoluteError = columns.reduce(0) { $0 + $1.absolutes } / count
    let hasConstant = hasConstantTarget
    func mean(_ rest: (RegressionTally.Column) -> Double) -> Double? {
      hasConstant
        ? nil
        : columns.reduce(0) { $0 + Self.explained(rest($1), of: $1.targets.squares) }
          / Double(columns.count)
    }
    r2 = mean(\.residual)
    explainedVariance = mean(\.errors.squares)
    meanAbsolutePercentageError =
      columns.contains(where: \.hasZero) ? nil : columns.reduce(0) { $0 + $1.shares } / count
    maximumError = columns.reduce(0) { max($0, $1.maximum) }
  }

  /// The share of a sum of squares that another leaves out; what only rounding keeps from 0 is 0.
  private static func explained(_ rest: Double, of total: Double) -> Double {
    let share = 1 - rest / total
    return abs(share) < 1e-12 ? 0 : share
  }

  /// The metrics; nil where one is not defined on these rows.
  var numbers: [(metric: Metric, value: Double?)] {
    [
      (.rootMeanSquaredError, rootMeanSquaredError), (.meanAbsoluteError, meanAbsoluteError),
      (.r2, r2), (.explainedVariance, explainedVariance),
      (.meanAbsolutePercentageError, meanAbsolutePercentageError), (.maximumError, maximumError),
    ] + (ofLoss.map { [$0] } ?? [])
  }
}

/// Sums over rows, in their order, of what regressions are judged by.
struct RegressionTally {
  /// A mean and the sum of squared distances from it, by which one row after the other is added (B. Welford, Note on a
  /// Method for Calculating Corrected Sums of Squares and Products, 1962).
  struct Spread {
    private(set) var mean = 0.0
    private(set) var squares = 0.0

    @inline(__always)
    mutating func add(_ value: Double, number: Double) {
      let distance = value - mean
      mean += distance / number
      squares += distance * (value - mean)
    }
  }

  /// Of a target.
  struct Column {
    var targets = Spread()
    var errors = Spread()
    /// Σ (y − p)²
    var residual = 0.0
    /// Σ |y − p|
    var absolutes = 0.0
    /// Σ |y − p| / |y|
    var shares = 0.0
    var maximum = 0.0
    var hasZero = false
    var isConstant = true
    var first = 0.0
  }

  private(set) var rows = 0
  private(set) var columns: [Column]

  init(columns: Int) { self.columns = Array(repeating: Column(), count: columns) }

  /// - Parameters:
  ///   - targets: [rows, columns]
  ///   - prediction: gives that for the target at a place among these.
  mutating func add(_ targets: UnsafeBufferPointer<Double>, _ prediction: (Int) -> Double) {
    let width = columns.count
    for column in columns.indices {
      var sums = columns[column]
      if rows == 0, column < targets.count { sums.first = targets[column] }
      var number = Double(rows)
      for index in stride(from: column, to: targets.count, by: width) {
        number += 1
        let target = targets[index]
        let error = prediction(index) - target
        sums.targets.add(target, number: number)
        sums.errors.add(error, number: number)
        sums.residual += error * error
        sums.absolutes += abs(error)
        sums.shares += abs(error) / abs(target)
        sums.hasZero = sums.hasZero || target == 0
        sums.maximum = max(sums.maximum, abs(error))
        sums.isConstant = sums.isConstant && target == sums.first
      }
      columns[column] = sums
    }
    rows += targets.count / max(width, 1)
  }
}
