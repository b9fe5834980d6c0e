/// How well rows of a class are ranked before others by a score.
package struct RankingAreas: Sendable {
  /// The area under the ROC curve: the share of pairs of a row of the class and another one in which the
  /// former has the higher score, equal scores counting half.
  package let roc: Double
  /// The area under the curve of precision over recall as steps, Σ (Rₙ − Rₙ₋₁) Pₙ over the scores as
  /// thresholds, from the highest on: the average precision of scikit-learn.
  package let averagePrecision: Double

  /// The counts of rows of the class, and of others, with at least a score, for each score from the highest on; empty
  /// where they were not kept.
  private let steps: [(found: Int, others: Int)]

  /// Nil where all rows are of the class, or none.
  /// - Parameters:
  ///   - scores: how much speaks for the class, for each row.
  ///   - isPositive: whether a row is of the class.
  package init?(scores: [Double], isPositive: [Bool]) {
    var ranking = Ranking(keepingIn: nil)
    for (score, isPositive) in zip(scores, isPositive) {
      ranking.add(RankedRow(score: score, isPositive: isPositive))
    }
    self.init(ranking, keepsSteps: true)
  }

  /// The areas where all rows have the same score.
  init?(positives: Int, negatives: Int) {
    guard positives > 0, negatives > 0 else { return nil }
    roc = 0.5
    averagePrecision = Double(positives) / Double(positives + negatives)
    steps = []
  }

  /// Nil where all rows are of the class, or none.
  /// - Parameter keepsSteps: whether the curves are asked for, too.
  init?(_ ranking: Ranking, keepsSteps: Bool) {
    var sums = Sums(positives: ranking.positives, negatives: ranking.count - ranking.positives)
    guard sums.positives > 0, sums.negatives > 0 else { return nil }
    var steps: [(found: Int, others: Int)] = []
    var score = Double.nan
    ranking.forEach { row in
      if row.score != score, sums.rows > 0 {
        sums.endStep()
        if keepsSteps { steps.append((sums.found, sums.rows - sums.found)) }
      }
      score = row.score
      sums.rows += 1
      if row.isPositive { sums.ofStep += 1 }
    }
    sums.endStep()
    steps.append((sums.found, sums.rows - sums.found))
    roc = Double(sums.doubledPairs) / (2 * Double(sums.positives) * Double(sums.negatives))
    averagePrecision = sums.precisions / Double(sums.positives)
    self.steps = keepsSteps ? steps : []
  }

  /// Sums over rows from the highest score on.
  private struct Sums {
    let positives: Int
    let negatives: Int
    /// Twice the pairs in the right order.
    var doubledPairs = 0
    var precisions = 0.0
    /// The rows so far, and those of the class before the rows that share a score.
    var rows = 0
    var found = 0
    /// The rows of the class among those that share a score.
    var ofStep = 0
    private var rowsBefore = 0

    init(positives: Int, negatives: Int) {
      (self.positives, self.negatives) = (positives, negatives)
    }

    mutating func endStep() {
      let others = rows - rowsBefore - ofStep
      doubledPairs += others * (2 * found + ofStep)
      found += ofStep
      precisions += Double(ofStep) * Double(found) / Double(rows)
      rowsBefore = rows
      ofStep = 0
    }
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
