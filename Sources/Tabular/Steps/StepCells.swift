/// Of rows as they are read what says which belong together, and in which order.
struct StepCells: Sendable {
  private(set) var ids: [String] = []
  private(set) var times: [Double] = []
  /// Whether all inputs of a row are missing; empty where nothing is masked.
  private(set) var isBlank: [Bool] = []

  /// Takes the cells of a row that a parser has read, before codes are translated.
  mutating func append(_ parser: ChunkParser, row: Int, _ layout: StepLayout) {
    guard let columns = parser.plan.steps else { return }
    let cells = parser.cells + row * parser.plan.stride
    times.append(cells[parser.plan.jobs[columns.order].slot])
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

  /// Takes a row of others.
  mutating func append(_ others: StepCells, row: Int) {
    ids.append(others.ids[row])
    times.append(others.times[row])
    if !others.isBlank.isEmpty { isBlank.append(others.isBlank[row]) }
  }

  mutating func append(_ later: StepCells) {
    ids += later.ids
    times += later.times
    isBlank += later.isBlank
  }

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    isBlank.removeAll(keepingCapacity: true)
  }
}
