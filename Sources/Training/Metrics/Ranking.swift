import System

/// A row with how much speaks for its being of a class.
struct RankedRow {
  let score: Double
  let isPositive: Bool
}

/// Rows to be taken from the highest score on, in runs that are sorted as they fill up; those of many rows go to a
/// file, where there is one.
struct Ranking {
  /// The rows of a run.
  private static let runRows = 1 << 20
  /// The rows of each run that are read at a time.
  private static let rowsAtOnce = 4096

  private(set) var count = 0
  /// The rows of the class.
  private(set) var positives = 0
  private var rows: [RankedRow] = []
  private var runs: [Run] = []
  private let file: ScratchFile?

  /// Sorted rows.
  private enum Run {
    case memory([RankedRow])
    case file(start: Int, count: Int)
  }

  /// - Parameter file: where full runs go; nil for memory.
  init(keepingIn file: ScratchFile?) { self.file = file }

  mutating func add(_ row: RankedRow) {
    count += 1
    if row.isPositive { positives += 1 }
    rows.append(row)
    if rows.count == Self.runRows { endRun() }
  }

  private mutating func endRun() {
    rows.sort { $0.score > $1.score }
    defer { rows.removeAll(keepingCapacity: true) }
    let bytes = rows.count * MemoryLayout<RankedRow>.stride
    // Where the disk has no room, memory may.
    guard let file, let start = try? file.reserve(bytes: bytes),
      (try? rows.withUnsafeBytes { bytes in
        try bytes.baseAddress.map { try file.write($0, count: bytes.count, at: start) }
      }) != nil
    else {
      runs.append(.memory(rows))
      return
    }
    runs.append(.file(start: start, count: rows.count))
  }

  /// Calls `body` with the rows from the highest score on; the order of those with equal scores is open.
  func forEach(_ body: (RankedRow) -> Void) {
    let last = rows.sorted { $0.score > $1.score }
    guard !runs.isEmpty else { return last.forEach(body) }
    var readers = (runs + [.memory(last)]).map { Reader($0, file) }
    readers.removeAll { $0.row == nil }
    while !readers.isEmpty {
      // There are few runs.
      var best = 0
      for index in readers.indices.dropFirst()
      where readers[index].score > readers[best].score { best = index }
      // All that are before the others of the same run.
      if let row = readers[best].row { body(row) }
      if !readers[best].advance() { readers.remove(at: best) }
    }
  }

  /// Reads a run from its start.
  private struct Reader {
    private var rows: [RankedRow]
    private var index = 0
    private var start = 0
    private var left = 0
    private let file: ScratchFile?

    init(_ run: Run, _ file: ScratchFile?) {
      self.file = file
      switch run {
      case .memory(let rows): self.rows = rows
      case .file(let start, let count):
        rows = []
        (self.start, left) = (start, count)
        read()
      }
    }

    var row: RankedRow? { index < rows.count ? rows[index] : nil }
    var score: Double { index < rows.count ? rows[index].score : -.infinity }

    /// - Returns: whether there is another row.
    mutating func advance() -> Bool {
      index += 1
      if index == rows.count, left > 0 { read() }
      return index < rows.count
    }

    private mutating func read() {
      guard let file else { return }
      let count = min(left, Ranking.rowsAtOnce)
      let bytes = count * MemoryLayout<RankedRow>.stride
      rows = [RankedRow](unsafeUninitializedCapacity: count) { buffer, filled in
        if let base = buffer.baseAddress { file.read(base, count: bytes, at: start) }
        filled = count
      }
      start += bytes
      left -= count
      index = 0
    }
  }
}
