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

  /// The sequences among the inputs.
  var sequences: [SequenceCells] = []
  /// Where rows are steps of examples, the columns of the file that say of which: of the cell that the rows
  /// of a group have in common, where there is one, and of what they are ordered by.
  var steps: (by: Int?, order: Int)?
  /// Cells of a row that are another one once more, as a target that is an input too.
  var copies: [(from: Int, to: Int)] = []

  /// Whether every number that stands in a column of numbers is one to be stored, none a fault or a sign that
  /// the value is missing.
  func takesAnyNumber(_ job: ColumnJob) -> Bool {
    job.remainderSlot == nil && job.format.isPlain && !job.refusesNegative
      && !job.missing.holdNumbers
  }

  /// The column of the nodes' names, and where in a row of the reader's table their codes stand.
  var node: (column: Int, slot: Int)? {
    jobs.firstIndex(where: \.isNode).map { ($0, jobs[$0].slot) }
  }

  /// The column by whose values rows are told apart, where one is asked for, and where in a row of the reader's table
  /// its cells stand.
  var group: (column: Int, slot: Int)?

  /// How many cells a row of the reader's table has.
  var stride: Int { inputs + targets }
}
