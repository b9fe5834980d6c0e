import Engine
import Testing

/// Gradients and plans of graphs that nobody thought of.
@Suite struct RandomGraphTests {
  /// A graph of random operations on rows of data, two parameters and two states, many of them reshaped or
  /// taken in part; a scalar that depends on them, and what the states become.
  struct RandomGraph {
    var graph = Graph()
    /// Data, parameters and states, in this order.
    var leaves: [Value] = []
    var objective: Value
    /// The last results.
    var results: [Value] = []
    var stateUpdates: [(state: Int, value: Value)] = []

    init(seed: UInt64) {
      var random = TestRandom(seed)
      var graph = Graph()
      let leaves = [
        graph.data(0, columns: 6), graph.parameter(rows: 4, columns: 3),
        graph.parameter(rows: 1, columns: 3), graph.state(rows: 1, columns: 3),
        graph.state(rows: 1, columns: 3),
      ]
      var values = leaves
      for _ in 0..<16 {
        let a = values[random.integer(below: values.count)]
        let b = values[random.integer(below: values.count)]
        let shape = graph.shape(a)
        let first = random.integer(below: shape.columns)
        let range = first..<first + 1 + random.integer(below: shape.columns - first)
        let alike = values.filter { graph.shape($0).rows == shape.rows }.suffix(5)
        let times = shape.rows.rowsPerBatchRow ?? 1
        let candidates: [(any Operation, [Value])] = [
          (Self.reshaping(shape, &random), [a]), (Self.reshaping(shape, &random), [a]),
          (Columns(range), [a]), (Columns(range), [a]), (Concatenate(), [a] + alike),
          (SumGroups(of: times), [a]), (RepeatRows(times: 2), [a]), (BatchMean(), [a]),
          (BatchShare(times: times), [a]),
          (Tanh(), [a]), (Sigmoid(), [a]), (Softplus(), [a]), (Scale(by: 0.7), [a]),
          (SoftmaxRows(), [a]), (SumRows(), [a]), (SumColumns(), [a]), (Square(), [a]),
          (Add(), [a, b]), (Subtract(), [a, b]), (Multiply(), [a, b]),
          (MatrixProduct(), [a, b]), (MatrixProduct(transposeB: true), [a, b]),
          (MatrixProduct(transposeA: true), [a, b]),
        ]
        let start = random.integer(below: candidates.count)
        // The next operation, from a random one on, that takes these shapes.
        for offset in candidates.indices {
          let (operation, inputs) = candidates[(start + offset) % candidates.count]
          guard let result = try? operation.shape(of: inputs.map { graph.shape($0) }),
            result.columns <= 40, result.count(batch: 1) <= 200
          else { continue }
          let value = graph.apply(operation, inputs)
          let isView = operation is Reshape || operation is Columns
          values.append(isView ? value : graph.apply(Tanh(), value))
          break
        }
      }
      var total = graph.constant(0)
      for value in values.suffix(5) {
        let rows = graph.apply(SumColumns(), value)
        total = graph.apply(Add(), total, graph.apply(SumRows(), rows))
      }
      objective = total
      // The second state becomes what the first one was.
      let rows = values.filter { graph.shape($0) == Shape(1, 3) }
      stateUpdates = [(0, rows[random.integer(below: rows.count)]), (1, leaves[3])]
      results = values.suffix(5).filter { !leaves.contains($0) }
      self.graph = graph
      self.leaves = leaves
    }

    /// To any shape of as many elements.
    private static func reshaping(_ shape: Shape, _ random: inout TestRandom) -> Reshape {
      let count = shape.count(batch: 1)
      let divisors = (1...count).filter { count % $0 == 0 && $0 <= 40 }
      let columns = divisors[random.integer(below: divisors.count)]
      return Reshape(
        to: shape.rows.isBatch
          ? Shape(.batch(times: count / columns), columns) : Shape(count / columns, columns))
    }

    func leafElements(rows: Int) -> [Value: [Double]] {
      var random = TestRandom(99)
      return Dictionary(
        uniqueKeysWithValues: leaves.map { leaf in
          let count = graph.shape(leaf).count(batch: rows)
          return (leaf, (0..<count).map { _ in random.uniform(in: -1...1) })
        })
    }
  }

  private func evaluate(
    _ value: Value, in graph: Graph, _ leaves: [Value: [Double]], rows: Int
  ) -> [Double] {
    let computation = Computation(graph: graph, outputs: [value], parameters: [])
    var interpreter = Interpreter<Double>(computation, rows: rows, batchRows: rows, leaves: leaves)
    return interpreter.elements(of: value)
  }

  @Test(arguments: UInt64(0)..<100)
  func gradientEqualsCentralDifferences(seed: UInt64) {
    let test = RandomGraph(seed: seed)
    var graph = test.graph
    let gradients = graph.gradient(of: test.objective, withRespectTo: test.leaves)
    let leaves = test.leafElements(rows: 3)
    let step = 1e-5
    for (leaf, gradient) in zip(test.leaves, gradients) {
      let exact = evaluate(gradient, in: graph, leaves, rows: 3)
      for index in exact.indices {
        var (up, down) = (leaves, leaves)
        up[leaf]?[index] += step
        down[leaf]?[index] -= step
        let high = evaluate(test.objective, in: graph, up, rows: 3)[0]
        let low = evaluate(test.objective, in: graph, down, rows: 3)[0]
        let approximate = (high - low) / (2 * step)
        #expect(abs(exact[index] - approximate) < 1e-6 * max(1, abs(approximate)))
      }
    }
  }

