import AllocationCounter
import Engine
import Testing

/// A network with rows of data for tests.
struct NetworkCase: CustomTestStringConvertible {
  let name: String
  let network: Network
  let rows: Int

  var testDescription: String { name }

  /// Networks whose plans have one tile and many, and every kind of step.
  static let all: [NetworkCase] = [
    NetworkCase(
      name: "one row",
      network: soundNetwork(
        inputs: 2,
        layers: [Dense(units: 4, activation: Tanh()), Dense(units: 1, activation: Sigmoid())],
        loss: CrossEntropy(), classes: 2), rows: 1),
    NetworkCase(
      name: "wide, dropout, elastic net",
      network: soundNetwork(
        inputs: 300,
        layers: [
          Dense(units: 401, activation: ReLU(), dropout: 0.3),
          Dense(units: 203, activation: Sigmoid(), dropout: 0.5, resample: .epoch),
          Dense(units: 7, activation: Softmax()),
        ],
        loss: CrossEntropy(), regularizer: ElasticNet(), classes: 7), rows: 99),
    NetworkCase(
      name: "regression",
      network: soundNetwork(
        inputs: 40,
        layers: [
          Dense(units: 64, activation: Tanh(), hasBias: false),
          Dense(units: 3, activation: Identity()),
        ],
        loss: Huber(), regularizer: L2(), classes: nil), rows: 700),
    NetworkCase(
      name: "hinge of several classes, no hidden layer",
      network: soundNetwork(
        inputs: 2000, layers: [Dense(units: 5, activation: Identity())], loss: Hinge(),
        regularizer: L1(), classes: 5), rows: 33),
    NetworkCase(
      name: "embeddings",
      network: soundNetwork(
        inputs: 7,
        embeddings: [
          .init(column: "a", input: 0, categories: 9000, dimensions: 8, other: 8999),
          .init(column: "b", input: 3, categories: 5, dimensions: 3, other: 4),
          .init(column: "c", input: 4, categories: 2, dimensions: 1, other: 1),
        ],
        layers: [
          Dense(units: 60, activation: ReLU(), dropout: 0.2),
          Dense(units: 3, activation: Softmax()),
        ],
        loss: CrossEntropy(), regularizer: L2(), classes: 3), rows: 200),
  ]
}

/// Data of a case, kept in memory for as long as the object.
final class CaseData<S: Scalar> {
  let inputs: UnsafeMutableBufferPointer<S>
  let targets: UnsafeMutableBufferPointer<S>
  let count: Int

  init(_ network: Network, rows: Int) {
    var random = TestRandom(5)
    count = rows
    inputs = .allocate(capacity: rows * network.inputs)
    targets = .allocate(capacity: rows * network.targetColumns)
    for index in inputs.indices { inputs[index] = S(random.uniform(in: -1...1)) }
    for embedding in network.embeddings {
      for row in 0..<rows {
        inputs[row * network.inputs + embedding.input] = S(
          random.integer(below: embedding.categories))
      }
    }
    for index in targets.indices {
      targets[index] = S(
        network.classes.map { Double(random.integer(below: $0)) } ?? random.uniform(in: -1...1))
    }
  }

  deinit {
    inputs.deallocate()
    targets.deallocate()
  }

