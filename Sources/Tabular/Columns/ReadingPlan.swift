/// What is read from each column of a file, and where it goes.
struct ReadingPlan {
  /// One per column of the file.
  var jobs: [ColumnJob]
  /// The file's names of the columns, for messages.
  var names: [String]
  /// How many inputs a row has; they come first.
  var inputs: Int
  /// How many cells for targets, and for the weight, a row has behind them.
  var targets: Int
  /// How many cells without a name may stand behind a row's others, all empty.
  var emptyTail = 0
  /// The numbers that may stand in the columns.
  var range: PrecisionRange
  /// What messages tell their reader to do; nil where nothing can be stated, as for a finished run.
  var advice: Advice?

  /// Whether every number that stands in the column is one to be stored, none a fault or a sign that
  /// the value is missing.
  func takesAnyNumber(_ job: ColumnJob) -> Bool {
    job.kind == .number && job.format.isPlain && !job.refusesNegative
      && !job.missing.holdNumbers
  }

  /// How many cells a row of the reader's table has.
  var stride: Int { inputs + targets }
}
