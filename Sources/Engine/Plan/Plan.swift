/// A computation ordered and placed in memory for one number of batch rows, in no particular precision.
package struct Plan: Sendable {
  let schedule: Schedule
  let layout: Layout

  /// The rows of the whole batch.
  let batchRows: Int
  /// Whether more than one thread can work.
  package let isParallel: Bool
  /// What can be read when the plan has run, and the values of the schedule that it is.
  let outputs: [(value: Value, computed: Value)]

  /// - Parameters:
  ///   - rows: the rows of the piece of the batch that is worked on at once.
  ///   - batchRows: the rows of the whole batch; nil where the piece is all of it.
  package init(
    _ computation: Computation, rows: Int, batchRows: Int? = nil,
    _ granularity: Granularity = Granularity()
  ) {
    self.batchRows = batchRows ?? rows
    var schedule = Schedule(computation, rows: rows, granularity)
    if self.batchRows == 1 && !schedule.isParallel {
      schedule = Schedule(computation.onOneRow, rows: rows, granularity)
    }
    self.schedule = schedule
    isParallel = schedule.isParallel
    outputs = Array(zip(computation.outputs, schedule.computation.outputs))
    layout = Layout(schedule)
  }

  /// The elements of the memory in which the plan runs.
  package func elementCount(threads: Int) -> Int {
    layout.sharedCount + threads * layout.scratchCount
  }

  /// Whether all gradients can be read when the plan has run.
  var keepsGradients: Bool {
    schedule.computation.parameterGradients.allSatisfy {
      if case .gradient? = layout.placements[$0]?.place { return true }
      return schedule.computation.gradients.accumulates
    }
  }

  /// The rows of the batch, or of the piece of it.
  var rows: Int { schedule.tiling.rows }

  /// The additions and multiplications of the batch's rows.
  var work: Int { schedule.tiling.work }
}
