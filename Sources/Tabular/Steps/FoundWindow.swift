/// That the rows of a table follow one another in time, so that those before a row may tell what comes.
package struct FoundWindow: Sendable {
  /// The column of dates.
  package let order: String
  /// The column that tells apart what has dates of its own; nil where all rows are one series.
  package let by: String?
  /// How many rows one group has, on average.
  package let rows: Int

  /// With fewer rows of a group a window would hardly have a past.
  private static let leastRows = 20

  /// Looks for a column of dates of which no two are alike, in the table or among the rows that have a cell
  /// of another column in common, and most of which lie at one distance; nil where there is none.
  init?(_ table: TrainingTable) {
    guard table.task == .regression, table.selection.targets.count == 1 else { return nil }
    for (slot, report) in table.reports.enumerated() where report.type == .date {
      let times = table.raw.cells.column(slot)
      guard !times.contains(where: \.isNaN) else { continue }
      if let order = try? StepOrder(ids: times.map { _ in 0 }, times: times) {
        guard order.isEven(times), times.count >= Self.leastRows else { continue }
        self.init(order: report.name, by: nil, rows: times.count)
        return
      }
      for (other, candidate) in table.reports.enumerated() where candidate.type != .date {
        let ids = table.raw.cells.column(other)
        guard !ids.contains(where: \.isNaN),
          let order = try? StepOrder(ids: ids, times: times), order.isEven(times),
          times.count / order.groups.count >= Self.leastRows
        else { continue }
        self.init(
          order: report.name, by: candidate.name, rows: times.count / order.groups.count)
        return
      }
    }
    return nil
  }

  private init(order: String, by: String?, rows: Int) {
    self.order = order
    self.by = by
    self.rows = rows
  }
}

extension StepOrder {
  /// Whether at least half of the distances in time are within a fifth of their median, as those of days,
  /// weeks, months or years are, with some missing.
  fileprivate func isEven(_ times: [Double]) -> Bool {
    let distances = groups.flatMap { group in
      group.dropFirst().map { times[rows[$0]] - times[rows[$0 - 1]] }
    }.sorted()
    guard !distances.isEmpty else { return false }
    let median = distances[distances.count / 2]
    return 2 * distances.count { abs($0 - median) <= median / 5 } >= distances.count
  }
}