  var rows: Rows<S> {
    get throws {
      Rows(
        inputs: UnsafePointer(try #require(inputs.baseAddress)),
        targets: UnsafePointer(try #require(targets.baseAddress)), count: count)
    }
  }
}

@Suite struct PlanTests {
  /// What a run of a case gives: the outputs and the gradients.
  private func results<S: Scalar>(
    _ test: NetworkCase, as type: S.Type, run: (Program<S>, StepContext<S>) -> Void, threads: Int
  ) throws -> [[S]] {
    let (computation, storage, data) = setUp(test, as: type)
    let plan = Plan(computation, rows: test.rows)
    let program = Program(
      plan, storage: storage, point: storage.values,
      memory: Memory(count: plan.elementCount(threads: threads)), threads: threads)
    run(program, StepContext(try data.rows, seed: 3))
    let scalars = try computation.outputs.map { [try #require(program.output($0))[0]] }
    let gradients = computation.parameters.indices.map {
      Array(storage.elements(of: $0, in: storage.gradients))
    }
    return withExtendedLifetime(data) { scalars + gradients + [[S(program.gradientNorm)]] }
  }

  private func setUp<S: Scalar>(
    _ test: NetworkCase, as type: S.Type
  ) -> (Computation, ParameterStorage<S>, CaseData<S>) {
    let network = test.network
    let built = NetworkGraph(network, training: true)
    let (graph, gradients) = built.differentiated(built.objective)
    let computation = Computation(
      graph: graph, outputs: [built.loss, built.objective, built.score],
      parameters: built.parameters, parameterGradients: gradients, gradients: .store,
      computesNorm: true)
    let storage = ParameterStorage<S>(
      network.parameters.map { .init(rows: $0.rows, columns: $0.columns, isWeight: $0.isWeight) })
    var random = TestRandom(11)
    for number in network.parameters.indices {
      let elements = storage.elements(of: number, in: storage.values)
      for index in elements.indices { elements[index] = S(random.uniform(in: -0.2...0.2)) }
    }
    return (computation, storage, CaseData(network, rows: test.rows))
  }

  private func interpreted<S: Scalar>(_ test: NetworkCase, as type: S.Type) throws -> [[S]] {
    let (computation, storage, data) = setUp(test, as: type)
    var leaves: [Value: [S]] = [:]
    for (number, parameter) in computation.parameters.enumerated() {
      leaves[parameter] = Array(storage.elements(of: number, in: storage.values))
    }
    for (index, node) in computation.graph.nodes.enumerated() {
      if case .data(let number) = node.source {
        leaves[computation.graph.values[index]] = Array(number == 0 ? data.inputs : data.targets)
      }
    }
    var interpreter = Interpreter<S>(
      computation, rows: test.rows, batchRows: test.rows, leaves: leaves)
    let context = StepContext(try data.rows, seed: 3)
    return (computation.outputs + computation.parameterGradients).map {
      interpreter.elements(of: $0, context: context)
    }
  }

  private func expectEqualBits<S: Scalar>(_ test: NetworkCase, _ type: S.Type) throws {
    let reference = try interpreted(test, as: type)
    for threads in 1...4 {
      for delay in [nil, Delays().delay] {
        let team = Team(count: threads, delay: delay)
        defer { team.stop() }
        let planned = try results(test, as: type, run: { $0.run($1, by: team) }, threads: threads)
        #expect(Array(planned.dropLast()) == reference, "\(threads) threads")
      }
    }
    let filled = try results(
      test, as: type, run: { $0.runWithDeadMemoryFilled($1) }, threads: 2)
    #expect(Array(filled.dropLast()) == reference, "dead memory filled")
  }

  @Test(arguments: NetworkCase.all)
  func planEqualsTheInterpreterBitForBit(test: NetworkCase) throws {
    try expectEqualBits(test, Float.self)
    try expectEqualBits(test, Double.self)
  }

  @Test(arguments: NetworkCase.all)
  func normIsThatOfTheGradients(test: NetworkCase) throws {
    let team = Team(count: 1)
    let all = try results(test, as: Double.self, run: { $0.run($1, by: team) }, threads: 1)
    let norm = all.dropFirst(3).dropLast().joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm - all[all.count - 1][0]) <= 1e-12 * norm)
  }

  /// Single tiles would make the comparisons above easy.
  @Test func casesAreCutIntoTiles() {
    let parallel = NetworkCase.all.map { test in
      Plan(setUp(test, as: Float.self).0, rows: test.rows).isParallel
    }
    #expect(parallel == [false, true, true, true, true])
  }

  /// An epoch has a few allocations of its own; a thousand more steps must not add one. The calling
  /// thread takes its part in each step, as any other of the team does.
  @Test(.enabled(if: allocation_counter_counts()), arguments: [(0, 1), (1, 2), (4, 2)])
  func aStepAllocatesNothing(number: Int, threads: Int) throws {
    let test = NetworkCase.all[number]
    let allocations = try [20, 1020].map { steps in
      let data = CaseData<Float>(test.network, rows: test.rows * steps)
      let learner = Learner<Float>(
        test.network, optimizer: Adam(), seed: 1, batchRows: test.rows, threads: threads,
        logsNorm: true)
      let rows = try data.rows
      _ = learner.train(epoch: 1, on: rows, order: nil)
      allocation_counter_start()
      let result = learner.train(epoch: 2, on: rows, order: nil)
      let count = allocation_counter_stop()
      #expect(result.updates == steps)
      return count
    }
    #expect(allocations[0] > 0)
    #expect(allocations[1] <= allocations[0])
  }
}
