/// Rows read cell by cell, whatever they hold.
extension ChunkParser {
  /// Parses rows that may be blank, ragged or faulty, and end where a row does.
  func parseRows(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ scanner: CellScanner,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) {
    var cursor = start
    while cursor < end {
      let row = cells + tally.keptRows * plan.stride
      let rowStart = cursor
      var column = 0
      var keeps = true
      cells: while true {
        guard column < plan.jobs.count + plan.emptyTail else {
          throw tooManyCells(from: cursor, scanner)
        }
        let cell = try scanner.cell(at: cursor)
        let start = cursor
        cursor = cell.next
        if column == 0, plan.jobs.count > 1, cell.ending == .row, !cell.isQuoted,
          cell.text.trimmed.isEmpty
        {
          // A blank line is no row; of one column it is a cell that is missing.
          column = -1
          break cells
        }
        if column >= plan.jobs.count {
          guard cell.text.trimmed.isEmpty else {
            throw CellScanner.Fault(
              byte: start,
              message: "a cell in a column without a name; expected "
                + "\(plan.jobs.count) cells, as in the header")
          }
        } else if try !store(cell.text, column, row, at: start, text, &tally) {
          keeps = false
        }
        column += 1
        if cell.ending == .row {
          if column < plan.jobs.count {
            throw CellScanner.Fault(byte: cell.end, message: raggedRow(column))
          }
          break cells
        }
      }
      if column < 0 { continue }
      if keeps {
        try checkSequences(of: row) { column in
          var cursor = rowStart
          for _ in 0..<column { cursor = (try? scanner.cell(at: cursor).next) ?? cursor }
          return cursor
        }
      }
      tally.parsedRows += 1
      if keeps { tally.keptRows += 1 } else { countUnseen(inLeftOut: row, &tally) }
    }
  }

  /// Counts the unseen categories of a row that is left out for want of a target; those of the others are
  /// counted by whoever takes the rows. Missing cells are counted in both kinds of rows, too.
  func countUnseen(inLeftOut row: UnsafeMutablePointer<Double>, _ tally: inout ChunkTally) {
    for (column, job) in plan.jobs.enumerated() where !job.isTarget && job.kind == .text {
      guard case .categories(let seen, _) = job.domain, row[job.slot] == row[job.slot] else {
        continue
      }
      let text = pools[column].string(Int(row[job.slot]))
      if seen.index(of: text) == nil { tally.unseen[column] += 1 }
    }
  }

  private func tooManyCells(
    from extra: UnsafePointer<UInt8>, _ scanner: CellScanner
  ) -> CellScanner.Fault {
    var count = plan.jobs.count + plan.emptyTail
    var cursor = extra
    // A faulty cell further on ends the count: this fault comes first.
    while let cell = try? scanner.cell(at: cursor) {
      count += 1
      cursor = cell.next
      if cell.ending == .row { break }
    }
    return CellScanner.Fault(byte: extra, message: raggedRow(max(count, plan.jobs.count + 1)))
  }

  private func raggedRow(_ count: Int) -> String {
    let columns = plan.jobs.count
    return "a row of \(count) cell\(count == 1 ? "" : "s"); expected \(columns), as in the header"
  }
}
