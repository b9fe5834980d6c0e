import Engine
import Spec
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
    _ model: ModelFile, level: Double, _ answering: AnswerGraph, of directory: String
  ) throws(Failure) {
    func refusal(_ message: String) -> Failure {
      Failure(.configuration, at: .file(directory), message)
    }
    guard answering.network.classes == nil || answering.network.givesProbabilities else {
      throw refusal(
        "sets of classes need probabilities; expected a model with a softmax or sigmoid output"
      )
    }
    guard let conformity = model.calibration.conformity else {
      if model.interruption != nil {
        throw refusal(
          "intervals are determined at the end of training, and the run was interrupted before that; dlrun train "
            + "--resume \(directory.shellWord) continues it")
      }
      throw refusal(
        "intervals need validation rows, and the run had none; expected data.validation, such as 0.2"
      )
    }
    guard let limits = conformity.limits(level) else {
      throw refusal(
        "an interval of \(level) needs \(Conformity.leastRows(level)) validation rows, and the run had "
          + "\(conformity.rows)")
    }
    self.init(limits, level: level, answering)
  }

  /// - Parameter limits: the scores up to which answers conform, of each target or of the classes.
  init(_ limits: [Double], level: Double, _ answering: AnswerGraph) {
    self.level = level
    self.limits = limits
    told = answering.network.loss.answers
    self.answering = answering
  }

  /// Whether a class of a probability is in the set.
  func holds(_ probability: Double) -> Bool { -probability <= limits[0] }

  /// The interval of a target, whose ends are numbers of the precision that answers are told in.
  /// - Parameter answers: what is told of it.
  func bounds(_ target: Int, _ answers: ArraySlice<Double>) -> (low: Double, high: Double) {
    let first = answers[answers.startIndex]
    var (last, distance) = (answers[answers.endIndex - 1], limits[target])
    if told == [.prediction, .deviation] { (last, distance) = (first, distance * last) }
    // What rounding takes from a score is given back, so that the row whose score is the limit is held.
    let rounding = (abs(first) + abs(last) + abs(distance)) * .ulpOfOne
    // Inside of quantiles a distance may be below 0, at most until both ends meet.
    let middle = (first + last) / 2
    let (low, high) = (
      min(first - distance, middle) - rounding, max(last + distance, middle) + rounding
    )
    return answering.tellsSingles
      ? (low.roundedDownToSingle, -(-high).roundedDownToSingle) : (low, high)
  }

  /// How many targets lie in their intervals.
  /// - Parameters:
  ///   - targets: [rows, columns]
  ///   - columns: the targets of a row.
  func held(_ answers: AnsweredRows, _ targets: UnsafeBufferPointer<Double>, columns: Int) -> Int {
    targets.indices.count { place in
      let start = place * told.count
      let (low, high) = bounds(place % columns, answers.numbers[start..<start + told.count])
      return low <= targets[place] && targets[place] <= high
    }
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

extension Double {
  /// The greatest number that is not above it among those that single precision prints.
  fileprivate var roundedDownToSingle: Double {
    func printed(_ number: Float) -> Double { Double(number.description) ?? Double(number) }
    let nearest = Float(self)
    return printed(nearest) > self ? printed(nearest.nextDown) : printed(nearest)
  }
}
