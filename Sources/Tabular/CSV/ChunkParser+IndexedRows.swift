/// Rows read with an index of their cells, neighbouring numbers together.
extension ChunkParser {
  /// A text and where its cells are.
  private struct IndexedText {
    let start: UnsafePointer<UInt8>
    let ends: UnsafeMutablePointer<UInt32>
    let scanner: CellScanner
    /// Whether there are carriage returns, one of which may stand before a line feed.
    let hasReturns: Bool
    /// Whether cells are all that stands between their ends: no quotes, no carriage returns.
    let isPlain: Bool

    /// Where the cell of that number starts.
    @inline(__always)
    func start(of cell: Int) -> UnsafePointer<UInt8> { start + Int(ends[cell - 1] &+ 1) }
  }

  /// Parses the rows of a text whose delimiter is one byte.
  func parseIndexedRows(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ scanner: CellScanner,
    _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) {
    let text = start
    let hasQuotes = TextCheck.contains(UInt8(ascii: "\""), start, count: end - start)
    let hasReturns = TextCheck.contains(UInt8(ascii: "\r"), start, count: end - start)
    index.fill(from: start, count: end - start, delimiter: dialect.first, hasQuotes: hasQuotes)
    tally.lines.lines = index.lineFeeds
    let indexed = IndexedText(
      start: start, ends: index.ends, scanner: scanner, hasReturns: hasReturns,
      isPlain: !hasQuotes && !hasReturns)
    let columns = plan.jobs.count
    var firstCell = 0
    for row in 0..<index.rows {
      let nextCell = Int(index.lastCells[row]) + 1
      // A row of one cell may be a blank line.
      if nextCell - firstCell == columns + plan.emptyTail, columns > 1,
        areEmpty(indexed, firstCell + columns..<nextCell)
      {
        if try parseRow(indexed, firstCell, text, &tally) {
          tally.keptRows += 1
        } else {
          countUnseen(inLeftOut: cells + tally.keptRows * plan.stride, &tally)
        }
        tally.parsedRows += 1
      } else {
        try parseRows(
          from: indexed.start(of: firstCell), to: indexed.start(of: nextCell), scanner, text, &tally
        )
      }
      firstCell = nextCell
    }
    // Behind a quote left open.
    try parseRows(from: indexed.start(of: firstCell), to: end, scanner, text, &tally)
  }

  /// Whether cells behind a row's columns, which have no name, are empty; the last one may hold the
  /// carriage return of the line's end.
  @inline(__always)
  private func areEmpty(_ indexed: IndexedText, _ cells: Range<Int>) -> Bool {
    cells.allSatisfy { cell in
      let start = indexed.start(of: cell)
      let end = indexed.start + Int(indexed.ends[cell])
      return start == end || end - start == 1 && start.pointee == UInt8(ascii: "\r")
    }
  }

