import Engine
package import Spec
package import System
import Tabular
package import Training

/// The first updates of a training, traced.
package struct TraceRun {
  private let checked: Checked<Configuration>
  private let rows: Int?
  private let steps: Int
  private let report: (String) -> Void

  /// - Parameters:
  ///   - rows: The first that many training rows are one batch, the same for each update; nil for the
  ///     batches that training takes.
  ///   - steps: The updates to trace, from the first on.
  ///   - report: Told what the user should know.
  package init(
    _ checked: Checked<Configuration>, rows: Int?, steps: Int,
    report: @escaping (String) -> Void
  ) {
    var checked = checked
    if rows != nil {
      checked.value.training.descent = .batch
      checked.value.training.shuffle = false
    }
    self.checked = checked
    self.rows = rows
    self.steps = steps
    self.report = report
  }

  /// Reads the data, and makes and traces the updates.
  package func run() throws(Failure) -> Trace {
    switch checked.value.training.precision {
    case .float32: try run(in: Float.self)
    case .float64: try run(in: Double.self)
    }
  }

  private func run<S: RunScalar>(in _: S.Type) throws(Failure) -> Trace {
    let prepared = try PreparedRun<S>(checked, threads: 1)
    for note in prepared.notes { report(note) }
    let train = prepared.splits.train
    if rows != nil, train.nodes != nil {
      throw Failure(
        .usage, "--rows: the nodes of a graph are one batch; expected no number of rows")
    }
    if let rows, rows > train.rows {
      throw Failure(.usage, "--rows \(rows): there are \(train.rows) training rows")
    }
    let epochRows = rows ?? train.involvedRows
    let batchRows = min(prepared.batchRows, epochRows)
    let most = prepared.resolved.network.rowsAtOnce(of: batchRows)
    guard batchRows <= most else {
      throw Failure(
        .usage,
        "an update takes \(batchRows) rows, of which at most \(most) can be traced; expected --rows N "
          + "for the first N rows as one batch")
    }
    let learner = try prepared.makeLearner(threads: 1, batchRows: batchRows)
    let section = prepared.resolved.configuration.training
    let session = Session(learner, on: train, section, rows: epochRows)
    let builder = TraceBuilder(learner)
    let inputs = prepared.splits.encoder.inputs
    var trace = Trace(
      objective: builder.objective, title: Self.title(of: learner.network),
      inputs: inputs.count == learner.network.inputs ? inputs.map(\.name) : [],
      layers: builder.layers)
    for _ in 0..<steps {
      let (update, epoch, rows) = try session.trace()
      trace.steps.append(builder.step(update, epoch: epoch, rows: rows))
    }
    return trace
  }

  private static func title(of network: Network) -> String {
    let sizes = [network.inputs] + network.built.map { $0.outputs.reduce(1, *) }
    let count = network.parameters.reduce(0) { $0 + $1.count }
    return sizes.map(String.init).joined(separator: "-") + " network, \(count) parameters"
  }
}
