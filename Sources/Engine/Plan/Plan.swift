/// A computation ordered and placed in memory for one number of batch rows, in no particular precision.
package struct Plan: Sendable {
  let schedule: Schedule
  let layout: Layout

  /// - Parameter rows: the rows of the batch, or of the piece of it that is worked on at once.
  package init(_ computation: Computation, rows: Int, _ granularity: Granularity = Granularity()) {
    let schedule = Schedule(computation, rows: rows, granularity)
    self.schedule = schedule
    layout = Layout(schedule)
    mostTiles = schedule.steps.map { schedule.tileCount(of: $0.partition) }.max() ?? 1
  }

  /// The elements of the memory in which the plan runs.
  package func elementCount(threads: Int) -> Int {
    layout.sharedCount + min(threads, mostTiles) * layout.scratchCount
  }

  /// The tiles of the step that has most: no more threads than these work.
  private let mostTiles: Int

  /// The rows of the batch, or of the piece of it.
  var rows: Int { schedule.tiling.rows }

  /// The additions and multiplications of the batch's rows.
  var work: Int { schedule.tiling.work }

  /// Whether more than one thread can work.
  package var isParallel: Bool { mostTiles > 1 }
}
