/// What an evaluation gave, of the rows that count.
package struct Evaluation<S: Scalar>: Sendable {
  /// The means over the rows of the loss, and of what training makes small, without the penalty.
  package var loss = 0.0
  package var objective = 0.0
  /// The values that decide a row's class, or the predictions of a regression, [rows, outputs].
  package var decisions: [S] = []
  /// By what rows are ranked, [rows, outputs]; empty where it is not asked for, and in a regression.
  package var margins: [S] = []
}

/// Sums over some rows of what an evaluation gave.
struct EvaluationTotal: Sendable {
  var loss = 0.0
  var objective = 0.0

  static func += (total: inout EvaluationTotal, other: EvaluationTotal) {
    total.loss += other.loss
    total.objective += other.objective
  }
}
