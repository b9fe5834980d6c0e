/// How well rows of a class are ranked before others by a score.
package struct RankingAreas: Sendable {
  /// The area under the ROC curve: the share of pairs of a row of the class and another one in which the
  /// former has the higher score, equal scores counting half.
  package let roc: Double
  /// The area under the curve of precision over recall as steps, Σ (Rₙ − Rₙ₋₁) Pₙ over the scores as
  /// thresholds, from the highest on: the average precision of scikit-learn.
  package let averagePrecision: Double

  /// Nil where all rows are of the class, or none.
  /// - Parameters:
  ///   - scores: how much speaks for the class, for each row.
  ///   - isPositive: whether a row is of the class.
  package init?(scores: [Double], isPositive: [Bool]) {
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let ranked = zip(scores, isPositive).sorted { $0.0 > $1.0 }
    // Twice the pairs in the right order.
    var doubledPairs = 0
    var precisions = 0.0
    var (positivesBefore, rowsBefore) = (0, 0)
    while rowsBefore < ranked.count {
      var end = rowsBefore
      var found = 0
      while end < ranked.count, ranked[end].0 == ranked[rowsBefore].0 {
        found += ranked[end].1 ? 1 : 0
        end += 1
      }
      let others = end - rowsBefore - found
      doubledPairs += others * (2 * positivesBefore + found)
      positivesBefore += found
      precisions += Double(found) * Double(positivesBefore) / Double(end)
      rowsBefore = end
    }
    roc = Double(doubledPairs) / (2 * Double(positives) * Double(negatives))
    averagePrecision = precisions / Double(positives)
  }
}
