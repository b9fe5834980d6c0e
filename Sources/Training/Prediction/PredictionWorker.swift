import Engine
import Tabular

/// One thread's part of a prediction.
///
/// Invariant: one thread uses it.
final class PredictionWorker<S: RunScalar>: @unchecked Sendable {
  private let evaluator: RowEvaluator<S>
  private let writer: AnswerWriter<S>
  private let outputs: Int
  private var values: [S] = []

  init(
    _ learner: Learner<S>, _ whole: WholeGraph, _ intervals: AnswerIntervals?,
    _ cells: CellWriter
  ) {
    evaluator = learner.makeEvaluator()
    writer = AnswerWriter(whole, intervals, cells: cells)
    outputs = learner.network.outputs
  }

  /// Adds the lines of some rows.
  func answer(_ batch: RowBatch<S>, to text: inout [UInt8]) {
    let count = batch.count * outputs
    if values.count < count { values = Array(repeating: 0, count: count) }
    values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      evaluator.decide(batch.inputs, count: batch.count, first: batch.first, into: start)
    }
    writer.append(values, batch, to: &text)
  }
}
