import System

/// What becomes of the rows of a file while several threads read it.
///
/// Of each chunk, in this order: a thread prepares its rows by itself; they are admitted when it is the
/// chunk's turn, one thread at a time in the file's order; then the thread puts them in their place.
protocol RowSink: Sendable {
  /// One thread's part.
  associatedtype Worker

  func makeWorker() -> Worker
  func prepare(_ parser: ChunkParser, rows: Int, _ tally: inout ChunkTally, _ worker: inout Worker)
  /// - Throws: where the rows have no room.
  func admit(_ parser: ChunkParser, rows: Int, _ worker: inout Worker) throws(Failure)
  /// - Throws: where the rows cannot be written.
  func place(_ parser: ChunkParser, rows: Int, _ worker: inout Worker) throws(Failure)
}

/// One reading of a file's rows by several threads.
///
/// Each thread takes the next chunk, parses it into a table of its own, and waits for its turn: what
/// chunks found is added up in the file's order, so nothing depends on the number of threads. The rows
/// then go to their place while other threads parse.
final class TableScan<Sink: RowSink>: @unchecked Sendable {
  private let reader: TableReader
  private let plan: ReadingPlan
  private let sink: Sink

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
  private var knowsFirstOther: [Bool]

  init(_ reader: TableReader, _ plan: ReadingPlan, _ sink: Sink) {
    self.reader = reader
    self.plan = plan
    self.sink = sink
    let columns = plan.jobs.count
    tally = ChunkTally(columns: columns)
    knowsFirstOther = Array(repeating: false, count: columns)
  }

  /// Reads all rows, or those before the first fault, which is then in what it returns.
  func run(threads: Int) throws(Failure) -> ChunkTally {
    let longest = (reader.source.size ?? Int.max) / TableReader.chunkBytes + 1
    concurrently(min(threads, longest)) { _ in work() }
    if tally.fault == nil, let failure = roomFailure ?? readFailure { throw failure }
    return tally
  }

  private func work() {
    let parser = ChunkParser(plan: plan, dialect: reader.dialect)
    let buffer = TextBuffer(capacity: 1)
    var worker = sink.makeWorker()
    while let (ticket, chunk) = take(buffer, parser) {
      var found = parser.parse(chunk)
      sink.prepare(parser, rows: found.keptRows, &found, &worker)
      monitor.lock()
      while turn != ticket { monitor.wait() }
      let isWanted =
        tally.fault == nil && roomFailure == nil && admit(found, parser, &worker)
      turn += 1
      monitor.signalAll()
      monitor.unlock()
      guard isWanted else { continue }
      do throws(Failure) {
        try sink.place(parser, rows: found.keptRows, &worker)
      } catch {
        monitor.lock()
        roomFailure = roomFailure ?? error
        monitor.unlock()
      }
    }
  }

  /// Reads the next chunk; nil where there is none, or nothing more is wanted.
  private func take(
    _ buffer: TextBuffer, _ parser: ChunkParser
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
  private func admit(
    _ found: ChunkTally, _ parser: ChunkParser, _ worker: inout Sink.Worker
  ) -> Bool {
    do throws(Failure) {
      try sink.admit(parser, rows: found.keptRows, &worker)
    } catch {
      roomFailure = error
      return false
    }
    tally.append(found)
    for column in knowsFirstOther.indices where tally.firstOther[column] != nil {
      knowsFirstOther[column] = true
    }
    return true
  }
}
