package import Spec

/// What a table and its columns look like before anything is said of them but the target.
package struct TableSurvey: Sendable {
  /// What all cells of an input show.
  package struct Column: Sendable {
    package let report: ColumnReport
    /// Nil where there may be something to learn.
    package let judgement: ColumnJudgement?
    /// Whether it has whole numbers with more digits than float64 holds, and is read as texts for that.
    package let hasLongNumbers: Bool
  }

  /// Of each input in the file's order.
  package let columns: [Column]
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
    data.columns = mixed.categorical.map(Self.categorical)
    var table = try Self.table(data, threads: threads)
    let long = Set(
      table.reports.enumerated().compactMap { slot, report in
        report.isRounded && ColumnJudgement.areLong(table.raw.cells.column(slot))
          ? report.name : nil
      })
    if !long.isEmpty {
      // As texts they are told apart.
      data.columns += long.sorted().map(Self.categorical)
      table = try Self.table(data, threads: threads)
    }
    task = table.task
    classes = table.classes
    rows = table.raw.rows
    leftOut = table.raw.tally.parsedRows - table.raw.rows
    let (reports, judgements) = (table.reports, table.judgements(threads: threads))
    columns = zip(reports, judgements).map {
      Column(report: $0, judgement: $1, hasLongNumbers: long.contains($0.name))
    }
  }

  private static func table(
    _ data: DataSection, threads: Int
  ) throws(Failure) -> TrainingTable {
    try TrainingTable(
      data, PreprocessingSection(), range: PrecisionRange(Double.self), places: Places(),
      threads: threads, mostTexts: ColumnJob.mostCodes, advice: .options)
  }

  private static func categorical(_ name: String) -> Named<ColumnSection> {
    var section = ColumnSection()
    section.type = .categorical
    return Named(name, section)
  }
}
