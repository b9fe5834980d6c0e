import Engine
import Spec
import System
import Tabular
import Training

/// What a regression's model predicts on rows that it was not trained on, where there are any, and by
/// how much the targets differ. Of several targets the first.
struct Residuals {
  /// Of more rows so many are taken, spread evenly.
  private static let mostRows = 1000

  let target: String
  /// The rows' split.
  let split: String
  /// In the target's own units.
  private(set) var predictions: [Double] = []
  /// The targets less the predictions.
  private(set) var residuals: [Double] = []

  /// Reads the data of the run again.
  /// - Throws: What reading them does, and `data` where they are not those that were trained on.
  init(of run: FinishedRun, threads: Int) throws(Failure) {
    let model = try run.model()
    switch model.precision {
    case .float32: try self.init(run, model, threads: threads, in: Float.self)
    case .float64: try self.init(run, model, threads: threads, in: Double.self)
    }
  }

  private init<S: RunScalar>(
    _ run: FinishedRun, _ model: ModelFile, threads: Int, in _: S.Type
  ) throws(Failure) {
    let checked = try run.configuration()
    let splits = try PreparedRun<S>(checked, threads: threads).splits
    guard splits.encoder == model.encoder else {
      throw Failure(
        .data, at: .file(checked.value.data.train), "not the rows that the run was trained on")
    }
    let named = [("test", splits.test), ("validation", splits.validation)]
    let (name, held) = named.first { $0.1 != nil } ?? ("training", splits.train)
    let rows = held ?? splits.train
    target = splits.encoder.targets[0]
    split = name
    let learner: Learner<S> = try model.makeLearner(
      threads: threads, on: rows.nodes?.edges)
    let decisions = rows.withRows { learner.evaluate($0) }.decisions
    let answers = AnsweredRows(decisions, by: AnswerGraph(model)).numbers
    let width = model.network.outputs
    let count = min(rows.rows, Self.mostRows)
    for number in 0..<count {
      let row = number * rows.rows / count
      let prediction = answers[row * width + model.network.loss.judgedAnswer]
      predictions.append(prediction)
      residuals.append((rows.fileTargets?[row, 0] ?? .nan) - prediction)
    }
  }
}
