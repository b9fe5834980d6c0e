import Engine
import System
import Tabular
import Training

/// How long training will take, by some updates of this network on these rows, which are then thrown
/// away.
package struct TimeEstimate: Sendable {
  /// Seconds of updates to be measured.
  private static let leastMeasured = 0.25
  /// The rows of an update, or of an evaluation, that is measured for a larger one.
  private static let mostRows = 8192

  package let epochs: Int
  package let secondsPerEpoch: Double
  /// All epochs with the evaluations before and after them.
  package let seconds: Double
  /// The updates that were measured.
  package let measuredUpdates: Int

  /// - Throws: as the learner's making and the session's preparation do.
  init<S: RunScalar>(_ prepared: PreparedRun<S>, threads: Int) throws(Failure) {
    let training = prepared.resolved.configuration.training
    let (splits, data) = (prepared.splits, prepared.splits.train)
    // The nodes of a graph are not worked on in part.
    let mostRows = data.nodes == nil ? Self.mostRows : data.involvedRows
    let batchRows = min(prepared.batchRows, mostRows)
    let learner = try prepared.makeLearner(threads: threads, batchRows: batchRows)
    epochs = training.epochs

    let session = Session(learner, on: data, training)
    session.prepare()
    let watch = Stopwatch()
    EpochOrder(training, session.blocks).withOrder(of: 1) { _ in }
    let shuffling = watch.seconds

    var updates = 0
    /// Trains on some rows more; returns the seconds for a row.
    func train(rows count: Int) -> Double {
      let watch = Stopwatch()
      let done = session.rowsDone
      let result = session.advance(to: min(done + count, data.involvedRows))
      updates += result.updates
      return watch.seconds / Double(max(1, result.progress.rows - done))
    }
    // Programs are made, and memory is touched, in the first.
    _ = train(rows: batchRows)
    let whole = data.involvedRows / batchRows * batchRows
    var count = batchRows
    var secondsPerRow = 0.0
    let measuring = Stopwatch()
    repeat {
      secondsPerRow = train(rows: count)
      count = min(2 * count, whole)
    } while measuring.seconds < Self.leastMeasured
    measuredUpdates = updates

    let sample =
      data.areInMemory ? data : try data.picking(Array(0..<min(data.rows, mostRows)))
    func evaluation() -> Double {
      sample.withRows { rows in
        let some = Rows(
          inputs: rows.inputs, targets: rows.targets, count: min(rows.count, mostRows))
        let watch = Stopwatch()
        _ = learner.evaluate(some)
        return watch.seconds / Double(some.count)
      }
    }
    _ = evaluation()
    let evaluationPerRow = evaluation()
    let (rows, validation) = (data.involvedRows, splits.validation?.involvedRows ?? 0)
    let watched = validation + (training.evaluatesTrainingRows ? rows : 0)
    let once = 2 * rows + validation + (splits.test?.involvedRows ?? 0)
    secondsPerEpoch =
      shuffling + Double(rows) * secondsPerRow + Double(watched) * evaluationPerRow
    seconds = Double(epochs) * secondsPerEpoch + Double(once) * evaluationPerRow
  }
}
