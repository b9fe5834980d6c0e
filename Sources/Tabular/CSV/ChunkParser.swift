import Glibc
import Spec

/// Turns chunks of text into rows of cells: numbers, and codes for texts. One thread's own.
final class ChunkParser<Scalar: TableScalar> {
  /// The rows parsed last, [keptRows, stride].
  private(set) var cells: UnsafeMutablePointer<Scalar>
  /// The texts met so far in each column; a chunk adds its new ones in the order of the file.
  private(set) var pools: [TextPool]
  /// For each column whether its first cell that is no number is already known from an earlier chunk.
  var knowsFirstOther: [Bool]

  private let plan: ReadingPlan
  private let dialect: Dialect
  private var cellCapacity = 0
  private let unescaped = TextBuffer(capacity: 256)
  /// For each column the slot of its numbers, or -1 where the quick way does not do; one -1 more.
  private let numberSlots: [Int32]
  /// For each column and code whether the text is a decimal number.
  private(set) var isDecimal: [[Bool]]

  init(plan: ReadingPlan, dialect: Dialect) {
    self.plan = plan
    self.dialect = dialect
    cells = .allocate(capacity: 1)
    pools = Array(repeating: TextPool(), count: plan.jobs.count)
    isDecimal = Array(repeating: [], count: plan.jobs.count)
    knowsFirstOther = Array(repeating: false, count: plan.jobs.count)
    numberSlots =
      plan.jobs.map {
        $0.kind == .number && dialect.keepsNumbersWhole && !$0.refusesNegative
          && !plan.missing.holdNumbers ? Int32($0.slot) : -1
      } + [-1]
  }

  deinit { cells.deallocate() }

  /// Parses a chunk, up to the first fault.
  func parse(_ chunk: TextChunk) -> ChunkTally {
    var tally = ChunkTally(columns: plan.jobs.count)
    let text = UnsafePointer(chunk.buffer.start) + chunk.firstCharacter
    let end = UnsafePointer(chunk.buffer.start) + chunk.buffer.count
    tally.lineFeeds = TextCheck.lineFeeds(text, count: end - text)
    makeRoom(bytes: chunk.buffer.count)
    let start = UnsafePointer(chunk.buffer.start) + chunk.firstRow
    var faults: [CellScanner.Fault] = []
    do throws(CellScanner.Fault) {
      try parseRows(from: start, to: end, text, &tally)
      if chunk.isCutOff {
        throw CellScanner.Fault(
          byte: start,
          message: "a row of more than \(ChunkSource.longestRow >> 20) MiB; is a quote left open?")
      }
    } catch {
      faults.append(error)
    }
    if let (byte, message) = TextCheck.firstFault(text, count: end - text) {
      faults.append(CellScanner.Fault(byte: byte, message: message))
    }
    if let first = faults.min(by: { $0.byte < $1.byte }) {
      tally.fault = TextFault(
        position: TextPosition(of: first.byte, from: text), message: first.message)
    }
    return tally
  }

  /// Every cell but the last of a row takes at least its delimiter, the last its line feed: so there
  /// are never more cells than bytes.
  private func makeRoom(bytes: Int) {
    let rows = bytes / max(1, plan.jobs.count) + 1
    guard rows * plan.stride > cellCapacity else { return }
    cells.deallocate()
    cellCapacity = rows * plan.stride
    cells = .allocate(capacity: cellCapacity)
  }

