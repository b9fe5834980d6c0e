/// Neighbouring columns that are read alike.
struct ColumnRun {
  let firstColumn: Int
  private(set) var count: Int
  /// Where in a row the first column's number goes; those of the others follow.
  let slot: Int
  /// Whether these are numbers; if not, it is one column.
  let areNumbers: Bool
  /// Where in a row the code of a column goes whose cells are numbers and texts, of which any number may be
  /// stored; else nil.
  let codeSlot: Int?

  /// The runs into which the columns of a file fall.
  static func runs(of plan: ReadingPlan) -> [ColumnRun] {
    var runs: [ColumnRun] = []
    for (column, job) in plan.jobs.enumerated() {
      let isNumber = job.kind == .number && plan.takesAnyNumber(job)
      if isNumber, let last = runs.last, last.areNumbers, last.slot + last.count == job.slot {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(
          ColumnRun(
            firstColumn: column, count: 1, slot: job.slot, areNumbers: isNumber,
            codeSlot: job.kind == .both && plan.takesAnyNumber(job) ? job.codeSlot : nil))
      }
    }
    return runs
  }
}
