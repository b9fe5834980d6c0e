import Engine
import Spec
package import System
import Tabular

/// The answers of a finished run for the rows of a file, handed on as they are made.
package struct PredictionRun {
  private let finished: FinishedRun
  private let options: PredictionOptions
  private let threads: Int
  private let output: @Sendable ([UInt8]) throws(Failure) -> Void
  private let report: (String) -> Void

  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - threads: The most threads that work together.
  ///   - output: Takes whole rows, called by one thread at a time.
  ///   - report: Told what the user should know.
  package init(
    _ directory: String, _ options: PredictionOptions, threads: Int,
    output: @escaping @Sendable ([UInt8]) throws(Failure) -> Void,
    report: @escaping (String) -> Void
  ) {
    finished = FinishedRun(directory)
    self.options = options
    self.threads = threads
    self.output = output
    self.report = report
  }

  /// Answers the rows of a CSV file; `-` is standard input.
  /// - Parameter edges: The file of the edges, where the rows are the nodes of a graph.
  /// - Throws: `data` at the first faulty row, when the answers before it are written; those of nodes come
  ///   all together.
  package func run(on path: String, edges: String? = nil) throws(Failure) {
    let model = try finished.model()
    if let note = model.interruptionNote(of: finished.directory) { report(note) }
    try model.checkEdges(edges, data: path)
    try tellingDamage(of: DataSource(path)) { () throws(Failure) in
      switch model.precision {
      case .float32: try run(model, on: path, edges, in: Float.self)
      case .float64: try run(model, on: path, edges, in: Double.self)
      }
    }
  }

  private func run<S: RunScalar>(
    _ model: ModelFile, on path: String, _ edges: String?, in _: S.Type
  ) throws(Failure) {
    let stream = try RowStream<S>(
      DataSource(path), delimiter: model.delimiter, encoder: model.encoder,
      least: model.network.needs, kept: options.kept, refusesUnseen: options.refusesUnseen,
      skipsBadRows: options.skipsBadRows)
    let cells = CellWriter(delimiter: model.delimiter)
    let whole = WholeGraph(model)
    let intervals = try options.interval.map { level throws(Failure) in
      try AnswerIntervals(
        model, level: level, whole.answering, of: finished.directory)
    }
    let names = whole.answering.names(with: intervals)
    try checkNames(names, kept: stream.keptNames, of: path)

    let output = HeadedOutput(output, header: cells.row(stream.keptNames + names))
    let summary: RowStreamSummary
    if let edges, let graph = model.encoder.graph {
      let nodes = CollectedNodes<S>(columns: model.network.inputs)
      summary = try stream.run(threads: threads) { _, batch, _ in
        nodes.append(batch)
      } write: { _ throws(Failure) in
      }
      let read = try Edges(
        edges, graph, ofNodes: nodes.names, leftOut: summary.skippedNodes,
        in: DataSource(path),
        delimiter: model.delimiter, threads: threads)
      for note in read.notes { report(note) }
      let learner: Learner<S> = try model.makeLearner(threads: 1, on: read)
      try MemoryEstimate(
        of: S.self, learner.network, slots: 0, trainingRows: 1, largestSplit: read.count
      )
      .check(places: Places())
      try output.write(nodes.answers(by: PredictionWorker(learner, whole, intervals, cells)))
    } else {
      let learner: Learner<S> = try model.makeLearner(threads: 1)
      let workers = (0..<threads).map { _ in PredictionWorker(learner, whole, intervals, cells) }
      summary = try stream.run(threads: threads) { thread, batch, text in
        workers[thread].answer(batch, to: &text)
      } write: { rows throws(Failure) in
        try output.write(rows)
      }
    }
    try output.finish()
    if let fault = summary.firstFault {
      report(
        "\(path): \(summary.skipped) bad row\(summary.skipped == 1 ? "" : "s") skipped; the first: "
          + fault)
    }
    for sentence in summary.notes + summary.unseen { report(sentence) }
  }

  /// Refuses columns that are passed on under the name of an answer, and answers of one name.
  private func checkNames(
    _ answers: [String], kept: [String], of path: String
  ) throws(Failure) {
    var known = Set<String>()
    if let name = answers.first(where: { !known.insert($0).inserted }) {
      throw Failure(
        .configuration, at: .file(finished.directory),
        "two columns of the predictions would be called \(name.quoted); expected targets with different names"
      )
    }
    guard let name = kept.first(where: { kept in answers.contains { $0.isSame(as: kept) } }) else {
      return
    }
    throw Failure(
      .usage, at: .file(path),
      "the column \(name.quoted) cannot be kept because a prediction has that name; expected others "
        + "with --keep")
  }
}
