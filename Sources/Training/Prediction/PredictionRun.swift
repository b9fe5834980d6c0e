import Engine
package import Spec
import Tabular

/// The answers of a finished run for the rows of a file, written to standard output as they are made.
package struct PredictionRun {
  private let finished: FinishedRun
  private let options: PredictionOptions
  private let threads: Int
  private let output: StandardOutput
  private let report: (String) -> Void

  /// - Parameters:
  ///   - directory: The run's folder.
  ///   - threads: The most threads that work together.
  ///   - output: Where the answers go.
  ///   - report: Told what the user should know.
  package init(
    _ directory: String, _ options: PredictionOptions, threads: Int, output: StandardOutput,
    report: @escaping (String) -> Void
  ) {
    finished = FinishedRun(directory)
    self.options = options
    self.threads = threads
    self.output = output
    self.report = report
  }

  /// Answers the rows of a CSV file; `-` is standard input.
  /// - Throws: `data` at the first faulty row, when the answers before it are written.
  package func run(on path: String) throws(Failure) {
    let model = try finished.model()
    try tellingDamage(of: path) { () throws(Failure) in
      switch model.precision {
      case .float32: try run(model, on: path, in: Float.self)
      case .float64: try run(model, on: path, in: Double.self)
      }
    }
  }

  private func run<S: RunScalar>(
    _ model: ModelFile, on path: String, in _: S.Type
  ) throws(Failure) {
    let stream = try RowStream<S>(
      path, delimiter: model.delimiter, encoder: model.encoder, kept: options.kept,
      refusesUnseen: options.refusesUnseen, skipsBadRows: options.skipsBadRows)
    let cells = CellWriter(delimiter: model.delimiter)
    let writer = AnswerWriter<S>(model.network, encoder: model.encoder, cells: cells)
    let names = stream.keptNames + writer.names
    try checkNames(writer.names, kept: stream.keptNames, of: path)

    let learner: Learner<S> = try model.makeLearner(threads: 1)
    let workers = (0..<threads).map { _ in PredictionWorker(learner, writer) }
    let output = HeadedOutput(output, header: cells.row(names))
    let summary = try stream.run(threads: threads) { thread, batch, text in
      workers[thread].answer(batch, to: &text)
    } write: { rows throws(Failure) in
      try output.write(rows)
    }
    try output.finish()
    if let fault = summary.firstFault {
      report(
        "\(path): \(summary.skipped) bad row\(summary.skipped == 1 ? "" : "s") skipped; the first: "
          + fault)
    }
    for sentence in summary.unseen { report(sentence) }
  }

  /// Refuses columns that are passed on under the name of an answer.
  private func checkNames(
    _ answers: [String], kept: [String], of path: String
  ) throws(Failure) {
    guard let name = kept.first(where: { kept in answers.contains { $0.isSame(as: kept) } }) else {
      return
    }
    throw Failure(
      .usage, at: .file(path),
      "the column \(name.quoted) cannot be kept beside the prediction of that name; expected others "
        + "with --keep")
  }
}
