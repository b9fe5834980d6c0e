/// Of rows as they are read what says which belong together, and in which order.
struct StepCells: Sendable {
  /// Nil for a faulty row of which it is not known.
  private(set) var ids: [String?] = []
  private(set) var times: [OrderKey] = []
  /// Whether all inputs of a row are missing; empty where nothing is masked.
  private(set) var isBlank: [Bool] = []
  /// Whether a row is faulty and only keeps its place.
  private(set) var isFaulty: [Bool] = []

  init() {}

  /// Rows without a fault.
  init(ids: [String?], times: [OrderKey], isBlank: [Bool]) {
    (self.ids, self.times, self.isBlank) = (ids, times, isBlank)
    isFaulty = Array(repeating: false, count: ids.count)
  }

  /// Takes the cells of a row that a parser has read, before codes are translated.
  mutating func append(_ parser: ChunkParser, row: Int, _ layout: StepLayout) {
    guard let columns = parser.plan.steps else { return }
    let cells = parser.cells + row * parser.plan.stride
    let order = parser.plan.jobs[columns.order]
    times.append(
      OrderKey(
        number: cells[order.slot], remainder: order.remainderSlot.map { cells[$0] } ?? 0))
    isFaulty.append(false)
    if let by = columns.by {
      let cell = cells[parser.plan.jobs[by].slot]
      ids.append(
        parser.plan.jobs[by].kind == .text ? parser.pools[by].string(Int(cell)) : "\(cell)")
    } else {
      ids.append("")
    }
    if layout.hasLengths {
      isBlank.append((0..<parser.plan.inputs).allSatisfy { cells[$0] != cells[$0] })
    }
  }

  /// Takes a faulty row.
  mutating func append(_ keys: (id: String, time: OrderKey)?, _ layout: StepLayout) {
    ids.append(keys?.id)
    times.append(keys?.time ?? OrderKey(number: 0, remainder: 0))
    isFaulty.append(true)
    if layout.hasLengths { isBlank.append(false) }
  }

  /// Takes a row of others.
  mutating func append(_ others: StepCells, row: Int) {
    ids.append(others.ids[row])
    times.append(others.times[row])
    isFaulty.append(others.isFaulty[row])
    if !others.isBlank.isEmpty { isBlank.append(others.isBlank[row]) }
  }

  mutating func append(_ later: StepCells) {
    ids += later.ids
    times += later.times
    isFaulty += later.isFaulty
    isBlank += later.isBlank
  }

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    isFaulty.removeAll(keepingCapacity: true)
    isBlank.removeAll(keepingCapacity: true)
  }
}

extension ChunkParser {
  /// What `body` makes of a cell of a row that need not be sound; nil where the cell is missing or cannot be
  /// told.
  func cell<Result>(
    _ column: Int, ofRow start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>,
    _ body: (CellText) -> Result?
  ) -> Result? {
    let scanner = CellScanner(dialect: dialect, end: end, unescaped: unescaped)
    var cursor = start
    for _ in 0..<column {
      guard cursor < end, let cell = try? scanner.cell(at: cursor), cell.ending != .row else {
        return nil
      }
      cursor = cell.next
    }
    guard cursor < end, let cell = try? scanner.cell(at: cursor) else { return nil }
    let text = cell.text.trimmed
    return plan.jobs[column].missing.contains(text) ? nil : body(text)
  }

  /// Of a faulty row of which group it is, and in a window when; nil where that is not known.
  func stepKeys(
    ofRow start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, _ layout: StepLayout
  ) -> (id: String, time: OrderKey)? {
    guard let columns = plan.steps else { return nil }
    func key(_ column: Int) -> OrderKey? {
      let format = plan.jobs[column].format
      return cell(column, ofRow: start, to: end) { text in
        guard case .number(let number, _, _) = format.number(in: text) else { return nil }
        return OrderKey(number: number, remainder: format.remainder(of: text, from: number))
      }
    }
    var id: String? = ""
    if let by = columns.by {
      id =
        plan.jobs[by].kind == .text
        ? cell(by, ofRow: start, to: end) { $0.string } : key(by).map { "\($0.number)" }
    }
    // A sequence is left out as a whole, wherever the step would stand.
    let time =
      layout.kind == .sequence ? OrderKey(number: 0, remainder: 0) : key(columns.order)
    guard let id, let time else { return nil }
    return (id, time)
  }
}
