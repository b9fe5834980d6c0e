import Engine
import Spec
import Synchronization
package import System
package import Tabular

extension FinishedRun {
  /// Rows as cells, to be encoded with others in their place: `inputs` is [rows, input columns], NaN where a
  /// cell is missing.
  /// - Parameters:
  ///   - path: a CSV file, or `-` for standard input; nil for the run's own rows, which are those for its test,
  ///     where it has none those for validation, where it has none of these either those for training.
  ///   - report: told what the user should know.
  /// - Throws: `configuration` where an answer is not that of one row.
  package func cells(
    of model: ModelFile, on path: String?, threads: Int, report: (String) -> Void
  ) throws(Failure) -> Encoded<Double> {
    if let note = model.interruptionNote(of: directory) { report(note) }
    try checkRows(of: model)
    let (rows, path) =
      if let path { (try heldOut(DataSource(path), model, threads: threads), path) } else {
        try ownRows(model, threads: threads, report: report)
      }
    if let sentence = rows.leftOut.sentence { report("\(path): \(sentence)") }
    for sentence in rows.unseen { report(sentence) }
    return rows
  }

  /// Refuses a model whose answers are about more than one row.
  /// - Throws: `configuration`.
  package func checkRows(of model: ModelFile) throws(Failure) {
    if let steps = model.encoder.steps {
      throw Failure(
        .configuration, at: .file(directory),
        "the model predicts \(steps.noun)s of rows; expected one that predicts single rows"
      )
    }
    guard model.encoder.graph == nil else {
      throw Failure(
        .configuration, at: .file(directory),
        "the model's rows are the nodes of a graph; expected one that predicts each row by itself"
      )
    }
  }

  /// The rows of a file as cells, [rows, input columns], also those without a target.
  /// - Throws: as for those with one.
  package func allCells(
    of model: ModelFile, in path: String, threads: Int, report: (String) -> Void
  ) throws(Failure) -> [Double] {
    if let note = model.interruptionNote(of: directory) { report(note) }
    try checkRows(of: model)
    let columns = model.encoder.inputs.count
    let parts = Mutex<[(first: Int, cells: [Double])]>([])
    let summary = try tellingDamage(of: DataSource(path)) { () throws(Failure) in
      try RowStream<Double>(
        DataSource(path), delimiter: model.delimiter, encoder: model.encoder,
        least: model.network.needs,
        kept: .named([]), refusesUnseen: false, skipsBadRows: false, asCells: true
      ).run(threads: threads) { _, batch, _ in
        let cells = Array(UnsafeBufferPointer(start: batch.inputs, count: batch.count * columns))
        let first = batch.first
        parts.withLock { $0.append((first, cells)) }
      } write: { _ throws(Failure) in
      }
    }
    for sentence in summary.notes + summary.unseen { report(sentence) }
    return parts.withLock { $0.sorted { $0.first < $1.first }.flatMap(\.cells) }
  }

  private func heldOut(
    _ source: DataSource, _ model: ModelFile, threads: Int
  ) throws(Failure) -> Encoded<Double> {
    try load(
      source, with: model.encoder, delimiter: model.delimiter, threads: threads,
      least: model.network.needs, asCells: true)
  }

  private func ownRows(
    _ model: ModelFile, threads: Int, report: (String) -> Void
  ) throws(Failure) -> (Encoded<Double>, path: String) {
    let configuration = try configuration().value
    if let source = configuration.data.test?.source, !source.isStandardInput {
      return (try heldOut(source, model, threads: threads), source.description)
    }
    let splits = try splits(of: model, configuration, threads: threads, asCells: true)
    if let test = splits.test { return (test, directory) }
    report(
      "\(directory): the run has no test rows; these are the ones "
        + (splits.validation == nil ? "that it was trained on" : "used for validation"))
    return (splits.validation ?? splits.train, directory)
  }

  /// The rows that the run was trained on, and those that it held back.
  /// - Parameter asCells: whether the rows of inputs stay cells.
  /// - Throws: `usage` where they came from standard input, `data` where the file holds others by now.
  package func splits(
    of model: ModelFile, _ configuration: Configuration, threads: Int, asCells: Bool
  ) throws(Failure) -> Splits<Double> {
    guard !configuration.data.readsStandardInput else {
      throw Failure(
        .usage, at: .file(directory), "the run's rows came from standard input and are gone")
    }
    let splits: Splits<Double>
    do {
      splits = try loadSplits(
        configuration.data, configuration.preprocessing, seed: UInt64(configuration.training.seed),
        threads: threads, places: Places(), asCells: asCells)
    } catch {
      // The configuration fitted the data when the run was trained.
      throw Failure(error.status == .noInput ? .noInput : .data, error.diagnostics)
    }
    guard try isTrained(on: splits, model) else {
      throw Failure(
        .data, at: .file(configuration.data.train.description),
        "not the rows that the run was trained on")
    }
    return splits
  }

  /// Whether rows that were read again are those of the run, as far as its model and `data.json` tell.
  func isTrained<S: RunScalar>(
    on splits: Splits<S>, _ model: ModelFile
  ) throws(Failure) -> Bool {
    guard splits.encoder == model.encoder else { return false }
    guard let rows = try data()?.rows else { return true }
    return DataSummary.rows(of: splits).elementsEqual(rows, by: ==)
  }

  /// The seed of the run; 0 where its configuration is not there any more.
  package func seed() throws(Failure) -> UInt64 {
    has(RunFileName.configuration) ? UInt64(try configuration().value.training.seed) : 0
  }
}
