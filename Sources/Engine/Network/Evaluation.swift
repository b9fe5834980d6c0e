/// What an evaluation gave, of the rows that count.
package struct Evaluation<S: Scalar>: Sendable {
  /// The means over the rows of the loss, and of what training makes small, without the penalty.
  package var loss = 0.0
  package var objective = 0.0
  /// The share of rows classified rightly, or in a regression the root mean squared error over rows and targets.
  package var score = 0.0
  /// The loss of each row; empty where it is not asked for.
  package var losses: [Double] = []
  /// The values that decide a row's class, or the predictions of a regression, [rows, outputs].
  package var decisions: [S] = []
  /// By what rows are ranked, [rows, outputs]; empty where it is not asked for, and in a regression.
  package var margins: [S] = []

  /// What it gave of some rows, but for the objective and the score; their losses are asked for.
  package func picking(_ rows: [Int]) -> Evaluation {
    func picked(_ elements: [S]) -> [S] {
      let columns = elements.count / losses.count
      return rows.flatMap { elements[$0 * columns..<($0 + 1) * columns] }
    }
    let picks = rows.map { losses[$0] }
    return Evaluation(
      loss: picks.reduce(0, +) / Double(picks.count), losses: picks, decisions: picked(decisions),
      margins: picked(margins))
  }
}

/// Sums over some rows of what an evaluation gave.
struct EvaluationTotal: Sendable {
  var loss = 0.0
  var objective = 0.0
  /// The rows classified rightly, or the squares of the errors.
  var score = 0.0

  static func += (total: inout EvaluationTotal, other: EvaluationTotal) {
    total.loss += other.loss
    total.objective += other.objective
    total.score += other.score
  }

  /// What an evaluation of so many rows gave.
  /// - Parameter parts: what its rows gave.
  func evaluation<S>(
    rows: Int, of network: Network, _ parts: Evaluation<S>
  ) -> Evaluation<S> {
    let rows = Double(rows)
    var evaluation = parts
    evaluation.loss = loss / rows
    evaluation.objective = objective / rows
    evaluation.score =
      network.classes == nil
      ? (score / (rows * Double(network.targetColumns))).squareRoot() * network.toldUnit
      : score / rows
    return evaluation
  }
}
