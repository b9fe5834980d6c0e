/// The order of a computation's steps for one number of rows: phases, of which one begins when all of the
/// one before is done, and within a phase, for each partition, the steps that a thread takes on each of
/// its tiles.
struct Schedule: Sendable {
  enum Work: Sendable {
    /// Computes a value: gathers rows of the data, or runs an operation.
    case compute(Value)
    /// Adds the gradient of the parameter with this number to the kept one.
    case accumulate(Int)
    /// Sums the squares of a parameter's gradient.
    case norm(Int)
    /// Updates parameters.
    case update([Int])
    /// Copies into a state what it becomes, by its number in `Computation.stateUpdates`.
    case keep(Int)
  }

  struct Step: Sendable {
    let work: Work
    let partition: Partition
    let phase: Int
  }

  let computation: Computation
  let views: Views
  let tiling: Tiling
  /// Values that depend on nothing but constants, in order: computed when the plan is made.
  private(set) var constants: [Value] = []
  /// In an order in which each step comes after those it needs.
  private(set) var steps: [Step] = []
  private(set) var phaseCount = 1

  init(_ computation: Computation, rows: Int, _ granularity: Granularity) {
    self.computation = computation
    let graph = computation.graph
    let needed = graph.needed(for: computation.results)
    let isConstant = Self.constantValues(of: computation)
    let views = Views(computation, needed: needed, isConstant: isConstant)
    self.views = views
    let computed = needed.filter { isComputed($0) && views[$0] == nil }
    constants = needed.filter { isConstant[$0.index] }
    tiling = Tiling(graph, views: views, values: computed, rows: rows, granularity)

    var phases = [Int](repeating: 0, count: graph.nodes.count)
    for value in computed {
      for (operand, input) in graph[value].inputs.enumerated() {
        let root = views.root(of: input)
        guard isComputed(root) else { continue }
        let aligned = tiling.isAligned(input, to: value, operand: operand, in: graph)
        phases[value.index] = max(phases[value.index], phases[root.index] + (aligned ? 0 : 1))
      }
      let partition = tiling.partition(of: value)
      steps.append(Step(work: .compute(value), partition: partition, phase: phases[value.index]))
    }
    if computation.gradients != .none { appendGradientSteps(phases) }
    appendStateSteps()
    phaseCount = (steps.map(\.phase).max() ?? 0) + 1

    func isComputed(_ value: Value) -> Bool {
      graph[value].isComputed && !isConstant[value.index]
    }
  }

  /// A parameter may be written only when no other step reads it any more: in a later phase than
  /// steps on other tiles, and after those on the same.
  private mutating func appendGradientSteps(_ phases: [Int]) {
    let graph = computation.graph
    var readers: [Value: [(phase: Int, isAligned: Bool)]] = [:]
    for step in steps {
      guard case .compute(let reader) = step.work else { continue }
      for (operand, input) in graph[reader].inputs.enumerated() {
        let root = views.root(of: input)
        guard case .parameter = graph[root].source else { continue }
        let isAligned = tiling.isAligned(input, to: reader, operand: operand, in: graph)
        readers[root, default: []].append((step.phase, isAligned))
      }
    }
    let uses = computation.parameters.enumerated().map { number, parameter in
      let written = computation.gradients.updates ? readers[parameter] ?? [] : []
      return written.reduce(phases[computation.parameterGradients[number].index]) {
        max($0, $1.phase + ($1.isAligned ? 0 : 1))
      }
    }
    postponeGradients(to: uses)
    var whole: [Int: [Int]] = [:]
    for (number, parameter) in computation.parameters.enumerated() {
      let (partition, phase) = (tiling.partition(of: parameter), uses[number])
      if computation.gradients.accumulates {
        steps.append(Step(work: .accumulate(number), partition: partition, phase: phase))
      }
      if computation.computesNorm {
        steps.append(Step(work: .norm(number), partition: partition, phase: phase))
      }
      guard computation.gradients.updates else { continue }
      if partition == .whole {
        whole[phase, default: []].append(number)
      } else {
        steps.append(Step(work: .update([number]), partition: partition, phase: phase))
      }
    }
    for (phase, numbers) in whole.sorted(by: { $0.key < $1.key }) {
      steps.append(Step(work: .update(numbers), partition: .whole, phase: phase))
    }
  }

