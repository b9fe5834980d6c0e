/// Where the values of a schedule lie, in elements.
///
/// A value that is read only on the tile on which it was computed lies in the scratch memory of the
/// thread that works on the tile, which is used anew for each tile; its place is free again after the
/// last step that reads it. Any other value lies in memory that all threads see, its place free again
/// after the last phase that reads it.
struct Layout: Sendable {
  /// Places are multiples of this many elements, one or two cache lines.
  static let alignment = 16

  enum Place: Sendable {
    case scratch(Int)
    case shared(Int)
    /// In the buffer of kept gradients, where the parameter with this number has its own.
    case gradient(Int)
  }

  /// A value's place and the time for which it holds the value.
  struct Placement: Sendable {
    let place: Place
    let count: Int
    /// Numbers of steps for scratch, of phases for shared values; `last` is still live.
    let first: Int
    let last: Int
  }

  private(set) var placements: [Value: Placement] = [:]
  private(set) var scratchCount = 0
  private(set) var sharedCount = 0
  /// Where in the scratch memory of a thread its operations' workspace is, behind all values.
  private(set) var workspaceOffset = 0

  /// Elements for `count` of them, rounded up to whole cache lines.
  static func padded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  init(_ schedule: Schedule) {
    let graph = schedule.computation.graph
    var lastStep: [Value: Int] = [:]
    var lastPhase: [Value: Int] = [:]
    let views = schedule.views
    var isShared = Set(schedule.computation.outputs.map { views.root(of: $0) })
    var producer: [Value: Int] = [:]
    for (number, step) in schedule.steps.enumerated() {
      if case .compute(let value) = step.work { producer[value] = number }
      for (operand, input) in schedule.reads(step).enumerated() {
        let root = views.root(of: input)
        guard let from = producer[root] else { continue }
        lastStep[root] = number
        lastPhase[root] = max(lastPhase[root] ?? 0, step.phase)
        let producing = schedule.steps[from]
        var aligned = producing.phase == step.phase && producing.partition == step.partition
        if aligned, case .compute(let value) = step.work {
          aligned = schedule.tiling.isAligned(input, to: value, operand: operand, in: graph)
        }
        if !aligned { isShared.insert(root) }
      }
    }
    placeGradients(schedule)
    placeShared(schedule, isShared, producer, lastPhase)
    placeScratch(schedule, isShared, lastStep)
    workspaceOffset = scratchCount
    let workspaces = schedule.steps.map { step in
      guard case .compute(let value) = step.work else { return 0 }
      return graph.workspace(value, rows: schedule.tiling.rows)
    }
    scratchCount += Self.padded(workspaces.max() ?? 0)
  }

  /// A gradient that is kept as it is, is computed where it is kept. One that only its update reads is kept as well if it
  /// has one tile, which costs nothing; else its tiles take the same memory, which stays in the cache.
  private mutating func placeGradients(_ schedule: Schedule) {
    let kind = schedule.computation.gradients
    guard kind != .none, !kind.accumulates else { return }
    for (number, gradient) in schedule.computation.parameterGradients.enumerated() {
      if kind == .update, schedule.tiling.partition(of: gradient) != .whole { continue }
      placements[gradient] = Placement(place: .gradient(number), count: 0, first: 0, last: 0)
    }
  }

  private mutating func placeShared(
    _ schedule: Schedule, _ isShared: Set<Value>, _ producer: [Value: Int],
    _ lastPhase: [Value: Int]
  ) {
    let outputs = Set(schedule.computation.outputs.map { schedule.views.root(of: $0) })
    let graph = schedule.computation.graph
    var taken: [Placement] = []
    let values = isShared.filter { placements[$0] == nil && producer[$0] != nil }
    // The largest first, so that small values fill the gaps.
    let ordered = values.map { value in
      (value, Self.padded(graph.shape(value).count(batch: schedule.tiling.rows)))
    }.sorted { ($1.1, $0.0.index) < ($0.1, $1.0.index) }
    for (value, count) in ordered {
      guard let step = producer[value] else { continue }
      let first = schedule.steps[step].phase
      let last = outputs.contains(value) ? schedule.phaseCount : lastPhase[value] ?? first
      let live = taken.filter { $0.first <= last && first <= $0.last }
      let offset = Self.firstGap(of: count, among: live)
      let placement = Placement(place: .shared(offset), count: count, first: first, last: last)
      taken.append(placement)
      placements[value] = placement
      sharedCount = max(sharedCount, offset + count)
    }
  }

