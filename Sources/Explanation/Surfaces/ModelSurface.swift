import Engine
import System
import Tabular
import Training

/// What a model with two inputs answers over their plane, in the data's own units.
package struct ModelSurface: Sendable {
  /// The answer at a point.
  struct Answer: Sendable {
    /// A class's number from 0, or the prediction of a regression.
    let value: Double
    /// How sure of the class the model is, from 0 to 1.
    let confidence: Double
  }

  let title: String
  let plane: SurfacePlane
  /// Row by row from the lowest y, in each from the lowest x.
  let answers: [Answer]
  /// Of each place the probabilities of the classes, or where the model knows none, what it is as sure of; empty in a
  /// regression.
  let shares: [Double]
  /// From which probability on the second of two classes is predicted.
  let threshold: Double

  init(_ model: ModelFile, over plane: SurfacePlane, title: String) throws(Failure) {
    self.title = title
    self.plane = plane
    threshold = model.calibration.threshold ?? 0.5
    (answers, shares) =
      switch model.precision {
      case .float32: try Self.answers(model, plane, in: Float.self)
      case .float64: try Self.answers(model, plane, in: Double.self)
      }
  }

  private static func answers<S: RunScalar>(
    _ model: ModelFile, _ plane: SurfacePlane, in _: S.Type
  ) throws(Failure) -> ([Answer], shares: [Double]) {
    let inputs: [S] = model.encoder.encode(rows: plane.places.map { [$0.x, $0.y] })
    let learner: Learner<S> = try model.makeLearner(threads: 1)
    let count = plane.places.count
    let targets = [S](repeating: 0, count: count * model.network.targetColumns)
    let evaluation = inputs.withUnsafeBufferPointer { inputs in
      targets.withUnsafeBufferPointer { targets in
        inputs.baseAddress.flatMap { inputs in
          targets.baseAddress.map { targets in
            learner.evaluate(Rows(inputs: inputs, targets: targets, count: count))
          }
        }
      }
    }
    let decisions = evaluation?.decisions ?? []
    let network = model.network
    let answers = AnsweredRows(decisions, by: AnswerGraph(model))
    guard let classes = network.classes else {
      let (told, judged) = (network.loss.answers.count, network.loss.judgedAnswer)
      let numbers = (0..<count).map {
        Answer(
          value: answers.numbers[$0 * told * model.encoder.targetCount + judged], confidence: 1)
      }
      return (numbers, [])
    }
    let labels = (0..<count).map { row in
      let label = answers.labels[row]
      if !answers.probabilities.isEmpty {
        // Above what all classes would have if they were alike.
        let share = answers.probabilities[row * classes + label] * Double(classes) - 1
        return Answer(
          value: Double(label), confidence: max(0, min(1, share / Double(classes - 1))))
      }
      guard network.outputs == 1 else { return Answer(value: Double(label), confidence: 0.5) }
      let decision = type(of: network.loss).decision
      let excess = abs(Double(decisions[row]) - decision.threshold)
      return Answer(
        value: Double(label), confidence: min(1, decision == .output ? 2 * excess : excess))
    }
    guard answers.probabilities.isEmpty else { return (labels, answers.probabilities) }
    let shares = labels.flatMap { answer in
      (0..<classes).map { label in
        guard classes == 2 else { return label == Int(answer.value) ? 1.0 : 0 }
        return label == Int(answer.value)
          ? (1 + answer.confidence) / 2 : (1 - answer.confidence) / 2
      }
    }
    return (labels, shares)
  }
}
