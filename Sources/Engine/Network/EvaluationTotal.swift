/// Sums over some rows of what an evaluation gave.
struct EvaluationTotal: Sendable {
  var loss = 0.0
  var objective = 0.0

  static func += (total: inout EvaluationTotal, other: EvaluationTotal) {
    total.loss += other.loss
    total.objective += other.objective
  }
}
