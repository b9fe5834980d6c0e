import System

/// Encodes the rows of a further file as they are read.
///
/// Invariant: the scan calls `admit` of one thread at a time, in the file's order; all else concerns a
/// worker alone, or the rows that it was given.
final class HeldOutSink<Scalar: TableScalar>: RowSink, @unchecked Sendable {
  /// One thread's part.
  struct Worker {
    var known: KnownCells
    var firstRow = 0
    var steps = StepCells()
    /// The values by which rows are told apart.
    var groups: [String] = []
    /// Rows that go to a file, encoded.
    fileprivate var buffer: EncodedRows<Scalar>?
  }

  private let path: String
  private let plan: ReadingPlan
  private let known: KnownTexts
  private let inputs: RowEncoder<Scalar>
  private let targets: TargetEncoder<Scalar>
  private let encoded: EncodedRows<Scalar>
  /// Whether rows go to files.
  private let isStored: Bool
  private var rows = 0
  private let layout: StepLayout?
  /// Of rows that are steps what says of which example.
  private(set) var steps = StepCells()
  /// Where rows are the nodes of a graph, their names, which of them each row has, and the rows that have
  /// all targets.
  private var names = TextPool()
  private var codes: [Int] = []
  private var counted: [Int] = []
  /// The values by which rows are told apart, where that is asked for.
  private(set) var groups: RowGroups?
  /// How the cells of these values are written.
  private let groupFormat: CellFormat?

  /// - Parameter asCells: whether rows stay cells.
  /// - Parameter room: how much memory rows may take, and where others go.
  init(
    _ encoder: Encoder, _ plan: ReadingPlan, _ reader: TableReader, asCells: Bool, _ room: RowRoom
  ) throws(Failure) {
    path = reader.path
    layout = encoder.steps
    self.plan = plan
    groups = plan.group.map { _ in RowGroups() }
    groupFormat = plan.group.map { plan.jobs[$0.column].format }
    known = KnownTexts(encoder)
    inputs = asCells ? RowEncoder(cells: encoder.inputs.count) : RowEncoder(encoder)
    targets = TargetEncoder(encoder)
    // A row takes at least a byte for each of its cells.
    let most = reader.source.size.map { $0 / plan.jobs.count + 1 } ?? Int.max / 2
    isStored =
      encoder.steps == nil && encoder.graph == nil
      && !reader.mayFit(columns: inputs.width + targets.count, in: room)
    encoded =
      isStored
      ? try EncodedRows(inputs: inputs.width, targets, growingIn: room.folder)
      : try EncodedRows(room: most, inputs: inputs.width, targets)
  }

  /// The rows, when all are read.
  func finish() -> EncodedRows<Scalar> { encoded.finished(rows: rows) }

  /// The nodes of a graph, when all are read.
  func finishNodes() -> (
    rows: EncodedRows<Scalar>, names: TextPool, codes: [Int], counted: [Int]
  ) {
    let encoded = encoded.finished(rows: rows)
    let known = Set(counted)
    encoded.clearTargets(ofRows: (0..<rows).filter { !known.contains($0) })
    return (encoded, names, codes, counted)
  }

  /// Notes the names of rows, and which of them have all targets.
  private func note(_ parser: ChunkParser, rows count: Int, _ node: (column: Int, slot: Int)) {
    let pool = parser.pools[node.column]
    for row in 0..<count {
      let cells = parser.cells + row * plan.stride
      codes.append(
        pool[Int(cells[node.slot])].withUnsafeBufferPointer { names.code(of: $0) })
      if (plan.inputs..<node.slot).allSatisfy({ cells[$0] == cells[$0] }) {
        counted.append(rows + row)
      }
    }
  }

  /// A cell by which rows are told apart, as a text, before its code is translated.
  private func value(of cell: Double, _ parser: ChunkParser, _ column: Int) -> String {
    if cell.isNaN { return "" }
    if plan.jobs[column].kind == .text { return parser.pools[column].string(Int(cell)) }
    if let date = groupFormat?.date { return date.spelled(cell) }
    return Int(exactly: cell).map(String.init) ?? cell.description
  }

  func makeWorker() -> Worker { Worker(known: KnownCells(known, plan)) }