  private func parseRows(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) {
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: unescaped)
    let delimiter = dialect.delimiter.count == 1 ? dialect.first : UInt8(ascii: "\n")
    let columns = plan.jobs.count
    let stride = plan.stride
    var row = cells
    var cursor = start
    // Locals, so that the loop over the cells neither retains nor checks for exclusive access.
    try numberSlots.withUnsafeBufferPointer { slots throws(CellScanner.Fault) in
      while cursor < end {
        var column = 0
        var keeps = true
        cells: while true {
          let slot = Int(slots[column])
          if slot >= 0 {
            // The quickest way: a whole number of few digits and the delimiter behind it. Lengths vary
            // from cell to cell, so nothing here branches on them.
            let word = DigitWord(cursor)
            let count = word.count
            if UInt(bitPattern: count &- 1) < 7 {
              let behind = cursor[count]
              if behind == delimiter, behind != UInt8(ascii: "\n") {
                row[slot] = Scalar(Int32(truncatingIfNeeded: word.value(of: count)))
                cursor += count + 1
                column += 1
                continue cells
              }
              if behind == UInt8(ascii: "\n"), column + 1 == columns {
                row[slot] = Scalar(Int32(truncatingIfNeeded: word.value(of: count)))
                cursor += count + 1
                column += 1
                break cells
              }
            }
            // The next: any other number without quotes.
            var first = cursor
            while first.pointee == UInt8(ascii: " ") { first += 1 }
            if let (number, afterNumber) = DecimalNumber.scan(first, limit: end) {
              var behind = afterNumber
              while behind.pointee == UInt8(ascii: " ") { behind += 1 }
              if let (ending, length) = scanner.ending(at: behind),
                ending == .delimiter || column + 1 == columns,
                let value = Scalar(nearestTo: number)
              {
                row[slot] = value
                cursor = behind + length
                column += 1
                if ending == .row { break cells }
                continue cells
              }
            }
          }
          guard column < columns else {
            throw tooManyCells(from: cursor, scanner)
          }
          let cell = try scanner.cell(at: cursor)
          if column == 0, cell.ending == .row, !cell.isQuoted, cell.text.trimmed.isEmpty {
            // A blank line is no row.
            cursor = cell.next
            column = -1
            break cells
          }
          if try !store(cell.text, column, row, at: cursor, text, &tally) { keeps = false }
          column += 1
          if cell.ending == .row {
            if column < columns {
              throw CellScanner.Fault(byte: cell.end, message: raggedRow(column))
            }
            cursor = cell.next
            break cells
          }
          cursor = cell.next
        }
        if column < 0 { continue }
        tally.parsedRows += 1
        if keeps {
          tally.keptRows += 1
          row += stride
        }
      }
    }
  }

  private func tooManyCells(
    from extra: UnsafePointer<UInt8>, _ scanner: CellScanner
  ) -> CellScanner.Fault {
    var count = plan.jobs.count
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

  /// Stores a cell of any kind.
  /// - Returns: whether the row may be kept.
  private func store(
    _ raw: CellText, _ column: Int, _ row: UnsafeMutablePointer<Scalar>,
    at byte: UnsafePointer<UInt8>, _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Bool {
    let job = plan.jobs[column]
    if job.kind == .skip { return true }
    let trimmed = raw.trimmed
    if plan.missing.contains(trimmed) {
      if job.refusesMissing { throw CellScanner.Fault(byte: byte, message: missing(column)) }
      tally.missing[column] += 1
      switch job.kind {
      case .text: row[job.slot] = Scalar(code: ColumnJob.missingCode)
      case .both:
        row[job.slot] = .nan
        row[job.codeSlot] = Scalar(code: ColumnJob.missingCode)
      case .number, .skip: row[job.slot] = .nan
      }
      return !job.isTarget
    }
    switch job.kind {
    case .skip: break
    case .number: row[job.slot] = try number(trimmed, column, at: byte, text, &tally)
    case .text:
      let code = try code(raw, trimmed, column, at: byte)
      row[job.slot] = Scalar(code: UInt32(code))
      if !isDecimal[column][code] { count(trimmed, column, at: byte, text, &tally) }
    case .both:
      row[job.slot] = try number(trimmed, column, at: byte, text, &tally)
      if pools[column].count <= ColumnJob.mostLabels {
        row[job.codeSlot] = Scalar(code: UInt32(try code(raw, trimmed, column, at: byte)))
      }
    }
    return true
  }

  private func number(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) throws(CellScanner.Fault) -> Scalar {
    let message: String
    switch trimmed.number(as: Scalar.self) {
    case .number(let value):
      if plan.jobs[column].refusesNegative, value < 0 {
        throw CellScanner.Fault(byte: byte, message: negative(trimmed, column))
      }
      return value
    case .beyondRange:
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message =
        "\(quoted(trimmed)) in column \"\(plan.names[column])\" is beyond the range of "
        + Scalar.precisionName
    case .other:
      tally.others[column] += 1
      guard plan.jobs[column].isStrict || notesFirst(column, tally) else { return .nan }
      message = noNumber(trimmed, column)
    }
    if plan.jobs[column].isStrict { throw CellScanner.Fault(byte: byte, message: message) }
    tally.firstOther[column] = TextFault(
      position: TextPosition(of: byte, from: text), message: message)
    return .nan
  }

  /// Counts a text of a column of texts.
  private func count(
    _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>,
    _ text: UnsafePointer<UInt8>, _ tally: inout ChunkTally
  ) {
    tally.others[column] += 1
    guard notesFirst(column, tally) else { return }
    tally.firstOther[column] = TextFault(
      position: TextPosition(of: byte, from: text), message: noNumber(trimmed, column))
  }

  private func notesFirst(_ column: Int, _ tally: ChunkTally) -> Bool {
    !knowsFirstOther[column] && tally.firstOther[column] == nil
  }

  private func code(
    _ raw: CellText, _ trimmed: CellText, _ column: Int, at byte: UnsafePointer<UInt8>
  ) throws(CellScanner.Fault) -> Int {
    let known = pools[column].count
    let code = pools[column].code(of: raw.bytes)
    if code == known {
      isDecimal[column].append(trimmed.isDecimal)
      if let message = plan.jobs[column].domain?.objection(to: raw, in: plan.names[column]) {
        throw CellScanner.Fault(byte: byte, message: message)
      }
    }
    return code
  }

  private func noNumber(_ cell: CellText, _ column: Int) -> String {
    "\(quoted(cell)) in column \"\(plan.names[column])\" is no number; expected a decimal number"
      + (GroupedNumber.matches(cell.bytes)
        ? " without thousands separators, its decimals behind a point" : "")
  }

  private func missing(_ column: Int) -> String {
    "a missing cell in column \"\(plan.names[column])\", which is to have none"
  }

  private func negative(_ cell: CellText, _ column: Int) -> String {
    "\(quoted(cell)) in column \"\(plan.names[column])\" is negative; expected a weight of at least 0"
  }

  /// The cell for a message: in quotes, not too long, without line feeds.
  private func quoted(_ cell: CellText) -> String {
    Message.quoted(cell.string)
  }
}
