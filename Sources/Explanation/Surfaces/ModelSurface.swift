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

  init(_ model: ModelFile, over plane: SurfacePlane, title: String) throws(Failure) {
    self.title = title
    self.plane = plane
    answers =
      switch model.precision {
      case .float32: try Self.answers(model, plane, in: Float.self)
      case .float64: try Self.answers(model, plane, in: Double.self)
      }
  }

  private static func answers<S: RunScalar>(
    _ model: ModelFile, _ plane: SurfacePlane, in _: S.Type
  ) throws(Failure) -> [Answer] {
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
    let decisions = (evaluation?.decisions ?? []).map { Double($0) }
    let columns = model.network.outputs
    return (0..<count).map { row in
      answer(Array(decisions[row * columns..<(row + 1) * columns]), model)
    }
  }

  private static func answer(_ decisions: [Double], _ model: ModelFile) -> Answer {
    guard let classes = model.network.classes else {
      return Answer(value: model.encoder.inOwnUnits(decisions[0], target: 0), confidence: 1)
    }
    let decision = type(of: model.network.loss).decision
    if decisions.count == 1 {
      let excess = decisions[0] - decision.threshold
      let confidence = decision == .output ? min(1, 2 * abs(excess)) : min(1, abs(excess))
      return Answer(value: excess >= 0 ? 1 : 0, confidence: confidence)
    }
    let best = decisions.indices.max { decisions[$0] < decisions[$1] } ?? 0
    let share = (decisions[best] * Double(classes) - 1) / Double(classes - 1)
    return Answer(
      value: Double(best), confidence: decision == .output ? max(0, min(1, share)) : 0.5)
  }
}
