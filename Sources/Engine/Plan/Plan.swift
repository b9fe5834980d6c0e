/// A task ordered and placed in memory for one number of batch rows, in no particular precision.
package struct Plan: Sendable {
  let schedule: Schedule
  let layout: Layout

  /// - Parameter rows: the rows of the batch, or of the piece of it that is worked on at once.
  package init(_ task: Task, rows: Int) {
    schedule = Schedule(task, rows: rows)
    layout = Layout(schedule)
  }

  /// The elements of the memory in which the plan runs.
  package func elementCount(threads: Int) -> Int {
    layout.sharedCount + threads * layout.scratchCount
  }

  /// Whether some step is cut into several tiles, so that more than one thread can work.
  package var isParallel: Bool { schedule.steps.contains { $0.partition != .whole } }
}