  /// A state is written when no step reads any more what it was: in a later phase than steps that have
  /// several tiles, and after those that have one.
  private mutating func appendStateSteps() {
    let graph = computation.graph
    let updates = computation.stateUpdates.enumerated().map { number, update in
      let phase = steps.reduce(0) { phase, step in
        guard case .compute(let value) = step.work else { return phase }
        let isRead = graph[value].inputs.contains { input in
          guard case .state(let state) = graph[views.root(of: input)].source else { return false }
          return state == update.state
        }
        guard isRead || value == update.value else { return phase }
        return max(phase, step.phase + (step.partition == .whole ? 0 : 1))
      }
      return Step(work: .keep(number), partition: .whole, phase: phase)
    }
    steps += updates
  }

  /// Computes each gradient, and what is computed for it alone on the same tiles, in the phase in which it
  /// is used: it is still in the cache then.
  private mutating func postponeGradients(to uses: [Int]) {
    let graph = computation.graph
    var isShared = Set(computation.outputs.map { views.root(of: $0) })
    /// The number of the parameter for whose gradient a value is computed, by its readers so far.
    var owners: [Value: Int] = [:]
    for (number, gradient) in computation.parameterGradients.enumerated() {
      owners[gradient] = number
    }
    for index in steps.indices.reversed() {
      guard case .compute(let value) = steps[index].work else { continue }
      var owner = isShared.contains(value) ? nil : owners[value]
      if let number = owner, !mayWait(value, for: number) { owner = nil }
      if let owner {
        steps[index] = Step(
          work: .compute(value), partition: steps[index].partition, phase: uses[owner])
      }
      for (operand, input) in graph[value].inputs.enumerated() {
        let root = views.root(of: input)
        if let owner, owners[root] ?? owner == owner,
          tiling.isAligned(input, to: value, operand: operand, in: graph)
        {
          owners[root] = owner
        } else {
          isShared.insert(root)
        }
      }
    }
  }

  /// Whether a value can be computed when a parameter is about to be updated: it has the same tiles, and
  /// reads no parameter, which may be written by then, but its tile of this one.
  private func mayWait(_ value: Value, for number: Int) -> Bool {
    let (graph, parameter) = (computation.graph, computation.parameters[number])
    guard tiling.partition(of: value) == tiling.partition(of: parameter) else { return false }
    return graph[value].inputs.enumerated().allSatisfy { operand, input in
      let root = views.root(of: input)
      guard case .parameter = graph[root].source else { return true }
      return root == parameter
        && tiling.isAligned(input, to: value, operand: operand, in: graph)
    }
  }

  /// Whether a step has more than one tile.
  var isParallel: Bool { steps.contains { $0.partition != .whole } }

  /// The number of tiles of a partition.
  func tileCount(of partition: Partition) -> Int {
    tiling.tiles(of: partition, shape: Shape(.batch, 1)).count
  }

  private static func constantValues(of computation: Computation) -> [Bool] {
    let computed = Set(computation.results)
    var isConstant = [Bool](repeating: false, count: computation.graph.nodes.count)
    for (index, node) in computation.graph.nodes.enumerated() {
      switch node.source {
      case .constant: isConstant[index] = true
      case .operation(_, let inputs):
        isConstant[index] =
          !inputs.isEmpty && inputs.allSatisfy { isConstant[$0.index] }
          && !computed.contains(Value(index: index))
      case .data, .parameter, .state: break
      }
    }
    return isConstant
  }
}
