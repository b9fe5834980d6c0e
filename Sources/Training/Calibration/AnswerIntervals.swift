import Engine
package import System
import Tabular

/// What intervals of a level are, or sets of classes.
package struct AnswerIntervals: Sendable {
  package let level: Double
  private let limits: [Double]
  private let told: [TargetAnswer]
  private let answering: AnswerGraph

  /// - Parameter directory: the run's folder, for messages.
  /// - Throws: `configuration` where the model was calibrated on no validation rows, or on too few.
  package init(
    _ conformity: Conformity?, level: Double, _ answering: AnswerGraph, of directory: String
  ) throws(Failure) {
    func refusal(_ message: String) -> Failure {
      Failure(.configuration, at: .file(directory), message)
    }
    guard answering.network.classes == nil || answering.network.givesProbabilities else {
      throw refusal(
        "sets of classes follow from probabilities; expected a model with a softmax or sigmoid output"
      )
    }
    guard let conformity else {
      throw refusal(
        "intervals follow from validation rows, and the run had none; expected data.validation, such as 0.2"
      )
    }
    guard let limits = conformity.limits(level) else {
      throw refusal(
        "an interval of \(level) needs \(Conformity.leastRows(level)) validation rows, and the run had "
          + "\(conformity.rows)")
    }
    self.level = level
    self.limits = limits
    told = answering.network.loss.answers
    self.answering = answering
  }

  /// Whether a class of a probability is in the set.
  func holds(_ probability: Double) -> Bool { -probability <= limits[0] }

  /// The interval of a target.
  /// - Parameter answers: what is told of it.
  func bounds(_ target: Int, _ answers: ArraySlice<Double>) -> (low: Double, high: Double) {
    let (first, last) = (answers[answers.startIndex], answers[answers.endIndex - 1])
    let limit = limits[target]
    if told == [.prediction, .deviation] { return (first - limit * last, first + limit * last) }
    // Inside of quantiles a limit may be below 0, at most until both ends meet.
    let middle = (first + last) / 2
    return (min(first - limit, middle), max(last + limit, middle))
  }

  /// The share of targets that lie in their intervals, or of rows whose class is in the set.
  /// - Parameters:
  ///   - labels: the rows' classes, in a classification.
  ///   - targets: [rows, targets], in a regression.
  func coverage(
    of answers: AnsweredRows, labels: [Int], targets: UnsafeBufferPointer<Double>
  ) -> Double {
    if let classes = answering.encoder.classes?.count {
      let held = labels.enumerated().count {
        holds(answers.probabilities[$0.offset * classes + $0.element])
      }
      return Double(held) / Double(labels.count)
    }
    let columns = answering.encoder.targetCount
    let held = targets.indices.count { place in
      let start = place * told.count
      let (low, high) = bounds(place % columns, answers.numbers[start..<start + told.count])
      return (low...high).contains(targets[place])
    }
    return Double(held) / Double(targets.count)
  }
}

extension AnswerGraph {
  /// The names of the answers, each target's with those of the ends of its interval behind them, or behind the
  /// probabilities those that say which classes are in the set.
  func names(with intervals: AnswerIntervals?) -> [String] {
    guard intervals != nil else { return names }
    if let classes = encoder.classes?.names { return names + classes.map { "in_set_" + $0 } }
    let (targets, told) = (encoder.targets, network.loss.answers.count)
    return targets.enumerated().flatMap { number, target in
      let name = targets.count == 1 ? "prediction" : "prediction_" + target
      return names[number * told..<(number + 1) * told] + [name + "_low", name + "_high"]
    }
  }
}