  func prepare(_ parser: ChunkParser, rows: Int, _ tally: inout ChunkTally, _ worker: inout Worker)
  {
    if let layout {
      worker.steps.removeAll()
      for row in 0..<rows { worker.steps.append(parser, row: row, layout) }
    }
    if let group = plan.group {
      worker.groups = (0..<rows).map { row in
        value(of: parser.cells[row * plan.stride + group.slot], parser, group.column)
      }
    }
    worker.known.translate(parser, rows: rows, &tally)
  }

  func admit(_ parser: ChunkParser, rows count: Int, _ worker: inout Worker) throws(Failure) {
    guard rows + count <= encoded.capacity else {
      throw Failure(
        .configuration, at: .file(path),
        "the table does not fit in memory "
          + "(\(MachineMemory.spelled(bytes: MachineMemory.limit)))")
    }
    for value in worker.groups { groups?.append(value) }
    if let node = plan.node { note(parser, rows: count, node) }
    worker.firstRow = rows
    rows += count
    if isStored { try encoded.grow(to: rows) }
    if layout != nil { steps.append(worker.steps) }
  }

  func place(_ parser: ChunkParser, rows: Int, _ worker: inout Worker) throws(Failure) {
    let first = isStored ? 0 : worker.firstRow
    let taken = isStored ? try buffer(of: &worker, rows: rows) : encoded
    let places = taken.places
    for row in 0..<rows {
      places.put(
        parser.cells + row * plan.stride, targetSlot: plan.inputs, at: first + row, inputs,
        targets)
    }
    if isStored { try encoded.write(0, from: worker.firstRow, count: rows, of: taken, 0) }
  }

  /// Room in memory for the rows of a chunk.
  private func buffer(
    of worker: inout Worker, rows: Int
  ) throws(Failure) -> EncodedRows<Scalar> {
    if let buffer = worker.buffer, buffer.inputs.rows >= rows { return buffer }
    let blocks = RowBlocks(rows: max(rows, 1))
    let buffer = try EncodedRows(blocks, inputs: inputs.width, targets, in: nil)
    worker.buffer = buffer
    return buffer
  }
}

/// Puts what is known of texts in the place of a parser's codes. One thread's own.
struct KnownCells {
  private let known: KnownTexts
  private let plan: ReadingPlan
  /// The columns of the file that are texts, in the order of `values`.
  private let columns: [Int]
  private var values: CodeValues
  /// Of each of the columns and its codes whether it is a category that training has not seen.
  private var areUnseen: [[Bool]]

  init(_ known: KnownTexts, _ plan: ReadingPlan) {
    self.known = known
    self.plan = plan
    columns = plan.jobs.indices.filter { column in
      let job = plan.jobs[column]
      return job.kind == .text && !job.isStepKey && !job.isNode
    }
    values = CodeValues(slots: columns.map { plan.jobs[$0].slot })
    areUnseen = columns.map { _ in [] }
  }

  /// Translates the rows that were parsed last, and counts the cells whose category is not known.
  mutating func translate(_ parser: ChunkParser, rows: Int, _ tally: inout ChunkTally) {
    for (number, column) in columns.enumerated() {
      let slot = plan.jobs[column].slot
      values.extend(number, to: parser.pools[column].count) {
        known.value(of: parser.pools[column].string($0), slot: slot)
      }
      if case .categories(let seen, _) = plan.jobs[column].domain {
        for code in areUnseen[number].count..<parser.pools[column].count {
          areUnseen[number].append(seen.index(of: parser.pools[column].string(code)) == nil)
        }
        count(areUnseen[number], parser, rows: rows, column, &tally)
      }
    }
    values.apply(to: parser.cells, rows: rows, stride: plan.stride)
  }

  /// Counts the cells of a column whose codes are unseen.
  private func count(
    _ areUnseen: [Bool], _ parser: ChunkParser, rows: Int, _ column: Int, _ tally: inout ChunkTally
  ) {
    guard areUnseen.contains(true) else { return }
    var cell = parser.cells + plan.jobs[column].slot
    for _ in 0..<rows {
      if cell.pointee == cell.pointee, areUnseen[Int(cell.pointee)] { tally.unseen[column] += 1 }
      cell += plan.stride
    }
  }

  /// Forgets the parser's codes, when it has forgotten its texts.
  mutating func forget() {
    values.removeAll()
    for number in areUnseen.indices { areUnseen[number].removeAll(keepingCapacity: true) }
  }
}
