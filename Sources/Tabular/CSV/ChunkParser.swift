import Glibc
import Spec

/// Turns chunks of text into rows of cells: numbers, and codes for texts. One thread's own.
final class ChunkParser {
  /// The rows parsed last, [keptRows, stride].
  ///
  /// A code is stored as the number that it is, and a missing cell as NaN.
  private(set) var cells: UnsafeMutablePointer<Double>
  /// Of each column how many decimals its numbers had at most so far; 255 and more are 255.
  let decimals: UnsafeMutablePointer<UInt8>
  /// Of each column one less than the fewest decimals that its numbers with decimals had so far; 255
  /// where none has any.
  let fewestDecimals: UnsafeMutablePointer<UInt8>
  /// Of each column the bits of `DecimalLanes.points` met so far.
  let points: UnsafeMutablePointer<UInt64>
  /// Of each column whether the eight numbers from it on were last longer than those of `DigitLanes`.
  let lanesAreLong: UnsafeMutablePointer<Bool>
  /// The texts met so far in each column; a chunk adds its new ones in the order of the file.
  ///
  /// A check at run time for overlapping accesses would cost every text; there are none, since a pool
  /// calls nothing but itself, and only this parser's thread uses it.
  @exclusivity(unchecked) var pools: [TextPool]
  /// For each column whether its first cell that is no number is already known from an earlier chunk.
  var knowsFirstOther: [Bool]

  let plan: ReadingPlan
  let cellJobs: [CellJob]
  let dialect: Dialect
  private var cellCapacity = 0
  let unescaped = TextBuffer(capacity: 256)
  let index = CellIndex()
  let runs: [ColumnRun]
  /// For each column and code whether the text is a decimal number.
  var isDecimal: [[Bool]]
  /// Of each column the code of its own name as a text; -1 where no cell has held it.
  var nameCodes: [Int]
  /// The row in which a cell was last seen to hold its column's name, where the first such cell of it
  /// stands, and how many there are.
  var named = (row: -1, first: TextPosition?.none, cells: 0)
  /// How many cells of a row hold their columns' names where it is the header once more: those of all
  /// columns that are read. One column alone tells nothing, for its name may be a text like others; in a
  /// column of numbers a name is a fault anyway.
  let headerCells: Int

  init(plan: ReadingPlan, dialect: Dialect) {
    self.plan = plan
    cellJobs = plan.jobs.map { CellJob($0) }
    self.dialect = dialect
    cells = .allocate(capacity: 1)
    decimals = .allocate(capacity: plan.jobs.count)
    decimals.initialize(repeating: 0, count: plan.jobs.count)
    fewestDecimals = .allocate(capacity: plan.jobs.count)
    fewestDecimals.initialize(repeating: 255, count: plan.jobs.count)
    points = .allocate(capacity: plan.jobs.count)
    points.initialize(repeating: 0, count: plan.jobs.count)
    lanesAreLong = .allocate(capacity: plan.jobs.count)
    lanesAreLong.initialize(repeating: false, count: plan.jobs.count)
    pools = Array(repeating: TextPool(), count: plan.jobs.count)
    isDecimal = Array(repeating: [], count: plan.jobs.count)
    nameCodes = Array(repeating: -1, count: plan.jobs.count)
    headerCells = max(2, plan.jobs.count { $0.kind != .skip })
    knowsFirstOther = Array(repeating: false, count: plan.jobs.count)
    runs = ColumnRun.runs(of: plan)
  }

  deinit {
    cells.deallocate()
    decimals.deallocate()
    fewestDecimals.deallocate()
    points.deallocate()
    lanesAreLong.deallocate()
  }

  /// Notes how many decimals a number of a column has.
  @inline(__always)
  func note(decimals count: UInt8, in column: Int) {
    decimals[column] = max(decimals[column], count)
    fewestDecimals[column] = min(fewestDecimals[column], count &- 1)
  }

  /// Notes how many decimals those numbers of a column have that were read by lanes.
  private func notePoints(in column: Int) {
    var points = points[column]
    while points != 0 {
      note(decimals: UInt8(DecimalLanes.mostDecimals - points.trailingZeroBitCount), in: column)
      points &= points &- 1
    }
    self.points[column] = 0
  }

