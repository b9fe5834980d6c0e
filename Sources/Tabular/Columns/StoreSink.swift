import System

/// Keeps the cells of a file's rows as read, for what is not known yet to be learnt of them.
///
/// Invariant: the scan calls `admit` of one thread at a time, in the file's order; all else concerns a
/// worker alone, or the blocks that it reserved.
final class StoreSink: RowSink, @unchecked Sendable {
  /// One thread's part.
  struct Worker {
    /// Of each column and code of the thread's parser the code in the whole table.
    var codes: [[Double]]
    /// The greatest magnitude of each cell of the rows.
    var magnitudes: [Double]
    var layout: RowStore.Layout?
    var block: RowStore.Block?
  }

  private let reader: TableReader
  private let plan: ReadingPlan
  private let store: RowStore
  private var texts: [TextPool]

  init(_ reader: TableReader, _ plan: ReadingPlan, _ room: RowRoom) throws(Failure) {
    self.reader = reader
    self.plan = plan
    store = try RowStore(
      columns: plan.stride, fileBytes: reader.source.size, room,
      mayFit: reader.mayFit(columns: plan.stride, in: room))
    texts = Array(repeating: TextPool(), count: plan.jobs.count)
  }

  /// The table, when all rows are read.
  /// - Throws: where rows found no room.
  func table(_ tally: ChunkTally) throws(Failure) -> RawTable {
    try store.finish()
    return RawTable(cells: store, inputs: plan.inputs, texts: texts, tally: tally)
  }

  func makeWorker() -> Worker {
    Worker(
      codes: Array(repeating: [], count: plan.jobs.count),
      magnitudes: Array(repeating: 0, count: plan.stride))
  }

  func prepare(_ parser: ChunkParser, rows: Int, _ tally: inout ChunkTally, _ worker: inout Worker)
  {
    worker.layout = parser.slotDecimals.withUnsafeBufferPointer { decimals in
      decimals.baseAddress.map {
        RowStore.layout(
          of: parser.cells, rows: rows, columns: plan.stride, decimals: $0,
          magnitudes: &worker.magnitudes, last: worker.layout)
      }
    }
  }

  func admit(_ parser: ChunkParser, rows: Int, _ worker: inout Worker) throws(Failure) {
    // Texts that the parser has met for the first time get their codes in the whole table.
    for (column, job) in plan.jobs.enumerated() where job.kind == .text || job.kind == .both {
      if job.kind == .both, texts[column].count > ColumnJob.mostLabels { continue }
      for code in worker.codes[column].count..<parser.pools[column].count {
        worker.codes[column].append(
          Double(
            parser.pools[column][code].withUnsafeBufferPointer { texts[column].code(of: $0) }))
      }
      if texts[column].count > job.mostTexts { throw tooManyTexts(column, job.mostTexts) }
    }
    // The codes of the whole table may be larger than the parser's.
    if let layout = worker.layout,
      plan.jobs.indices.contains(where: {
        Double(texts[$0].count - 1) > layout.limit && hasCodes($0, parser, worker)
      })
    {
      worker.layout = layout.byColumns
    }
    worker.block = try worker.layout.map { layout throws(Failure) in
      try store.reserve(rows: rows, layout)
    }
  }

  /// Whether rows may hold codes of a column: those of a column with too many texts, all read before, do not.
  private func hasCodes(_ column: Int, _ parser: ChunkParser, _ worker: Worker) -> Bool {
    let job = plan.jobs[column]
    return job.kind != .both || parser.pools[column].count <= ColumnJob.mostLabels
      || worker.magnitudes[job.codeSlot] > 0
  }

  func place(_ parser: ChunkParser, rows: Int, _ worker: inout Worker) throws(Failure) {
    for (column, job) in plan.jobs.enumerated() where job.kind == .text || job.kind == .both {
      worker.codes[column].withUnsafeBufferPointer { codes in
        var cell = parser.cells + (job.kind == .both ? job.codeSlot : job.slot)
        for _ in 0..<rows {
          // A missing cell has none, and of overfull columns not all texts have one.
          if cell.pointee < Double(codes.count) { cell.pointee = codes[Int(cell.pointee)] }
          cell += plan.stride
        }
      }
    }
    guard let block = worker.block else { return }
    try store.fill(block, from: parser.cells)
  }

  /// What to say of a column with more texts than it may have.
  func tooManyTexts(_ column: Int, _ most: Int) -> Failure {
    let name = plan.names[column]
    return TextFault(
      position: reader.header[column].position,
      message: "column \(Message.quoted(name)) has more than \(most) different values"
        + (plan.advice?.tooManyTexts(name) ?? "")
    ).failure(in: reader.files)
  }
}
