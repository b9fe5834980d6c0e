/// What a program computes: values of a graph, and what becomes of the parameters' gradients.
package struct Task: Sendable {
  /// How the gradients of the parameters are used.
  package enum Gradients: Sendable {
    /// There are none: the program evaluates.
    case none
    /// They are kept.
    case store
    /// They are kept and at once followed by the parameters' update.
    case storeAndUpdate
    /// They are added to those kept.
    case accumulate
    /// They are added to those kept, and the parameters are updated by the sum.
    case accumulateAndUpdate

    var accumulates: Bool { self == .accumulate || self == .accumulateAndUpdate }
    var updates: Bool { self == .storeAndUpdate || self == .accumulateAndUpdate }
  }

  package var graph: Graph
  /// Values that can be read when the program has run.
  package var outputs: [Value]
  /// The parameters, in order, and the gradient of each where gradients are used.
  package var parameters: [Value]
  package var parameterGradients: [Value]
  package var gradients: Gradients
  /// Whether the Euclidean norm of the gradients is computed, too.
  package var computesNorm: Bool

  package init(
    graph: Graph, outputs: [Value], parameters: [Value], parameterGradients: [Value] = [],
    gradients: Gradients = .none, computesNorm: Bool = false
  ) {
    self.graph = graph
    self.outputs = outputs
    self.parameters = parameters
    self.gradients = gradients
    self.computesNorm = computesNorm
    self.parameterGradients = []
    // Each gradient is kept in a place of its own, so it must be a result of its own.
    for gradient in parameterGradients {
      if case .operation = graph[gradient].source, !self.parameterGradients.contains(gradient) {
        self.parameterGradients.append(gradient)
      } else {
        let copy = self.graph.apply(Broadcast(shape: graph.shape(gradient)), gradient)
        self.parameterGradients.append(copy)
      }
    }
  }
}

/// The order of a task's steps for one number of rows: phases between which all threads meet, and
/// within a phase, for each partition, the steps that a thread takes on each of its tiles.
struct Schedule: Sendable {
  enum Work: Sendable {
    /// Computes a value: gathers rows of the data, or runs an operation.
    case compute(Value)
    /// Adds the gradient of the parameter with this number to the kept one.
    case accumulate(Int)
    /// Sums the squares of a parameter's gradient.
    case norm(Int)
    /// Updates a parameter.
    case update(Int)
  }

  struct Step: Sendable {
    let work: Work
    let partition: Partition
    let phase: Int
  }

  let task: Task
  let tiling: Tiling
  /// Values that depend on nothing but constants, in order: computed when the plan is made.
  private(set) var constants: [Value] = []
  /// In an order in which each step comes after those it needs.
  private(set) var steps: [Step] = []
  private(set) var phaseCount = 1

  init(_ task: Task, rows: Int, _ granularity: Granularity) {
    self.task = task
    let graph = task.graph
    let needed = Self.neededValues(of: task)
    let isConstant = Self.constantValues(of: task)
    let computed = needed.filter { value in
      if case .parameter = graph[value].source { return false }
      return !isConstant[value.index]
    }
    constants = needed.filter { isConstant[$0.index] }
    tiling = Tiling(graph, values: computed, rows: rows, granularity)

    var phases = [Int](repeating: 0, count: graph.nodes.count)
    for value in computed {
      for (operand, input) in graph[value].inputs.enumerated() where isComputed(input) {
        let aligned = tiling.isAligned(input, to: value, operand: operand, in: graph)
        phases[value.index] = max(phases[value.index], phases[input.index] + (aligned ? 0 : 1))
      }
      let partition = tiling.partition(of: graph.shape(value))
      steps.append(Step(work: .compute(value), partition: partition, phase: phases[value.index]))
    }
    if task.gradients != .none { appendGradientSteps(phases) }
    phaseCount = (steps.map(\.phase).max() ?? 0) + 1

    func isComputed(_ value: Value) -> Bool {
      if case .parameter = graph[value].source { return false }
      return !isConstant[value.index]
    }
  }

  /// A parameter may be written only when no other step reads it any more: in a later phase than
  /// steps on other tiles, and after those on the same.
  private mutating func appendGradientSteps(_ phases: [Int]) {
    let graph = task.graph
    var readers: [Value: [(phase: Int, isAligned: Bool)]] = [:]
    for step in steps {
      guard case .compute(let reader) = step.work else { continue }
      for (operand, input) in graph[reader].inputs.enumerated() {
        guard case .parameter = graph[input].source else { continue }
        let isAligned = tiling.isAligned(input, to: reader, operand: operand, in: graph)
        readers[input, default: []].append((step.phase, isAligned))
      }
    }
    for (number, parameter) in task.parameters.enumerated() {
      let partition = tiling.partition(of: graph.shape(parameter))
      var phase = phases[task.parameterGradients[number].index]
      if task.gradients.accumulates {
        steps.append(Step(work: .accumulate(number), partition: partition, phase: phase))
      }
      if task.computesNorm {
        steps.append(Step(work: .norm(number), partition: partition, phase: phase))
      }
      guard task.gradients.updates else { continue }
      for reader in readers[parameter] ?? [] {
        phase = max(phase, reader.phase + (reader.isAligned ? 0 : 1))
      }
      steps.append(Step(work: .update(number), partition: partition, phase: phase))
    }
  }

  /// The tiles of a partition.
  func tileCount(of partition: Partition) -> Int {
    switch partition {
    case .whole: 1
    case .batch: tiling.tiles(of: partition, rowCount: tiling.rows).count
    case .slices(let rows, _): tiling.tiles(of: partition, rowCount: rows).count
    }
  }

  /// The values that the task's results depend on, in the graph's order.
  private static func neededValues(of task: Task) -> [Value] {
    var needed = [Bool](repeating: false, count: task.graph.nodes.count)
    for value in task.outputs + task.parameterGradients { needed[value.index] = true }
    for index in needed.indices.reversed() where needed[index] {
      for input in task.graph.nodes[index].inputs { needed[input.index] = true }
    }
    return needed.indices.filter { needed[$0] }.map(Value.init)
  }

  private static func constantValues(of task: Task) -> [Bool] {
    let computed = Set(task.outputs + task.parameterGradients)
    var isConstant = [Bool](repeating: false, count: task.graph.nodes.count)
    for (index, node) in task.graph.nodes.enumerated() {
      switch node.source {
      case .constant: isConstant[index] = true
      case .operation(_, let inputs):
        isConstant[index] =
          !inputs.isEmpty && inputs.allSatisfy { isConstant[$0.index] }
          && !computed.contains(Value(index: index))
      case .data, .parameter: break
      }
    }
    return isConstant
  }
}