  /// Of each cell of a row how many decimals the column's numbers had at most so far.
  var slotDecimals: [UInt8] {
    var slots = [UInt8](repeating: 0, count: max(1, plan.stride))
    for (column, job) in plan.jobs.enumerated() where job.kind != .skip {
      slots[job.slot] = decimals[column]
      // No number of decimals tells a remainder.
      if let slot = job.remainderSlot { slots[slot] = .max }
    }
    for copy in plan.copies { slots[copy.to] = slots[copy.from] }
    return slots
  }

  /// Parses a chunk, up to the first fault.
  func parse(_ chunk: TextChunk) -> ChunkTally {
    var tally = parse(from: chunk.start, to: chunk.end)
    tally.starts = chunk.starts
    if tally.fault == nil { tally.fault = chunk.fault }
    return tally
  }

  /// Forgets the texts met so far, where they begin to take much memory.
  func forgetTexts() {
    for column in pools.indices where pools[column].count > 0 {
      pools[column] = TextPool()
      isDecimal[column] = []
      nameCodes[column] = -1
    }
  }

  /// Parses whole rows of a text, up to the first fault.
  func parse(from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> ChunkTally {
    var tally = ChunkTally(columns: plan.jobs.count)
    named = (-1, nil, 0)
    makeRoom(bytes: end - start)
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: unescaped)
    var faults: [CellScanner.Fault] = []
    do throws(CellScanner.Fault) {
      if dialect.canBeIndexed {
        try parseIndexedRows(from: start, to: end, scanner, &tally)
      } else {
        tally.lines.lines = TextCheck.lineFeeds(start, count: end - start)
        try parseRows(from: start, to: end, scanner, start, &tally)
      }
    } catch {
      faults.append(error)
    }
    if let (byte, message) = TextCheck.firstFault(start, count: end - start) {
      faults.append(CellScanner.Fault(byte: byte, message: message))
    }
    for column in plan.jobs.indices {
      notePoints(in: column)
      tally.decimals[column] = (fewestDecimals[column], decimals[column])
    }
    for copy in plan.copies {
      for row in 0..<tally.keptRows {
        cells[row * plan.stride + copy.to] = cells[row * plan.stride + copy.from]
      }
    }
    if let first = faults.min(by: { $0.byte < $1.byte }) {
      tally.fault = TextFault(
        position: TextPosition(of: first.byte, from: start), message: first.message)
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
}

extension ChunkParser {
  /// What is asked of a column's job for every cell. A copy of the whole job would count the references
  /// in it, and threads that count the same ones wait for one another.
  struct CellJob {
    let kind: ColumnJob.Kind
    let slot: Int
    let codeSlot: Int
    let remainderSlot: Int?
    let isTarget: Bool
    let mayLackTarget: Bool
    let refusesNegative: Bool
    /// Whether numbers are written as programs write them.
    let isPlain: Bool
    private let missingFirstBytes: SIMD4<UInt64>
    private let missingLastBytes: SIMD4<UInt64>

    init(_ job: ColumnJob) {
      (isPlain, refusesNegative) = (job.format.isPlain, job.refusesNegative)
      (kind, slot, codeSlot) = (job.kind, job.slot, job.codeSlot)
      remainderSlot = job.remainderSlot
      (isTarget, mayLackTarget) = (job.isTarget, job.mayLackTarget)
      missingFirstBytes = job.missing.firstBytes
      missingLastBytes = job.missing.lastBytes
    }

    /// Whether a trimmed cell may be missing by its first and its last byte.
    func mayBeMissing(_ cell: CellText) -> Bool {
      if cell.isEmpty { return true }
      let (first, last) = (cell.start.pointee, (cell.end - 1).pointee)
      return missingFirstBytes[Int(first >> 6)] >> UInt64(first & 63)
        & missingLastBytes[Int(last >> 6)] >> UInt64(last & 63) & 1 != 0
    }
  }
}
