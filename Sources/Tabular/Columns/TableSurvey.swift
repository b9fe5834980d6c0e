package import Spec
package import System

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
  package let leftOut: LeftOutRows
  /// What is to be said of columns, targets among them, that have numbers written for people or other texts
  /// among numbers.
  package let mixed: [Named<ColumnSection>]
  /// Nil where rows do not follow one another in time.
  package let window: FoundWindow?
  /// Sentences on what was found in the cells, to tell the user.
  package let notes: [String]

  /// Reads the training file of a configuration; the result is the same whatever the number of threads.
  /// - Throws: as the reading for a training does, except that no number of different texts is too
  ///   great.
  package init(_ data: DataSection, threads: Int, room: RowRoom = .standard) throws(Failure) {
    let mixed = try MixedColumns(data, threads: threads, room)
    self.mixed = mixed.sections
    var data = data
    data.columns = mixed.sections
    var table = try Self.table(data, threads: threads, room)
    let long = Set(
      table.reports.enumerated().compactMap { slot, report in
        report.isRounded && ColumnJudgement.areLong(table.raw.cells.column(slot))
          ? report.name : nil
      })
    if !long.isEmpty {
      // As texts they are told apart.
      data.columns.removeAll { long.contains($0.name) }
      data.columns += long.sorted().map(Self.categorical)
      table = try Self.table(data, threads: threads, room)
    }
    task = table.task
    classes = table.classes
    rows = table.raw.rows
    leftOut = LeftOutRows(table.raw.tally, table.task)
    window = FoundWindow(table)
    let (reports, judgements) = (table.reports, table.judgements(threads: threads))
    columns = zip(reports, judgements).map {
      Column(report: $0, judgement: $1, hasLongNumbers: long.contains($0.name))
    }
    let ambiguous = reports.enumerated().compactMap { slot, report in
      report.hasThreeDecimals && ColumnReport.mayBeThousands(table.raw.cells.column(slot))
        ? report.name : nil
    }
    notes =
      [table.emptyTailNote, table.unreadClassesNote].compactMap(\.self) + mixed.notes
      + (ambiguous + table.ambiguousTargets).map {
        "the points in column \($0.quoted) are read as decimal points, but may separate thousands, "
          + "since the column also holds whole numbers; if so, add \("thousands".quoted): \(".".quoted) to "
          + "data.columns.\($0.asKey)"
      }
  }

  private static func table(
    _ data: DataSection, threads: Int, _ room: RowRoom
  ) throws(Failure) -> TrainingTable {
    try TrainingTable(
      data, PreprocessingSection(), range: PrecisionRange(Double.self), places: Places(),
      threads: threads, room, mostTexts: ColumnJob.mostCodes, advice: .options)
  }

  private static func categorical(_ name: String) -> Named<ColumnSection> {
    var section = ColumnSection()
    section.type = .categorical
    return Named(name, section)
  }
}
