package import Spec
internal import Synchronization

/// What a table and its columns look like before anything is said of them but the target.
package struct TableSurvey: Sendable {
  /// Of each input in the file's order.
  package let columns: [InputSurvey]
  package let task: Task
  /// The classes of a classification.
  package let classes: ClassList?
  /// Rows with a target.
  package let rows: Int
  /// Rows without one.
  package let leftOut: Int
  /// Texts besides the usual ones that stand for a missing number, with the first column that has them.
  package let missing: [(text: String, column: String)]

  /// Reads the training file of a configuration; the result is the same whatever the number of threads.
  /// - Throws: as the reading for a training does, except that no number of different texts is too
  ///   great.
  package init(_ data: DataSection, threads: Int) throws(Failure) {
    let mixed = try MixedColumns(data, threads: threads)
    missing = mixed.missing
    var data = data
    data.missing += mixed.missing.map(\.text)
    data.columns = mixed.categorical.map {
      var section = ColumnSection()
      section.type = .categorical
      return Named($0, section)
    }
    let table = try TrainingTable(
      data, PreprocessingSection(), range: PrecisionRange(Double.self), places: Places(),
      threads: threads, mostTexts: ColumnJob.mostCodes)
    task = table.task
    classes = table.classes
    rows = table.raw.rows
    leftOut = table.raw.tally.parsedRows - table.raw.rows
    let count = table.reports.count
    let surveys = Mutex([InputSurvey?](repeating: nil, count: count))
    inPieces(of: 1, count: count, threads: threads) { slot, _ in
      let survey = InputSurvey(table, slot: slot)
      surveys.withLock { $0[slot] = survey }
    }
    columns = surveys.withLock { $0 }.compactMap { $0 }
  }
}
