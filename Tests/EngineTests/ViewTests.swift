import AllocationCounter
import Engine
import Testing

/// Values that are read in the place of others, and states.
@Suite struct ViewTests {
  /// The values that a plan computes, and what memory it needs.
  private func plan(
    _ graph: Graph, _ output: Value, rows: Int = 4
  ) -> (computed: [Value], count: Int) {
    let plan = Plan(Computation(graph: graph, outputs: [output], parameters: []), rows: rows)
    let computed = plan.outline.steps.compactMap { step in
      if case .compute(let value) = step.work { value } else { nil }
    }
    return (computed, plan.elementCount(threads: 1))
  }

  @Test func reshapingAndTakingColumnsMovesNothing() {
    var graph = Graph()
    let x = graph.data(0, columns: 12)
    let steps = graph.reshaped(graph.apply(Tanh(), x), to: Shape(.batch(times: 3), 4))
    let half = graph.apply(Columns(1..<3), steps)
    let quarter = graph.apply(Columns(1..<2), half)
    let total = graph.apply(SumRows(), graph.apply(Square(), quarter))
    let (computed, _) = plan(graph, total)
    #expect(!computed.contains(steps) && !computed.contains(half) && !computed.contains(quarter))
  }

  /// A matrix with gaps cannot be reshaped where it lies, nor can it be read from outside.
  @Test func whatHasGapsIsCopied() {
    var graph = Graph()
    let x = graph.apply(Tanh(), graph.data(0, columns: 12))
    let half = graph.apply(Columns(0..<6), x)
    let reshaped = graph.apply(Reshape(to: Shape(.batch(times: 3), 2)), half)
    let total = graph.apply(SumRows(), reshaped)
    #expect(plan(graph, total).computed.contains(reshaped))
    #expect(!plan(graph, total).computed.contains(half))
    #expect(plan(graph, half).computed.contains(half))
  }

  /// The gradient by a matrix of which many ranges of columns are read.
  private func slices(_ count: Int) -> (graph: Graph, gradient: Value) {
    var graph = Graph()
    let x = graph.apply(Tanh(), graph.data(0, columns: 4 * count))
    var total = graph.constant(0)
    for step in 0..<count {
      let slice = graph.apply(Square(), graph.apply(Columns(4 * step..<4 * step + 4), x))
      total = graph.apply(Add(), total, graph.apply(SumRows(), graph.apply(SumColumns(), slice)))
    }
    let gradient = graph.gradient(of: total, withRespectTo: [x])[0]
    return (graph, gradient)
  }

  @Test func gradientsByColumnsArePutSideBySideAtOnce() {
    let (graph, gradient) = slices(50)
    #expect(graph[gradient].inputs.count == 50)
    let joins = graph.nodes.count { node in
      if case .operation(let operation, _) = node.source { operation is Concatenate } else { false }
    }
    #expect(joins == 1)
    let counts = [10, 40].map { slices($0) }.map { plan($0.graph, $0.gradient).count }
    #expect(counts[1] < 5 * counts[0])
  }

  /// Ranges that overlap, that are read twice and that leave some columns out.
  @Test func gradientsByOverlappingColumnsAddUp() {
    var graph = Graph()
    let x = graph.parameter(rows: 1, columns: 8)
    var total = graph.constant(0)
    for (number, range) in [1..<4, 2..<6, 1..<4, 3..<4, 6..<7].enumerated() {
      let part = graph.apply(SumColumns(), graph.apply(Columns(range), x))
      let term = graph.apply(Scale(by: Double(number + 1)), part)
      total = graph.apply(Add(), total, term)
    }
    let gradient = graph.gradient(of: total, withRespectTo: [x])[0]
    let computation = Computation(graph: graph, outputs: [gradient], parameters: [x])
    var interpreter = Interpreter<Double>(
      computation, rows: 1, batchRows: 1, leaves: [x: [Double](repeating: 1, count: 8)])
    #expect(interpreter.elements(of: gradient) == [0, 4, 6, 10, 2, 2, 5, 0])
  }

  /// A running mean, and a state that becomes what another was.
  @Test(arguments: 1...2)
  func statesAreWrittenAtTheEndOfARun(threads: Int) throws {
    var graph = Graph()
    let x = graph.data(0, columns: 2)
    let (mean, before) = (graph.state(rows: 1, columns: 2), graph.state(rows: 1, columns: 2))
    let kept = graph.apply(Scale(by: 0.75), mean)
    let new = graph.apply(Add(), kept, graph.apply(Scale(by: 0.25), graph.apply(BatchMean(), x)))
    let sum = graph.apply(Add(), mean, before)
    let computation = Computation(
      graph: graph, outputs: [sum], parameters: [], stateUpdates: [(0, new), (1, mean)])
    let storage = ParameterStorage<Double>([], states: [2, 2])
    let plan = Plan(computation, rows: 2)
    let program = Program(
      plan, storage: storage, point: storage.values,
      memory: Memory(count: plan.elementCount(threads: threads)), threads: threads)
    let team = Team(count: threads)
    defer { team.stop() }
    var expected = (mean: [8.0, 16], before: [1.0, 2])
    _ = storage.states[0].elements.update(from: expected.mean)
    _ = storage.states[1].elements.update(from: expected.before)
    try [2.0, 4, 6, 12].withUnsafeBufferPointer { data in
      let start = try #require(data.baseAddress)
      for _ in 0..<3 {
        program.run(StepContext(Rows(inputs: start, targets: start, count: 2)), by: team)
        let sums = UnsafeBufferPointer(start: program.output(sum), count: 2)
        #expect(Array(sums) == zip(expected.mean, expected.before).map { $0 + $1 })
        expected = (zip(expected.mean, [4, 8]).map { 0.75 * $0 + 0.25 * $1 }, expected.mean)
        #expect(Array(storage.states[0].elements) == expected.mean)
        #expect(Array(storage.states[1].elements) == expected.before)
      }
    }
  }

  /// Views, many operands and states are ready when the program is made.
  @Test func aRunAllocatesNothing() throws {
    var graph = Graph()
    let x = graph.data(0, columns: 12)
    let state = graph.state(rows: 1, columns: 12)
    let y = graph.apply(Tanh(), x)
    let parts = (0..<4).map { graph.apply(Columns(3 * $0..<3 * $0 + 3), y) }
    let joined = graph.apply(Concatenate(), parts.reversed())
    let mean = graph.apply(BatchMean(), graph.apply(Add(), joined, state))
    let computation = Computation(
      graph: graph, outputs: [mean], parameters: [], stateUpdates: [(0, mean)])
    let storage = ParameterStorage<Float>([], states: [12])
    let program = Program(Plan(computation, rows: 4), storage: storage, point: storage.values)
    let team = Team(count: 1)
    let data = [Float](repeating: 0.5, count: 48)
    try data.withUnsafeBufferPointer { data in
      let start = try #require(data.baseAddress)
      let context = StepContext(Rows(inputs: start, targets: start, count: 4))
      program.run(context, by: team)
      allocation_counter_start()
      for _ in 0..<100 { program.run(context, by: team) }
      #expect(allocation_counter_stop() == 0)
    }
  }
}
