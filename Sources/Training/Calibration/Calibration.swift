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

  init() {}

  /// Finds what is asked for, and sets the network's temperature.
  /// - Parameters:
  ///   - rows: the validation rows; nil where there are none.
  ///   - report: told what the user should know.
  ///   - evaluate: evaluates rows, with their margins.
  init<S: RunScalar>(
    _ section: TrainingSection, _ learner: Learner<S>, _ encoder: Encoder,
    on rows: Encoded<S>?, report: (String) -> Void,
    evaluate: (Encoded<S>) throws(Failure) -> Evaluation<S>
  ) throws(Failure) {
    if case .fixed(let number) = section.threshold { threshold = number }
    guard let rows, learner.network.classes == nil || learner.network.givesProbabilities else {
      return
    }
    var evaluation = try evaluate(rows)
    let labels =
      encoder.classes == nil
      ? [] : rows.targets.withUnsafeBufferPointer { $0.map { Int($0) } }
    if section.calibrate == .temperature {
      temperature = Temperature.fitted(evaluation.margins, labels: labels, learner.network)
      if temperature == nil {
        report(
          "the validation rows tell no temperature: their loss falls beyond all bounds, as where all are classified "
            + "rightly; the probabilities are as they were")
      } else {
        learner.calibrate(by: temperature)
        evaluation = try evaluate(rows)
      }
    }
    let answering = AnswerGraph(encoder, learner.network, S.precision)
    let answers = AnsweredRows(evaluation.decisions, by: answering)
    if case .bestF1 = section.threshold {
      threshold =
        ThresholdCurve(answers, labels: labels, S.self, costs: nil).best(by: .f1)?.threshold
    }
    conformity =
      rows.fileTargets.map { targets in
        targets.withUnsafeBufferPointer {
          Conformity(of: answers, labels: [], targets: $0, answering)
        }
      }
      ?? Conformity(
        of: answers, labels: labels, targets: UnsafeBufferPointer(start: nil, count: 0), answering)
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

  /// Nil where the JSON is not what is written for a model.
  init?(json: JSONValue, _ network: Network, targets: Int) {
    temperature = json["temperature"]?.double
    threshold = json["threshold"]?.double
    conformity = json["conformity"].flatMap {
      Conformity(json: $0, columns: network.classes == nil ? targets : 1)
    }
    let isWhole =
      (json["temperature"] != nil) == (temperature != nil)
      && (json["threshold"] != nil) == (threshold != nil)
      && (json["conformity"] != nil) == (conformity != nil)
    guard isWhole, temperature.map({ $0 > 0 }) ?? true, threshold.map({ 0...1 ~= $0 }) ?? true,
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
