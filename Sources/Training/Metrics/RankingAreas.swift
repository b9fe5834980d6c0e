/// How well rows of a class are ranked before others by a score.
package struct RankingAreas: Sendable {
  /// The area under the ROC curve: the share of pairs of a row of the class and another one in which the
  /// former has the higher score, equal scores counting half.
  package let roc: Double
  /// The area under the curve of precision over recall as steps, Σ (Rₙ − Rₙ₋₁) Pₙ over the scores as
  /// thresholds, from the highest on: the average precision of scikit-learn.
  package let averagePrecision: Double

  /// The counts of rows of the class, and of others, with at least a score, for each score from the highest on.
  private let steps: [(found: Int, others: Int)]

  /// Nil where all rows are of the class, or none.
  /// - Parameters:
  ///   - scores: how much speaks for the class, for each row.
  ///   - isPositive: whether a row is of the class.
  package init?(scores: [Double], isPositive: [Bool]) {
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    let ranked = zip(scores, isPositive).sorted { $0.0 > $1.0 }
    var steps: [(found: Int, others: Int)] = []
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
      steps.append((positivesBefore, end - positivesBefore))
    }
    roc = Double(doubledPairs) / (2 * Double(positives) * Double(negatives))
    averagePrecision = precisions / Double(positives)
    self.steps = steps
  }

  /// The corners of the ROC curve, from (0, 0) to (1, 1), joined by straight lines: the fraction of the other rows
  /// that have at least a score, and that of the rows of the class.
  package var rocPoints: [(x: Double, y: Double)] {
    var corners: [(found: Int, others: Int)] = [(0, 0)]
    for step in steps {
      // A corner on the straight line from the one before to the next says nothing.
      if corners.count > 1 {
        let (first, middle) = (corners[corners.count - 2], corners[corners.count - 1])
        if (middle.found - first.found) * (step.others - middle.others)
          == (step.found - middle.found) * (middle.others - first.others)
        {
          corners.removeLast()
        }
      }
      corners.append(step)
    }
    let last = corners[corners.count - 1]
    return corners.map {
      (Double($0.others) / Double(last.others), Double($0.found) / Double(last.found))
    }
  }

  /// The corners of the curve of precision over recall, whose steps have the area `averagePrecision`: each
  /// precision is that of all recalls since the one before.
  package var precisionPoints: [(x: Double, y: Double)] {
    let positives = Double(steps.last?.found ?? 1)
    var points: [(x: Double, y: Double)] = []
    var before = 0
    for step in steps where step.found > before {
      let precision = Double(step.found) / Double(step.found + step.others)
      if let last = points.last, last.y == precision {
        points[points.count - 1].x = Double(step.found) / positives
      } else {
        points.append((Double(before) / positives, precision))
        points.append((Double(step.found) / positives, precision))
      }
      before = step.found
    }
    return points
  }
}
