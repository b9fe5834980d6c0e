package import Spec

/// What comes of taking a row for the second of two classes where its probability is at least a threshold.
package struct ThresholdCurve: Sendable {
  /// One threshold.
  package struct Point: Sendable {
    package let threshold: Double
    /// Of the second class.
    package let precision: Double
    package let recall: Double
    package let f1: Double
    package let accuracy: Double
    /// Nil where no costs are given.
    package let cost: Double?
  }

  /// What a false positive and a false negative cost.
  package struct Costs: Sendable {
    package let falsePositive: Double
    package let falseNegative: Double

    package init(falsePositive: Double, falseNegative: Double) {
      self.falsePositive = falsePositive
      self.falseNegative = falseNegative
    }
  }

  /// By what a threshold is chosen.
  package enum Objective: String, CaseIterable, Sendable {
    case f1
    case accuracy
    case precision
    case recall
    case cost
  }

  /// Of the rows: the probability of the second class, descending, with the counts of rows of both classes that have at
  /// least that.
  private let steps: [(probability: Double, right: Int, wrong: Int)]
  private let positives: Int
  private let negatives: Int
  private let costs: Costs?

  /// Of the probabilities as they are printed, by which whoever reads them compares.
  /// - Parameter labels: the rows' classes, of two.
  init<S: RunScalar>(
    _ answers: AnsweredRows, labels: [Int], _: S.Type, costs: Costs?
  ) {
    self.init(
      probabilities: labels.indices.map {
        Double(S.text(answers.probabilities[2 * $0 + 1])) ?? .nan
      }, isPositive: labels.map { $0 == 1 }, costs: costs)
  }

  /// - Parameters:
  ///   - probabilities: of the second class, for each row.
  ///   - isPositive: whether the row is of that class.
  init(probabilities: [Double], isPositive: [Bool], costs: Costs?) {
    let order = probabilities.indices.sorted { probabilities[$0] > probabilities[$1] }
    var steps: [(probability: Double, right: Int, wrong: Int)] = []
    var (right, wrong) = (0, 0)
    for row in order {
      if isPositive[row] { right += 1 } else { wrong += 1 }
      if steps.last?.probability == probabilities[row] { steps.removeLast() }
      steps.append((probabilities[row], right, wrong))
    }
    self.steps = steps
    positives = right
    negatives = wrong
    self.costs = costs
  }

  private func point(_ threshold: Double, right: Int, wrong: Int) -> Point {
    func ratio(_ part: Int, _ whole: Int) -> Double {
      whole == 0 ? 0 : Double(part) / Double(whole)
    }
    return Point(
      threshold: threshold, precision: ratio(right, right + wrong),
      recall: ratio(right, positives), f1: ratio(2 * right, right + wrong + positives),
      accuracy: ratio(right + negatives - wrong, positives + negatives),
      cost: costs.map {
        $0.falsePositive * Double(wrong) + $0.falseNegative * Double(positives - right)
      })
  }

  /// What comes of a threshold.
  package func point(at threshold: Double) -> Point {
    let last = steps.last { $0.probability >= threshold }
    return point(threshold, right: last?.right ?? 0, wrong: last?.wrong ?? 0)
  }

  /// How many thresholds change something.
  package var count: Int { steps.count }

  /// The thresholds at which something changes, ascending: the probabilities that occur, of many at most 1000 that are
  /// evenly spaced in rank.
  package var points: [Point] {
    let count = min(steps.count, 1000)
    return (0..<count).reversed().map { number in
      let step = steps[count == steps.count ? number : number * (steps.count - 1) / (count - 1)]
      return point(step.probability, right: step.right, wrong: step.wrong)
    }
  }

  /// The best threshold among the probabilities that occur; of equal ones the lowest.
  package func best(by objective: Objective) -> Point? {
    func merit(_ point: Point) -> Double {
      switch objective {
      case .f1: point.f1
      case .accuracy: point.accuracy
      case .precision: point.precision
      case .recall: point.recall
      case .cost: -(point.cost ?? 0)
      }
    }
    var best: Point?
    for step in steps.reversed() {
      let point = point(step.probability, right: step.right, wrong: step.wrong)
      if best.map({ merit(point) > merit($0) }) ?? true { best = point }
    }
    return best
  }

  /// The points as CSV.
  package var csv: String {
    "threshold,precision,recall,f1,accuracy\(costs == nil ? "" : ",cost")\n"
      + points.map { point in
        ([point.threshold, point.precision, point.recall, point.f1, point.accuracy]
          + (point.cost.map { [$0] } ?? [])).map(\.description).joined(separator: ",") + "\n"
      }.joined()
  }
}

extension ThresholdCurve.Point {
  /// What `eval --json` adds.
  package var members: [(String, JSONValue)] {
    [
      ("threshold", .number(threshold)), ("precision", .number(precision)),
      ("recall", .number(recall)), ("f1", .number(f1)),
    ] + (cost.map { [("cost", .number($0))] } ?? [])
  }
}
