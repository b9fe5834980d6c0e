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
  package let leftOut: LeftOutRows
  /// What is to be said of columns, targets among them, that have numbers written for people or other texts
  /// among numbers.
  package let mixed: [Named<ColumnSection>]
  /// Sentences on what was found in the cells, to tell the user.
  package let notes: [String]

  /// Reads the training file of a configuration; the result is the same whatever the number of threads.
  /// - Throws: as the reading for a training does, except that no number of different texts is too
  ///   great.
  package init(_ data: DataSection, threads: Int) throws(Failure) {
    let mixed = try MixedColumns(data, threads: threads)
    self.mixed = mixed.sections
    var data = data
    data.columns = mixed.sections
    let table = try TrainingTable(
      data, PreprocessingSection(), range: PrecisionRange(Double.self), places: Places(),
      threads: threads, mostTexts: ColumnJob.mostCodes)
    task = table.task
    classes = table.classes
    rows = table.raw.rows
    leftOut = LeftOutRows(table.raw.tally, table.task)
    let count = table.reports.count
    let surveys = Mutex([InputSurvey?](repeating: nil, count: count))
    inPieces(of: 1, count: count, threads: threads) { slot, _ in
      let survey = InputSurvey(table, slot: slot)
      surveys.withLock { $0[slot] = survey }
    }
    columns = surveys.withLock { $0 }.compactMap { $0 }
    let ambiguous = columns.filter(\.mayBeThousands).map(\.report.name) + table.ambiguousTargets
    notes =
      mixed.notes
      + ambiguous.map {
        "the points in column \($0.quoted) are taken for decimal points, though they may stand between "
          + "thousands, whole numbers being beside; then \("thousands".quoted): \(".".quoted) belongs into "
          + "its data.columns"
      }
  }
}
