import Engine
import Testing

/// Plans of networks with convolution and pooling.
@Suite struct WindowPlanTests {
  /// Two convolutions, each followed by pooling, and the mean of the squares of the rest.
  private struct Tower {
    var graph = Graph()
    let x: Value
    let parameters: [Value]
    let objective: Value
    let gradients: [Value]

    init() {
      func geometry(
        _ input: [Int], _ kernel: Int, stride: Int = 1, _ padding: Padding = .valid
      ) -> WindowGeometry {
        WindowGeometry(
          input: input, kernel: [kernel, kernel], stride: [stride, stride], dilation: [1, 1],
          padding: padding)
      }
      var graph = Graph()
      x = graph.data(0, columns: 100)
      let first = graph.parameter(rows: 20, columns: 9)
      let second = graph.parameter(rows: 6, columns: 80)
      let a = graph.apply(
        Convolution(geometry([10, 10], 3, .same), channels: 1, filters: 20), x, first)
      let b = graph.apply(Tanh(), a)
      let c = graph.apply(
        TakeAtMaximum(geometry([10, 10], 2, stride: 2), channels: 20), b, b)
      let d = graph.apply(
        Convolution(geometry([5, 5], 2), channels: 20, filters: 6), c, second)
      let e = graph.apply(WindowMean(geometry([4, 4], 3, .same), channels: 6), d)
      let rows = graph.apply(SumColumns(), graph.apply(Square(), e))
      objective = graph.apply(BatchMean(), rows)
      parameters = [first, second]
      gradients = graph.gradient(of: objective, withRespectTo: parameters)
      self.graph = graph
    }

    func computation(_ gradients: Computation.Gradients) -> Computation {
      Computation(
        graph: graph, outputs: [objective], parameters: parameters,
        parameterGradients: self.gradients, gradients: gradients)
    }
  }

  /// Nobody asks for the gradient by the data.
  @Test func theGradientByTheFirstImagesIsNotComputed() {
    let computation = Tower().computation(.store)
    let needed = computation.graph.needed(
      for: computation.outputs + computation.parameterGradients)
    let transposed = needed.filter { value in
      guard case .operation(let operation, _) = computation.graph[value].source else {
        return false
      }
      return operation is ConvolutionTransposed
    }
    #expect(transposed.count == 1)
  }

  @Test(arguments: [1, 6, 37])
  func planEqualsTheInterpreterBitForBit(rows: Int) throws {
    let tower = Tower()
    let computation = tower.computation(.storeAndUpdate)
    var random = TestRandom(3)
    func elements(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.uniform(in: -1...1)) }
    }
    let data = elements(rows * 100)
    let starts = [elements(180), elements(480)]
    var granularity = Granularity()
    if rows > 1 {
      granularity.leastWork = 0
      granularity.leastColumns = 1
      granularity.leastSliceWork = 60
    }
    var interpreter = Interpreter<Float>(
      computation, rows: rows, batchRows: rows,
      leaves: [tower.x: data, tower.parameters[0]: starts[0], tower.parameters[1]: starts[1]],
      granularity)
    let objective = interpreter.elements(of: tower.objective)
    let kept = computation.parameterGradients.map { interpreter.elements(of: $0) }
    let storage = ParameterStorage<Float>([
      .init(rows: 20, columns: 9, isWeight: true), .init(rows: 6, columns: 80, isWeight: true),
    ])
    let plan = Plan(computation, rows: rows, granularity)
    let program = Program(
      plan, storage: storage, optimizer: GradientDescent(), point: storage.values,
      memory: Memory(count: plan.elementCount(threads: 3)), threads: 3)
    let team = Team(count: 3)
    defer { team.stop() }
    try data.withUnsafeBufferPointer { data in
      let start = try #require(data.baseAddress)
      let context = StepContext(Rows(inputs: start, targets: start, count: rows), rate: 0.25)
      for fill in [false, true] {
        for (number, elements) in starts.enumerated() {
          _ = storage.elements(of: number, in: storage.values).update(from: elements)
        }
        if fill {
          program.runWithDeadMemoryFilled(context)
        } else {
          program.run(context, by: team)
        }
        #expect([try #require(program.output(tower.objective))[0]] == objective)
        for number in starts.indices {
          #expect(Array(storage.elements(of: number, in: storage.gradients)) == kept[number])
        }
      }
    }
  }

  /// How a batch is cut into tiles changes no bit of a convolution: neither by images, nor, of the gradient by the
  /// weights, by filters.
  @Test func tilesChangeNoBit() {
    let geometry = WindowGeometry(
      input: [6, 5], kernel: [3, 3], stride: [1, 1], dilation: [1, 1], padding: .same)
    var random = TestRandom(5)
    func elements(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(random.uniform(in: -1...1)) }
    }
    let rows = 100
    let operations: [(any Operation, Shape, Shape)] = [
      (Convolution(geometry, channels: 8, filters: 40), Shape(.batch, 240), Shape(40, 72)),
      (
        ConvolutionTransposed(geometry, channels: 8, filters: 40), Shape(.batch, 1200),
        Shape(40, 72)
      ),
      (
        ConvolutionWeights(geometry, channels: 8, filters: 40), Shape(.batch, 240),
        Shape(.batch, 1200)
      ),
    ]
    for (operation, first, second) in operations {
      var graph = Graph()
      let (a, b) = (graph.leaf(first), graph.leaf(second))
      let result = graph.apply(operation, a, b)
      let leaves = [
        a: elements(first.count(batch: rows)), b: elements(second.count(batch: rows)),
      ]
      let computation = Computation(graph: graph, outputs: [result], parameters: [])
      var whole = Granularity()
      whole.leastWork = .max
      whole.leastSliceWork = .max
      var fine = Granularity()
      fine.leastWork = 0
      fine.leastSliceWork = 1
      let results = [whole, fine].map { granularity in
        var interpreter = Interpreter<Float>(
          computation, rows: rows, batchRows: rows, leaves: leaves, granularity)
        return interpreter.elements(of: result)
      }
      #expect(results[0] == results[1], "\(operation.name)")
    }
  }
}
