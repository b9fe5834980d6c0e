import Spec

/// One reading of a file's rows by several threads.
///
/// Each thread takes the next chunk, parses it into a table of its own, and waits for its turn: what
/// chunks found is added up in the file's order, so nothing depends on the number of threads. The rows
/// then go to their place while other threads parse.
final class TableScan<Scalar: TableScalar>: @unchecked Sendable {
  private let reader: TableReader
  private let plan: ReadingPlan
  /// Invariant: a thread writes the rows alone that were counted in its turn, so no two threads write
  /// the same row; nobody reads them before all threads are done.
  private let inputs: Matrix<Scalar>
  private let targets: Matrix<Scalar>

  /// Guards all that follows, and the reader's source.
  private let monitor = Monitor()
  private var nextTicket = 0
  private var turn = 0
  private var isDone = false
  /// Why the file could be read no further.
  private var readFailure: Failure?
  /// Why the rows have no room.
  private var roomFailure: Failure?
  private var tally: ChunkTally
  private var texts: [TextPool]
  private var knowsFirstOther: [Bool]

  init(_ reader: TableReader, _ plan: ReadingPlan) throws(Failure) {
    self.reader = reader
    self.plan = plan
    let columns = plan.jobs.count
    // A row takes at least a byte for each of its cells.
    let room = (reader.source.size.map { $0 / columns + 1 }) ?? Int.max / 2
    inputs = try Matrix(room: room, columns: plan.inputs, mayShrink: true)
    targets = try Matrix(room: room, columns: plan.targets, mayShrink: true)
    tally = ChunkTally(columns: columns)
    tally.lineFeeds = reader.linesBefore
    texts = Array(repeating: TextPool(), count: columns)
    knowsFirstOther = Array(repeating: false, count: columns)
  }

  /// Reads all rows, or those before the first fault, which is then in the tally.
  func run(threads: Int) throws(Failure) -> RawTable<Scalar> {
    let longest = (reader.source.size ?? Int.max) / TableReader.chunkBytes + 1
    concurrently(min(threads, longest)) { _ in work() }
    if tally.fault == nil, let failure = roomFailure ?? readFailure { throw failure }
    inputs.finish(rows: tally.keptRows)
    targets.finish(rows: tally.keptRows)
    return RawTable(inputs: inputs, targets: targets, texts: texts, tally: tally)
  }

  private func work() {
    let parser = ChunkParser<Scalar>(plan: plan, dialect: reader.dialect)
    let buffer = TextBuffer(capacity: 1)
    var codes = Array(repeating: [UInt32](), count: plan.jobs.count)
    while let (ticket, chunk) = take(buffer, parser) {
      let found = parser.parse(chunk)
      monitor.lock()
      while turn != ticket { monitor.wait() }
      let firstRow = tally.keptRows
      let isWanted = tally.fault == nil && roomFailure == nil && add(found)
      if isWanted { translate(parser, &codes) }
      turn += 1
      monitor.signalAll()
      monitor.unlock()
      if isWanted { place(parser, rows: found.keptRows, at: firstRow, codes) }
    }
  }

  /// Reads the next chunk; nil where there is none, or nothing more is wanted.
  private func take(
    _ buffer: TextBuffer, _ parser: ChunkParser<Scalar>
  ) -> (ticket: Int, chunk: TextChunk)? {
    monitor.lock()
    defer { monitor.unlock() }
    if isDone || tally.fault != nil || roomFailure != nil { return nil }
    parser.knowsFirstOther = knowsFirstOther
    let ticket = nextTicket
    do throws(Failure) {
      guard let chunk = try ticket == 0 ? reader.first : reader.source.next(into: buffer) else {
        isDone = true
        return nil
      }
      nextTicket += 1
      return (ticket, chunk)
    } catch {
      // What was read before is still parsed: a fault in it comes first.
      readFailure = error
      isDone = true
      return nil
    }
  }

  /// Adds what a chunk held, in its turn.
  private func add(_ found: ChunkTally) -> Bool {
    guard tally.keptRows + found.keptRows <= min(inputs.capacity, targets.capacity) else {
      roomFailure = Failure(
        .configuration, at: .file(reader.path),
        "the table does not fit in memory "
          + "(\(MachineMemory.spelled(bytes: MachineMemory.limit)))")
      return false
    }
    tally.append(found)
    for column in knowsFirstOther.indices where tally.firstOther[column] != nil {
      knowsFirstOther[column] = true
    }
    return true
  }

  /// Gives the texts that a parser has met for the first time their codes in the whole table.
  private func translate(_ parser: ChunkParser<Scalar>, _ codes: inout [[UInt32]]) {
    for (column, job) in plan.jobs.enumerated() where job.kind == .text || job.kind == .both {
      if job.kind == .both, texts[column].count > ColumnJob.mostLabels { continue }
      for code in codes[column].count..<parser.pools[column].count {
        var bytes = parser.pools[column][code]
        if parser.isDecimal[column][code] { bytes = CellText.trimmed(bytes) }
        codes[column].append(
          UInt32(bytes.withUnsafeBufferPointer { texts[column].code(of: $0) }))
      }
      if texts[column].count > job.mostTexts { roomFailure = tooManyTexts(column, job) }
    }
  }

  private func tooManyTexts(_ column: Int, _ job: ColumnJob) -> Failure {
    let name = plan.names[column]
    return TextFault(
      position: reader.header[column].position,
      message: "column \(Message.quoted(name)) has more than \(job.mostTexts) different texts; "
        + "expected \"type\": \"ignore\" in data.columns.\(name.asKey), or \"max_categories\", or "
        + "\"encoding\": \"embedding\""
    ).failure(in: reader.path)
  }

  /// Copies a parser's rows to their place.
  private func place(
    _ parser: ChunkParser<Scalar>, rows: Int, at firstRow: Int, _ codes: [[UInt32]]
  ) {
    for (column, job) in plan.jobs.enumerated() where job.kind == .text || job.kind == .both {
      let slot = job.kind == .both ? job.codeSlot : job.slot
      codes[column].withUnsafeBufferPointer { codes in
        var cell = parser.cells + slot
        for _ in 0..<rows {
          let code = Int(cell.pointee.code)
          if code < codes.count { cell.pointee = Scalar(code: codes[code]) }
          cell += plan.stride
        }
      }
    }
    var source = UnsafePointer(parser.cells)
    for row in firstRow..<firstRow + rows {
      inputs.row(row).update(from: source, count: plan.inputs)
      targets.row(row).update(from: source + plan.inputs, count: plan.targets)
      source += plan.stride
    }
  }
}
