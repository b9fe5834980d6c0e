import Engine
import Spec
import Tabular

/// How well answers conformed to the validation rows, from which intervals and sets follow that hold a row's target with a
/// given probability (split conformal prediction; A. Angelopoulos and S. Bates, A Gentle Introduction to Conformal
/// Prediction and Distribution-Free Uncertainty Quantification, 2021).
///
/// A score is the greater the worse the answer. Of a class it is −p. Of a number y it is |y − μ| beside a prediction,
/// |y − μ|/σ where there is a deviation, and by how much it lies outside where there are several quantiles, below 0 inside (Y.
/// Romano and others, Conformalized Quantile Regression, 2019).
package struct Conformity: Sendable {
  /// Of more rows the scores of so many ranks are kept, each of which stands for those up to it.
  private static let mostScores = 2000

  /// The validation rows.
  package let rows: Int
  /// The scores of each target, or of the classes, ascending.
  private let scores: [[Double]]

  /// - Parameter answers: those about the rows.
  init(of answers: AnsweredRows, on truth: Truth, _ answering: AnswerGraph) {
    let columns: [[Double]]
    switch truth {
    case .targets(let targets):
      let (told, count) = (answering.network.loss.answers, answering.encoder.targetCount)
      columns = (0..<count).map { target in
        stride(from: target, to: targets.count, by: count).map { place in
          let start = place * told.count
          return Self.score(
            of: targets[place], Array(answers.numbers[start..<start + told.count]), told)
        }
      }
    case .labels(let labels):
      let classes = answering.encoder.classes?.count ?? 1
      columns = [labels.enumerated().map { -answers.probabilities[$0 * classes + $1] }]
    }
    let rows = columns[0].count
    self.rows = rows
    scores = columns.map { column in
      let sorted = column.sorted()
      let count = min(rows, Self.mostScores)
      return (1...count).map { sorted[$0 * rows / count - 1] }
    }
  }

  /// - Parameter answers: what is told of the target.
  private static func score(
    of y: Double, _ answers: [Double], _ told: [TargetAnswer]
  ) -> Double {
    if told == [.prediction, .deviation] { return abs(y - answers[0]) / answers[1] }
    if answers.count == 1 { return abs(y - answers[0]) }
    return max(answers[0] - y, y - answers[answers.count - 1])
  }

  /// The scores that so much of the probability lies below, of each target or of the classes; nil where there are too
  /// few rows to tell.
  func limits(_ level: Double) -> [Double]? {
    // What rounding adds to a whole number is none.
    let rank = Int((Double(rows + 1) * level - 1e-9).rounded(.up))
    guard rank <= rows else { return nil }
    return scores.map { $0[(max(rank, 1) * $0.count + rows - 1) / rows - 1] }
  }

  /// The rows that intervals of a level need at least.
  static func leastRows(_ level: Double) -> Int {
    Int((level / (1 - level) - 1e-9).rounded(.up))
  }

  /// How many rows intervals hold, as a sentence.
  package static func sentence(
    _ coverage: (level: Double, share: Double), ofClasses: Bool
  ) -> String {
    let share = Decimals.text(coverage.share)
    return ofClasses
      ? "sets for \(coverage.level) contain the class of \(share) of the rows"
      : "intervals for \(coverage.level) contain \(share) of the targets"
  }

  /// The level of intervals where none is named.
  package static let usualLevel = 0.9

  /// The intervals of the usual level; nil where there are too few rows for it.
  func usual(_ answering: AnswerGraph) -> AnswerIntervals? {
    limits(Self.usualLevel).map { AnswerIntervals($0, level: Self.usualLevel, answering) }
  }

  // MARK: In the model file

  var json: JSONValue {
    .object([
      ("rows", .integer(rows)),
      ("scores", .list(scores.map { .list($0.map { .number($0) }) })),
    ])
  }

  /// Nil where the JSON is not what is written.
  init?(json: JSONValue, columns: Int) {
    guard let rows = json["rows"]?.count, rows > 0, let lists = json["scores"]?.list,
      lists.count == columns
    else { return nil }
    self.rows = rows
    scores = lists.map { ($0.list ?? []).compactMap(\.double) }
    let count = min(rows, Self.mostScores)
    guard
      scores.allSatisfy({ scores in
        scores.count == count && zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 }
      })
    else { return nil }
  }
}