  /// Parses a row with as many cells as there are columns.
  /// - Returns: whether the row may be kept.
  @inline(__always)
  private func parseRow(
    _ indexed: IndexedText, _ firstCell: Int, _ text: UnsafePointer<UInt8>,
    _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Bool {
    let row = cells + tally.keptRows * plan.stride
    var keeps = true
    for run in runs {
      let columns = run.firstColumn..<run.firstColumn + run.count
      if !run.areNumbers {
        let column = columns.lowerBound
        if let codeSlot = run.codeSlot, pools[column].count > ColumnJob.mostLabels,
          let number = number(indexed, firstCell, column, &tally)
        {
          // Nobody wants codes any more.
          (row[run.slot], row[codeSlot]) = (number, .nan)
        } else if try !storeCell(indexed, firstCell, column, row, text, &tally) {
          keeps = false
        }
        continue
      }
      var next = columns.lowerBound
      while next < columns.upperBound {
        // The last lanes may take cells again that were already read.
        let first = min(next, columns.upperBound - DigitLanes.count)
        if first >= columns.lowerBound,
          readLanes(
            indexed, firstCell, first, into: row + run.slot + first - columns.lowerBound, &tally)
        {
          next = first + DigitLanes.count
          continue
        }
        for column in next..<min(next + DigitLanes.count, columns.upperBound) {
          if let number = number(indexed, firstCell, column, &tally) {
            row[run.slot + column - columns.lowerBound] = number
          } else if try !storeCell(indexed, firstCell, column, row, text, &tally) {
            keeps = false
          }
        }
        next = min(next + DigitLanes.count, columns.upperBound)
      }
    }
    if keeps { try checkSequences(of: row) { indexed.start(of: firstCell + $0) } }
    return keeps
  }

  /// Reads eight neighbouring numbers at once.
  /// - Returns: whether that was possible.
  @inline(__always)
  private func readLanes(
    _ indexed: IndexedText, _ firstCell: Int, _ first: Int,
    into numbers: UnsafeMutablePointer<Double>, _ tally: inout ChunkTally
  ) -> Bool {
    let ends = indexed.ends + firstCell + first
    if !lanesAreLong[first] {
      let lanes = DigitLanes(indexed.start, ends: ends)
      if lanes.areNumbers {
        for lane in 0..<DigitLanes.count { numbers[lane] = Double(lanes.values[lane]) }
        if lanes.areZeroPadded { notePadding(indexed, firstCell, first, &tally) }
        return true
      }
      lanesAreLong[first] = true
    }
    let lanes = DecimalLanes(indexed.start, ends: ends)
    guard lanes.areNumbers else { return false }
    UnsafeMutableRawPointer(numbers).storeBytes(of: lanes.values, as: SIMD8<Double>.self)
    let points = UnsafeMutableRawPointer(self.points + first)
    points.storeBytes(
      of: points.loadUnaligned(as: SIMD8<UInt64>.self) | lanes.points, as: SIMD8<UInt64>.self)
    if lanes.areZeroPadded { notePadding(indexed, firstCell, first, &tally) }
    if lanes.areShort { lanesAreLong[first] = false }
    return true
  }

  /// Notes which of eight columns have zeros before their numbers.
  private func notePadding(
    _ indexed: IndexedText, _ firstCell: Int, _ first: Int, _ tally: inout ChunkTally
  ) {
    for column in first..<first + DigitLanes.count {
      let start = indexed.start(of: firstCell + column)
      let end = indexed.start + Int(indexed.ends[firstCell + column])
      if CellText(start: start, end: end).isZeroPadded { tally.isZeroPadded[column] = true }
    }
  }

  /// The number that a cell without quotes is; nil where it is anything else.
  @inline(__always)
  private func number(
    _ indexed: IndexedText, _ firstCell: Int, _ column: Int, _ tally: inout ChunkTally
  ) -> Double? {
    let start = indexed.start(of: firstCell + column)
    var end = indexed.start + Int(indexed.ends[firstCell + column])
    if indexed.hasReturns, column + 1 == plan.jobs.count, plan.emptyTail == 0, start < end,
      (end - 1).pointee == UInt8(ascii: "\r")
    {
      end -= 1
    }
    let length = end - start
    let word = DigitWord(start)
    // One comparison for all: 1 to 8 characters, each a digit. A branch on the length alone would go
    // now this way, now that.
    if UInt(bitPattern: length &- 1) < UInt(bitPattern: word.count) {
      if start.pointee == UInt8(ascii: "0"), length > 1 { tally.isZeroPadded[column] = true }
      return Double(Int32(truncatingIfNeeded: word.value(of: length)))
    }
    if let decimal = DecimalNumber(fixedPoint: start, to: end),
      let value = Double(nearestTo: decimal)
    {
      note(decimals: UInt8(truncatingIfNeeded: -decimal.exponent), in: column)
      return value
    }
    let trimmed = CellText(start: start, end: end).trimmed
    guard case .number(let value, let places, let isRounded) = trimmed.number(),
      abs(value) < plan.range.limit
    else { return nil }
    if trimmed.isZeroPadded { tally.isZeroPadded[column] = true }
    if isRounded { tally.isRounded[column] = true }
    note(decimals: places, in: column)
    return value
  }

  /// Stores a cell of any kind.
  /// - Returns: whether the row may be kept.
  private func storeCell(
    _ indexed: IndexedText, _ firstCell: Int, _ column: Int, _ row: UnsafeMutablePointer<Double>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Bool {
    let start = indexed.start(of: firstCell + column)
    if indexed.isPlain {
      let cell = CellText(start: start, end: indexed.start + Int(indexed.ends[firstCell + column]))
      return try store(cell, column, row, at: start, text, &tally)
    }
    let cell = try indexed.scanner.cell(at: start)
    return try store(cell.text, column, row, at: start, text, &tally)
  }
}