  /// ∂(w²)²/∂w passes through w² though its own gradient is asked for too.
  @Test func gradientPassesThroughValuesThatAreAskedFor() {
    var graph = Graph()
    let w = graph.parameter(rows: 1, columns: 1)
    let square = graph.apply(Square(), w)
    let objective = graph.apply(Square(), square)
    let gradients = graph.gradient(of: objective, withRespectTo: [w, square])
    let values = gradients.map { evaluate($0, in: graph, [w: [3]], rows: 1) }
    #expect(values == [[108], [18]])
  }

  /// A constant and a parameter can be outputs too.
  @Test func outputsNeedNotBeComputed() throws {
    var graph = Graph()
    let w = graph.parameter(rows: 1, columns: 1)
    let constant = graph.constant(7)
    let product = graph.apply(Multiply(), w, constant)
    let computation = Computation(graph: graph, outputs: [constant, w, product], parameters: [w])
    let storage = ParameterStorage<Double>([.init(rows: 1, columns: 1, isWeight: true)])
    storage.values.start[0] = 2
    let plan = Plan(computation, rows: 1)
    let program = Program(
      plan, storage: storage, point: storage.values,
      memory: Memory(count: plan.elementCount(threads: 1)), threads: 1)
    program.run(StepContext(), by: Team(count: 1))
    let values = try computation.outputs.map { try #require(program.output($0))[0] }
    #expect(values == [7, 2, 14])
  }

  /// A batch in many tiles, a piece of one, and one of one row, on which some operations are left out. The
  /// updates show that no parameter and no state is written while it is read.
  @Test(
    arguments: UInt64(0)..<60,
    [
      (37, 37, Computation.Gradients.storeAndUpdate), (37, 37, .update), (37, 50, .update),
      (5, 5, .storeAndUpdate), (1, 1, .update),
    ])
  func planEqualsTheInterpreterBitForBit(
    seed: UInt64, size: (rows: Int, batch: Int, gradients: Computation.Gradients)
  ) throws {
    let (rows, batchRows, kind) = size
    let test = RandomGraph(seed: seed)
    var graph = test.graph
    let parameters = Array(test.leaves[1...2])
    let states = Array(test.leaves[3...4])
    let gradients = graph.gradient(of: test.objective, withRespectTo: parameters)
    let leaves = test.leafElements(rows: rows)
    let computation = Computation(
      graph: graph, outputs: [test.objective] + test.results, parameters: parameters,
      parameterGradients: gradients, gradients: kind, stateUpdates: test.stateUpdates)
    let storage = ParameterStorage<Double>(
      [.init(rows: 4, columns: 3, isWeight: true), .init(rows: 1, columns: 3, isWeight: false)],
      states: [3, 3])
    var granularity = Granularity()
    if rows > 1 {
      granularity.leastWork = 0
      granularity.leastColumns = 1
      granularity.leastSliceWork = 60
      granularity.mostSliceElements = 1
    }
    var interpreter = Interpreter<Double>(
      computation, rows: rows, batchRows: batchRows, leaves: leaves, granularity)
    let outputs = computation.outputs.map { interpreter.elements(of: $0) }
    let newStates = computation.stateUpdates.map { interpreter.elements(of: $0.value) }
    let kept = computation.parameterGradients.map { interpreter.elements(of: $0) }
    let starts = try parameters.map { try #require(leaves[$0]) }
    let updated = zip(starts, kept).map { zip($0, $1).map { $0 - 0.25 * $1 } }
    let plan = Plan(computation, rows: rows, batchRows: batchRows, granularity)
    let memory = Memory<Double>(count: plan.elementCount(threads: 3))
    let program = Program(
      plan, storage: storage, optimizer: GradientDescent(), point: storage.values, memory: memory,
      threads: 3)
    let team = Team(count: 3)
    defer { team.stop() }
    try #require(leaves[test.leaves[0]]).withUnsafeBufferPointer { data in
      let start = try #require(data.baseAddress)
      let context = StepContext(Rows(inputs: start, targets: start, count: rows), rate: 0.25)
      for fill in [false, true] {
        for (number, elements) in starts.enumerated() {
          _ = storage.elements(of: number, in: storage.values).update(from: elements)
        }
        for (number, state) in states.enumerated() {
          _ = storage.states[number].elements.update(from: try #require(leaves[state]))
        }
        if fill {
          program.runWithDeadMemoryFilled(context)
        } else {
          program.run(context, by: team)
        }
        for (value, expected) in zip(computation.outputs, outputs) {
          let elements = UnsafeBufferPointer(
            start: program.output(value), count: expected.count)
          #expect(Array(elements) == expected, "\(graph[value])")
        }
        #expect(storage.states.map { Array($0.elements) } == newStates)
        for number in parameters.indices {
          if kind == .storeAndUpdate {
            #expect(Array(storage.elements(of: number, in: storage.gradients)) == kept[number])
          }
          #expect(Array(storage.elements(of: number, in: storage.values)) == updated[number])
        }
      }
    }
  }
}
