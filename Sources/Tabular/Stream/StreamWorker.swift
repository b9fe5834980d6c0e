import Spec

/// One thread's part of a stream: turns chunks of text into encoded rows.
final class StreamWorker<Scalar: TableScalar> {
  /// What a chunk held.
  struct Found {
    var rows = 0
    var skipped = 0
    var lineFeeds = 0
    /// The first faulty row that was left out, its lines counted from the chunk's start.
    var firstSkipped: TextFault?
    /// Where the answers end.
    var fault: TextFault?
  }

  /// Rows that are handed on at once, unless they are very wide.
  private static var mostRows: Int { 1024 }
  private static var mostNumbers: Int { 1 << 22 }
  /// Texts of a column that are remembered from chunk to chunk.
  private static var mostTexts: Int { 10_000 }

  private let plan: ReadingPlan
  private let dialect: Dialect
  private let skipsBadRows: Bool
  private let parser: ChunkParser<Scalar>
  private let encoder: RowEncoder<Scalar>
  private let known: KnownTexts
  /// For each column of texts the known code of each of the parser's.
  private var codes: [[UInt32]]
  private var kept: KeptCells
  private let encoded: UnsafeMutableBufferPointer<Scalar>
  private let batchRows: Int

  init(
    _ encoder: Encoder, plan: ReadingPlan, dialect: Dialect, skipsBadRows: Bool, kept: KeptCells
  ) {
    self.plan = plan
    self.dialect = dialect
    self.skipsBadRows = skipsBadRows
    self.kept = kept
    parser = ChunkParser(plan: plan, dialect: dialect)
    known = KnownTexts(encoder)
    self.encoder = RowEncoder(encoder, texts: known.pools)
    codes = Array(repeating: [], count: plan.jobs.count)
    batchRows = max(1, min(Self.mostRows, Self.mostNumbers / max(1, self.encoder.width)))
    encoded = .allocate(capacity: batchRows * self.encoder.width)
  }

  deinit { encoded.deallocate() }

  /// Encodes the rows of a chunk up to the first fault, or all that have none.
  func encode(_ chunk: TextChunk, _ body: (RowBatch<Scalar>) -> Void) -> Found {
    if parser.pools.contains(where: { $0.count > Self.mostTexts }) { forgetTexts() }
    let tally = parser.parse(chunk)
    guard tally.fault == nil, headerRow(among: tally.keptRows) == nil else {
      return encodeOneByOne(chunk, tally, body)
    }
    handOn(tally.keptRows, from: chunk.rowsStart, to: chunk.end, body)
    return Found(rows: tally.keptRows, lineFeeds: tally.lineFeeds)
  }

  /// The same for a chunk with a fault somewhere, row by row.
  private func encodeOneByOne(
    _ chunk: TextChunk, _ whole: ChunkTally, _ body: (RowBatch<Scalar>) -> Void
  ) -> Found {
    var found = Found()
    found.lineFeeds = TextCheck.lineFeeds(
      chunk.textStart, count: chunk.rowsStart - chunk.textStart)
    var start = chunk.rowsStart
    while start < chunk.end {
      let end = rowEnd(from: start, limit: chunk.end)
      // A text that is refused is refused when it is met for the first time.
      forgetTexts()
      let tally = parser.parse(from: start, to: end, of: start)
      var fault = tally.fault
      if fault == nil, headerRow(among: tally.keptRows) != nil {
        fault = TextFault(
          position: TextPosition(of: start, from: start),
          message: "the header once more; expected a row")
      }
      if var fault {
        fault.position.line += found.lineFeeds
        guard skipsBadRows else {
          found.fault = fault
          return found
        }
        found.skipped += 1
        if found.firstSkipped == nil { found.firstSkipped = fault }
      } else {
        handOn(tally.keptRows, from: start, to: end, body)
        found.rows += tally.keptRows
      }
      found.lineFeeds += TextCheck.lineFeeds(start, count: end - start)
      start = end
    }
    // Behind a row that is too long nothing is read.
    if chunk.isCutOff { found.fault = whole.fault }
    return found
  }

  private func forgetTexts() {
    parser.forgetTexts()
    for column in codes.indices { codes[column].removeAll(keepingCapacity: true) }
  }

  /// The end of the row that starts here: of one with a misplaced quote, the end of the line in which
  /// that cell starts.
  private func rowEnd(
    from start: UnsafePointer<UInt8>, limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    let scanner = CellScanner(dialect: dialect, end: limit, unescaped: parser.unescaped)
    var cursor = start
    while cursor < limit {
      guard let cell = try? scanner.cell(at: cursor) else {
        while cursor.pointee != UInt8(ascii: "\n") { cursor += 1 }
        return cursor + 1
      }
      cursor = cell.next
      if cell.ending == .row { break }
    }
    return cursor
  }

  /// The first of the rows parsed last that holds nothing but the names of its columns. Among columns
  /// of numbers a name is a fault anyway.
  private func headerRow(among rows: Int) -> Int? {
    var names: [(slot: Int, code: UInt32)] = []
    for (column, job) in plan.jobs.enumerated() where job.kind != .skip {
      let name = Array(plan.names[column].utf8)
      guard job.kind == .text,
        let code = name.withUnsafeBufferPointer({ parser.pools[column].knownCode(of: $0) })
      else { return nil }
      names.append((job.slot, UInt32(code)))
    }
    return (0..<rows).first { row in
      names.allSatisfy { parser.cells[row * plan.stride + $0.slot].code == $0.code }
    }
  }

  /// Encodes the rows parsed last.
  private func handOn(
    _ rows: Int, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    _ body: (RowBatch<Scalar>) -> Void
  ) {
    guard let inputs = encoded.baseAddress, rows > 0 else { return }
    translate(rows)
    kept.start(at: start)
    for first in stride(from: 0, to: rows, by: batchRows) {
      let count = min(batchRows, rows - first)
      var keptText: [UInt8] = []
      var keptEnds: [Int] = []
      keptEnds.reserveCapacity(count)
      for row in 0..<count {
        encoder.encode(
          parser.cells + (first + row) * plan.stride, into: inputs + row * encoder.width)
        kept.appendRow(to: &keptText, end: end)
        keptEnds.append(keptText.count)
      }
      body(RowBatch(inputs: inputs, count: count, kept: keptText, keptEnds: keptEnds))
    }
  }

  /// Gives the parser's texts their known codes.
  private func translate(_ rows: Int) {
    for (column, job) in plan.jobs.enumerated() where job.kind == .text {
      for code in codes[column].count..<parser.pools[column].count {
        codes[column].append(
          parser.pools[column][code].withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return ColumnJob.missingCode }
            return known.code(
              of: CellText(start: start, end: start + bytes.count),
              isDecimal: parser.isDecimal[column][code], slot: job.slot)
          })
      }
      var cell = parser.cells + job.slot
      for _ in 0..<rows {
        let code = cell.pointee.code
        if code != ColumnJob.missingCode {
          cell.pointee = Scalar(code: codes[column][Int(code)])
        }
        cell += plan.stride
      }
    }
  }
}