  private mutating func placeScratch(
    _ schedule: Schedule, _ isShared: Set<Value>, _ lastStep: [Value: Int]
  ) {
    for group in schedule.groups {
      placeScratch(schedule, group, isShared, lastStep)
    }
  }

  private mutating func placeScratch(
    _ schedule: Schedule, _ group: [Int], _ isShared: Set<Value>, _ lastStep: [Value: Int]
  ) {
    let (graph, views) = (schedule.computation.graph, schedule.views)
    var live: [Value: Placement] = [:]
    for number in group {
      let step = schedule.steps[number]
      live = live.filter { $0.value.last >= number }
      guard case .compute(let value) = step.work, !isShared.contains(value),
        placements[value] == nil
      else { continue }
      let shape = graph.shape(value)
      let rows = shape.rowCount(batch: schedule.tiling.rows)
      let length = schedule.tiling.tiles(of: step.partition, shape: shape)[0].count
      let isByColumns = schedule.tiling.isCutByColumns(value, in: graph)
      let count = Self.padded(length * (isByColumns ? rows : shape.columns))
      var offset = Self.firstGap(of: count, among: Array(live.values))
      if case .operation(let operation, let inputs) = graph[value].source, operation.isElementwise,
        let dying = inputs.lazy.map({ views.root(of: $0) }).first(where: { root in
          // Nothing else of it may be read than the element that is written.
          lastStep[root] == number && live[root] != nil
            && inputs.allSatisfy {
              views.root(of: $0) != root || graph.shape($0) == shape && views.isContiguous($0)
            }
        }), case .scratch(let place)? = live[dying]?.place
      {
        offset = place
        live[dying] = nil
      }
      let placement = Placement(
        place: .scratch(offset), count: count, first: number, last: lastStep[value] ?? number)
      live[value] = placement
      placements[value] = placement
      scratchCount = max(scratchCount, offset + count)
    }
  }

  /// The lowest offset with room for `count` elements beside the given placements.
  private static func firstGap(of count: Int, among placements: [Placement]) -> Int {
    var offset = 0
    for placement in placements.sorted(by: { $0.offset < $1.offset }) {
      if placement.offset >= offset + count { break }
      offset = max(offset, placement.offset + placement.count)
    }
    return offset
  }
}

extension Layout.Placement {
  var offset: Int {
    switch place {
    case .scratch(let offset), .shared(let offset): offset
    case .gradient: 0
    }
  }
}

extension Schedule {
  /// The values that a step reads.
  func reads(_ step: Step) -> [Value] {
    switch step.work {
    case .compute(let value): computation.graph[value].inputs
    case .accumulate(let number), .norm(let number): [computation.parameterGradients[number]]
    case .update(let numbers): numbers.map { computation.parameterGradients[$0] }
    case .keep(let number): [computation.stateUpdates[number].value]
    }
  }

  /// The numbers of the steps in the order in which a thread takes them: phase by phase, and in each
  /// phase partition by partition.
  var groups: [[Int]] {
    var order: [[Partition]] = Array(repeating: [], count: phaseCount)
    var members: [[Partition: [Int]]] = Array(repeating: [:], count: phaseCount)
    for (number, step) in steps.enumerated() {
      if members[step.phase][step.partition] == nil { order[step.phase].append(step.partition) }
      members[step.phase][step.partition, default: []].append(number)
    }
    return order.indices.flatMap { phase in
      order[phase].compactMap { members[phase][$0] }
    }
  }
}
