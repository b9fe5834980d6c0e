import Engine
import Spec
import System
import Tabular

/// What is found on the validation rows when training is over, and kept in the model.
package struct Calibration: Sendable {
  /// By what the weighted sums of the last layer are divided.
  package internal(set) var temperature: Double?
  /// The probability from which on the second of two classes is chosen; nil for the network's own choice.
  package internal(set) var threshold: Double?
  /// What intervals follow from.
  package internal(set) var conformity: Conformity?

  /// Of more validation rows so many are looked at, which tell as much.
  private static let mostRows = 1_000_000

  init() {}

  /// Finds what is asked for, and sets the network's temperature.
  /// - Parameters:
  ///   - rows: the validation rows; nil where there are none.
  ///   - report: told what the user should know.
  ///   - evaluate: evaluates rows, with their margins, and tells what each part of them gave.
  init<S: RunScalar>(
    _ section: TrainingSection, _ learner: Learner<S>, _ encoder: Encoder,
    on rows: Encoded<S>?, report: (String) -> Void,
    evaluate: (
      Encoded<S>, _ found: (Range<Int>, Evaluation<S>) -> Void
    ) throws(Failure) -> Void
  ) throws(Failure) {
    self.init(stated: section)
    guard let all = rows, learner.network.classes == nil || learner.network.givesProbabilities
    else { return }
    let count = min(all.rows, Self.mostRows)
    if count < all.rows {
      report(
        "calibration and intervals go by \(count) of the \(all.rows) validation rows, spread evenly over them"
      )
    }
    func look() throws(Failure) -> CalibrationRows<S> {
      var rows = CalibrationRows<S>(of: all.rows, most: count)
      try evaluate(all) { rows.add($1, all.truth(of: $0), $0, outputs: learner.network.outputs) }
      return rows
    }
    var rows = try look()
    if section.calibrate == .temperature {
      temperature = Temperature.fitted(rows.margins, labels: rows.labels, learner.network)
      if temperature == nil {
        report(
          "the validation rows set no temperature, as more extreme probabilities always fit them better (for example, "
            + "because all are classified correctly); the probabilities stay as they were")
      } else {
        if temperature == Temperature.highest {
          report(
            "the temperature is \(Temperature.highest), the highest that is tried: the predictions say hardly anything "
              + "about the validation rows' classes")
        }
        learner.calibrate(by: temperature)
        rows = try look()
      }
    }
    let answering = AnswerGraph(encoder, learner.network, S.precision)
    let answers = AnsweredRows(rows.decisions, by: answering)
    if case .bestF1 = section.threshold {
      let curve = ThresholdCurve(answers, labels: rows.labels, S.self, costs: nil)
      threshold = curve.separating(by: .f1)
      if threshold == nil {
        report(
          "no validation row is of the class \((encoder.classes?.names[1] ?? "").quoted), so they set no threshold; "
            + "the more probable class is chosen")
      }
    }
    conformity = rows.truth.map { Conformity(of: answers, on: $0, answering) }
  }

  var isEmpty: Bool { temperature == nil && threshold == nil && conformity == nil }

  var json: JSONValue {
    let members: [(String, JSONValue?)] = [
      ("temperature", temperature.map { .number($0) }),
      ("threshold", threshold.map { .number($0) }),
      ("conformity", conformity?.json),
    ]
    return .object(members.compactMap { name, value in value.map { (name, $0) } })
  }

  /// What is known before training.
  init(stated section: TrainingSection) {
    if case .fixed(let number) = section.threshold { threshold = number }
  }

  /// Nil where the JSON is not what is written for a model.
  init?(json: JSONValue, _ network: Network, targets: Int) {
    guard json.members != nil else { return nil }
    temperature = json["temperature"]?.double
    threshold = json["threshold"]?.double
    conformity = json["conformity"].flatMap {
      Conformity(json: $0, columns: network.classes == nil ? targets : 1)
    }
    let isWhole =
      (json["temperature"] != nil) == (temperature != nil)
      && (json["threshold"] != nil) == (threshold != nil)
      && (json["conformity"] != nil) == (conformity != nil)
    guard isWhole, temperature.map(Temperature.range.contains) ?? true,
      threshold.map({ 0...1 ~= $0 }) ?? true,
      temperature == nil || network.givesProbabilities,
      threshold == nil || network.givesProbabilities && network.classes == 2
    else { return nil }
  }
}

/// By what the probabilities of classes are made as frequent as they say.
package enum CalibrationMethod: String, CaseIterable, Sendable {
  case temperature
}

/// From which probability on the second of two classes is chosen.
package enum ThresholdChoice: Sendable {
  case fixed(Double)
  /// The one with the highest F1 score of that class on the validation rows.
  case bestF1

  /// Whether it is found on validation rows.
  var needsRows: Bool {
    if case .bestF1 = self { true } else { false }
  }
}

/// What an evaluation gave of some rows, spread evenly over all that were evaluated.
private struct CalibrationRows<S: RunScalar> {
  private let count: Int
  private let most: Int
  private(set) var decisions: [S] = []
  private(set) var margins: [S] = []
  private(set) var truth: Truth?
  private var taken = 0

  /// - Parameters:
  ///   - count: the rows that are evaluated.
  ///   - most: how many of them are taken.
  init(of count: Int, most: Int) { (self.count, self.most) = (count, most) }

  /// The classes; to be asked for in a classification.
  var labels: [Int] { if case .labels(let labels) = truth { labels } else { [] } }

  /// Adds those among some rows that are taken.
  mutating func add(_ part: Evaluation<S>, _ truth: Truth, _ range: Range<Int>, outputs: Int) {
    var rows: [Int] = []
    while taken < most, taken * count / most < range.upperBound {
      rows.append(taken * count / most - range.lowerBound)
      taken += 1
    }
    func picked(_ elements: [S]) -> [S] {
      elements.isEmpty ? [] : rows.flatMap { elements[$0 * outputs..<($0 + 1) * outputs] }
    }
    decisions += picked(part.decisions)
    margins += picked(part.margins)
    let picks = truth.picking(rows, of: range.count)
    self.truth = self.truth?.appending(picks) ?? picks
  }
}
