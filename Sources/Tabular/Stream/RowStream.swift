package import System

/// The rows of a file for a finished run, encoded as they come, in bounded memory. Where rows are steps of
/// examples, all are read first.
///
/// Several threads take chunks of the file; what they make of them is handed on in the file's order.
package final class RowStream<Scalar: TableScalar>: @unchecked Sendable {
  let reader: TableReader
  let encoder: Encoder
  let plan: ReadingPlan
  let skipsBadRows: Bool
  let least: [LeastSteps]
  private let asCells: Bool
  private let keptColumns: [Int]
  private let writer: CellWriter

  /// Guards the reader's source; a thread may wait for rows meanwhile.
  private let reading = Monitor()
  private var nextTicket = 0
  private var isAtEnd = false

  /// Guards all that follows.
  private let turns = Monitor()
  private var turn = 0
  /// The chunk whose rows are to be counted next, and the rows of those before it.
  private var countTurn = 0
  private var rowsBefore = 0
  /// What was counted in all rows so far.
  private var tally: ChunkTally
  private var failure: Failure?
  private var summary = RowStreamSummary()

  /// Opens the files; `-` is standard input. Columns are found by name, targets need not be there.
  /// - Parameters:
  ///   - delimiter: the character between two cells, also of those that are passed on.
  ///   - kept: the columns that are passed on.
  ///   - least: how many steps the network needs of sequences.
  ///   - refusesUnseen: whether a category that no training row has is a fault.
  ///   - skipsBadRows: whether faulty rows are left out.
  ///   - asCells: whether rows stay cells, a number for each input column, NaN where it is missing.
  /// - Throws: `noInput`, `data` where the file lacks columns, `usage` where it lacks one to be kept.
  package init(
    _ source: DataSource, delimiter: Character, encoder: Encoder, least: [LeastSteps] = [],
    kept: KeptColumns,
    refusesUnseen: Bool, skipsBadRows: Bool, asCells: Bool = false
  ) throws(Failure) {
    reader = try TableReader(source.files(), delimiter: delimiter, isLive: true)
    try reader.checkNames()
    self.encoder = encoder
    plan = try encoder.plan(
      for: reader, targets: [], range: PrecisionRange(Scalar.self), least: least,
      refusesUnseen: refusesUnseen)
    // What an example is told by comes first.
    let names = ColumnNames(reader.names)
    let keys = (encoder.steps?.names ?? []).compactMap { names[$0] }
    keptColumns =
      try keys + kept.columns(of: reader.names, in: reader.path).filter { !keys.contains($0) }
    writer = CellWriter(delimiter: delimiter)
    self.skipsBadRows = skipsBadRows
    self.least = least
    self.asCells = asCells
    tally = ChunkTally(columns: reader.header.count)
  }

  /// The names of the columns that are passed on.
  package var keptNames: [String] { keptColumns.map { reader.names[$0] } }

  /// Reads all rows.
  /// - Parameters:
  ///   - answer: adds what a thread makes of some rows to its text, with the thread's number.
  ///   - write: takes the text of whole rows, in the file's order; called by one thread at a time.
  /// - Throws: `data` at the first faulty row, when all before it are written, and where there is no
  ///   row at all; what `write` throws.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func run(
    threads: Int,
    answer: @escaping @Sendable (_ thread: Int, RowBatch<Scalar>, _ text: inout [UInt8]) -> Void,
    write: @escaping @Sendable ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> RowStreamSummary {
    guard let steps = encoder.steps else {
      return try scan(threads: threads, answer: answer, write: write)
    }
    return try runExamples(steps, threads: threads, answer: answer, write: write)
  }

  /// Reads all rows, as `run` does.
  func scan(
    threads: Int,
    answer: @escaping @Sendable (_ thread: Int, RowBatch<Scalar>, _ text: inout [UInt8]) -> Void,
    write: @escaping @Sendable ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> RowStreamSummary {
    let longest = (reader.source.size ?? Int.max) / TableReader.chunkBytes + 1
    concurrently(min(threads, longest)) { work(thread: $0, answer, write) }
    if let failure { throw failure }
    guard tally.keptRows + summary.skipped > 0 else {
      throw Failure(.data, at: .file(reader.path), "no rows after the header")
    }
    summary.unseen = encoder.unseen(tally, plan, in: reader.files)
    return summary
  }

  private func work(
    thread: Int, _ answer: (Int, RowBatch<Scalar>, inout [UInt8]) -> Void,
    _ write: ([UInt8]) throws(Failure) -> Void
  ) {
    let worker = StreamWorker<Scalar>(
      encoder, plan: plan, dialect: reader.dialect, skipsBadRows: skipsBadRows,
      asCells: asCells,
      kept: KeptCells(
        keptColumns, of: reader.header.count, hasEmptyTail: reader.emptyTail > 0,
        dialect: reader.dialect, writer: writer))
    let buffer = TextBuffer(capacity: 1)
    var text: [UInt8] = []
    while let (ticket, chunk) = take(buffer) {
      text.removeAll(keepingCapacity: true)
      var found = StreamWorker<Scalar>.Found(tally: ChunkTally(columns: plan.jobs.count))
      var readFailure: Failure?
      switch chunk {
      case .success(let chunk):
        found = worker.encode(
          chunk, firstRow: { firstRow(of: ticket) }, announce: { announce(rows: $0) }
        ) { answer(thread, $0, &text) }
      case .failure(let failure):
        readFailure = failure
        _ = firstRow(of: ticket)
        announce(rows: 0)
      }
      turns.lock()
      while turn != ticket { turns.wait() }
      if failure == nil {
        do throws(Failure) {
          if !text.isEmpty { try write(text) }
          try add(found)
          if let readFailure { throw readFailure }
        } catch {
          failure = error
          reader.source.stop()
        }
      }
      turn += 1
      turns.signalAll()
      turns.unlock()
    }
  }

  /// Waits until the rows of all earlier chunks are counted.
  private func firstRow(of ticket: Int) -> Int {
    turns.lock()
    defer { turns.unlock() }
    while countTurn != ticket { turns.wait() }
    return rowsBefore
  }

  /// Counts the rows of the chunk whose turn it is.
  private func announce(rows: Int) {
    turns.lock()
    rowsBefore += rows
    countTurn += 1
    turns.signalAll()
    turns.unlock()
  }

  /// Reads the next chunk; nil where there is none, or nothing more is wanted.
  private func take(
    _ buffer: TextBuffer
  ) -> (ticket: Int, chunk: Result<TextChunk, Failure>)? {
    reading.lock()
    defer { reading.unlock() }
    guard !isAtEnd else { return nil }
    let ticket = nextTicket
    do throws(Failure) {
      guard let chunk = try ticket == 0 ? reader.first : reader.source.next(into: buffer) else {
        isAtEnd = true
        return nil
      }
      nextTicket += 1
      return (ticket, .success(chunk))
    } catch {
      isAtEnd = true
      nextTicket += 1
      return (ticket, .failure(error))
    }
  }

  /// Adds what a chunk held, in its turn.
  private func add(_ found: StreamWorker<Scalar>.Found) throws(Failure) {
    summary.skipped += found.skipped
    summary.skippedNodes += found.skippedNodes
    if summary.firstFault == nil, let fault = found.firstSkipped {
      summary.firstFault =
        tally.located(fault, in: found.tally).failure(in: reader.files).diagnostics.first?
        .description
    }
    tally.append(found.tally)
    if let fault = tally.fault { throw fault.failure(in: reader.files) }
  }
}
