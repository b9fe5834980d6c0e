import Spec

/// One thread's part of a stream: turns chunks of text into encoded rows.
final class StreamWorker<Scalar: TableScalar> {
  /// What a chunk held.
  struct Found {
    var skipped = 0
    /// The first faulty row that was left out, its lines counted from the chunk's start.
    var firstSkipped: TextFault?
    /// How many of these keep their place, as steps that are not known.
    var places = 0
    /// Where rows are the nodes of a graph, the names of those.
    var skippedNodes: [String] = []
    /// What was counted in the rows that are answered; its fault is where the answers end.
    var tally: ChunkTally
  }

  /// Rows that are handed on at once, unless they are very wide.
  private static var mostRows: Int { 1024 }
  private static var mostNumbers: Int { 1 << 22 }
  /// Texts of a column that are remembered from chunk to chunk.
  private static var mostTexts: Int { 10_000 }

  private let plan: ReadingPlan
  private let dialect: Dialect
  private let skipsBadRows: Bool
  private let parser: ChunkParser
  private let encoder: RowEncoder<Scalar>
  private var known: KnownCells
  private var kept: KeptCells
  /// The batch that is being filled: [batchRows, inputs], how many rows there are in it, and the number
  /// of the row that comes next.
  private let encoded: UnsafeMutableBufferPointer<Scalar>
  private let batchRows: Int
  private var count = 0
  private var nextRow = 0
  private var keptText: [UInt8] = []
  private var keptEnds: [Int] = []
  private let layout: StepLayout?
  private var steps = StepCells()
  private var nodes: [String] = []

  init(
    _ encoder: Encoder, plan: ReadingPlan, dialect: Dialect, skipsBadRows: Bool, asCells: Bool,
    kept: KeptCells
  ) {
    self.plan = plan
    self.dialect = dialect
    self.skipsBadRows = skipsBadRows
    self.kept = kept
    parser = ChunkParser(plan: plan, dialect: dialect)
    known = KnownCells(KnownTexts(encoder), plan)
    layout = encoder.steps
    self.encoder = asCells ? RowEncoder(cells: encoder.inputs.count) : RowEncoder(encoder)
    batchRows = max(1, min(Self.mostRows, Self.mostNumbers / max(1, self.encoder.width)))
    encoded = .allocate(capacity: batchRows * self.encoder.width)
  }

  deinit { encoded.deallocate() }

  /// Encodes the rows of a chunk up to the first fault, or all that have none.
  /// - Parameters:
  ///   - firstRow: waits until the number of the chunk's first row is known.
  ///   - announce: takes the number of the chunk's rows as soon as it is known.
  func encode(
    _ chunk: TextChunk, firstRow: () -> Int, announce: (_ rows: Int) -> Void,
    _ body: (RowBatch<Scalar>) -> Void
  ) -> Found {
    if parser.pools.contains(where: { $0.count > Self.mostTexts }) { forgetTexts() }
    var tally = parser.parse(chunk)
    nextRow = firstRow()
    guard tally.fault == nil, tally.repeatedHeader == nil else {
      let found = encodeOneByOne(chunk, body)
      announce(found.tally.keptRows + found.places)
      return found
    }
    announce(tally.keptRows)
    append(&tally, from: chunk.start, to: chunk.end, body)
    handOn(body)
    return Found(tally: tally)
  }

  /// The same for a chunk with a fault somewhere, row by row.
  private func encodeOneByOne(
    _ chunk: TextChunk, _ body: (RowBatch<Scalar>) -> Void
  ) -> Found {
    defer { handOn(body) }
    var found = Found(tally: ChunkTally(columns: plan.jobs.count))
    found.tally.starts = chunk.starts
    var start = chunk.start
    while start < chunk.end {
      let end = rowEnd(from: start, limit: chunk.end)
      // A text that is refused is refused when it is met for the first time.
      forgetTexts()
      var tally = parser.parse(from: start, to: end)
      if var fault = tally.fault ?? tally.repeatedHeader {
        fault.position.line += found.tally.lines.lines
        guard skipsBadRows else {
          found.tally.fault = fault
          return found
        }
        found.skipped += 1
        if found.firstSkipped == nil { found.firstSkipped = fault }
        found.tally.lines.lines += TextCheck.lineFeeds(start, count: end - start)
        if let layout {
          appendFaulty(parser.stepKeys(ofRow: start, to: end, layout), layout, body)
          found.places += 1
        } else if let node = plan.node?.column,
          let name = parser.cell(node, ofRow: start, to: end, { $0.string })
        {
          found.skippedNodes.append(name)
        }
      } else {
        append(&tally, from: start, to: end, body)
        found.tally.append(tally)
      }
      start = end
    }
    found.tally.fault = chunk.fault
    return found
  }

  private func forgetTexts() {
    parser.forgetTexts()
    known.forget()
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

  /// Encodes the rows parsed last; a batch that is full is handed on.
  private func append(
    _ tally: inout ChunkTally, from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    _ body: (RowBatch<Scalar>) -> Void
  ) {
    guard let inputs = encoded.baseAddress else { return }
    var found = StepCells()
    if let layout {
      for row in 0..<tally.keptRows { found.append(parser, row: row, layout) }
    }
    known.translate(parser, rows: tally.keptRows, &tally)
    var (row, cursor) = (0, start)
    while row < tally.keptRows {
      // Full batches end at the same rows wherever chunks do.
      let taken = min(tally.keptRows - row, batchRows - nextRow % batchRows)
      encoder.encode(
        parser.cells + row * plan.stride, cells: plan.stride, count: taken,
        into: inputs + count * encoder.width)
      if let node = plan.node {
        for row in row..<row + taken {
          let code = Int(parser.cells[row * plan.stride + node.slot])
          nodes.append(parser.pools[node.column].string(code))
        }
      }
      if layout != nil { for row in row..<row + taken { steps.append(found, row: row) } }
      cursor = kept.append(
        rows: taken, from: cursor, to: end, &keptText, rowEnds: &keptEnds)
      (row, count, nextRow) = (row + taken, count + taken, nextRow + taken)
      if nextRow % batchRows == 0 { handOn(body) }
    }
  }

  /// Appends a row of which nothing is known but where it belongs, if that.
  private func appendFaulty(
    _ keys: (id: String, time: OrderKey)?, _ layout: StepLayout, _ body: (RowBatch<Scalar>) -> Void
  ) {
    guard let inputs = encoded.baseAddress else { return }
    (inputs + count * encoder.width).update(repeating: 0, count: encoder.width)
    keptEnds.append(keptText.count)
    steps.append(keys, layout)
    count += 1
    nextRow += 1
    if nextRow % batchRows == 0 { handOn(body) }
  }

  /// Hands on the rows that are encoded.
  private func handOn(_ body: (RowBatch<Scalar>) -> Void) {
    guard let inputs = encoded.baseAddress, count > 0 else { return }
    body(
      RowBatch(
        inputs: inputs, count: count, first: nextRow - count, kept: keptText, keptEnds: keptEnds,
        steps: steps, nodes: nodes))
    count = 0
    keptText.removeAll(keepingCapacity: true)
    keptEnds.removeAll(keepingCapacity: true)
    steps.removeAll()
    nodes.removeAll(keepingCapacity: true)
  }
}
