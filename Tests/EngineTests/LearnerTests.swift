import Engine
import Testing

@Suite struct LearnerTests {
  private func trained<S: Scalar>(
    _ test: NetworkCase, as type: S.Type, rows: Int, batchRows: Int, threads: Int,
    optimizer: any Optimizer = Adam(), epochs: Int = 2,
    delay: (@Sendable (_ thread: Int) -> Void)? = nil
  ) throws -> (parameters: [[S]], results: [EpochResult]) {
    let data = CaseData<S>(test.network, rows: rows)
    let learner = Learner<S>(
      test.network, optimizer: optimizer, seed: 4, batchRows: batchRows, threads: threads,
      delay: delay)
    let rows = try data.rows
    let results = (1...epochs).map { learner.train(epoch: $0, on: rows, order: nil) }
    return (test.network.parameters.indices.map { Array(learner.parameter($0)) }, results)
  }

  /// Ragged last batches, one row at a time, and batches in several pieces.
  @Test(arguments: NetworkCase.all, [1, 60, 2500])
  func anyNumberOfThreadsGivesTheSameBits(test: NetworkCase, batchRows: Int) throws {
    let rows = batchRows == 1 ? 5 : 2600
    let one = try trained(
      test, as: Float.self, rows: rows, batchRows: batchRows, threads: 1, epochs: 1)
    for threads in 2...3 {
      let many = try trained(
        test, as: Float.self, rows: rows, batchRows: batchRows, threads: threads, epochs: 1,
        delay: threads == 3 ? Delays().delay : nil)
      #expect(many.parameters == one.parameters)
      #expect(many.results.map(\.loss) == one.results.map(\.loss))
      #expect(many.results.map(\.objective) == one.results.map(\.objective))
    }
  }

  /// Many updates one after another, each with weights that are cut back, while helpers are held up; and
  /// the evaluation after them.
  @Test func delayedHelpersChangeNoBits() throws {
    var regularizer = L2()
    regularizer.maxNorm = 0.5
    let network = try Network(
      inputs: 250,
      layers: [
        Dense(units: 128, activation: ReLU(), dropout: 0.1),
        Dense(units: 128, activation: Tanh()), Dense(units: 3, activation: Softmax()),
      ],
      loss: CrossEntropy(), regularizer: regularizer, classes: 3)
    let data = CaseData<Float>(network, rows: 200)
    let results = try [1, 2, 4].map { (threads: Int) -> ([Double], [Float], [Float]) in
      let learner = Learner<Float>(
        network, optimizer: Adam(), seed: 4, batchRows: 32, threads: threads, logsNorm: true,
        delay: Delays().delay)
      var norms: [Double] = []
      let rows = try data.rows
      let losses = (1...2).map { epoch in
        learner.train(
          epoch: epoch, on: rows, order: nil, onStep: { norms.append($0.gradientNorm) }
        ).loss
      }
      return (losses + norms, learner.model.values, learner.evaluate(rows).decisions)
    }
    for result in results.dropFirst() { #expect(result == results[0]) }
    #expect(results[0].0.count == 16)
  }

  /// A batch in three pieces is trained on as one mean, penalty included.
  @Test func piecesOfABatchMakeOneMean() throws {
    let test = NetworkCase.all[2]
    let rows = 2500
    let pieces = try trained(
      test, as: Double.self, rows: rows, batchRows: rows, threads: 1, optimizer: GradientDescent(),
      epochs: 3)
    // The same by a plan that takes all rows at once.
    let data = CaseData<Double>(test.network, rows: rows)
    let learner = Learner<Double>(
      test.network, optimizer: GradientDescent(), seed: 4, batchRows: rows, threads: 1)
    let built = NetworkGraph(test.network, training: true)
    let (graph, gradients) = built.differentiated(built.objective)
    let computation = Computation(
      graph: graph, outputs: [built.loss, built.objective], parameters: built.parameters,
      parameterGradients: gradients, gradients: .storeAndUpdate)
    let plan = Plan(computation, rows: rows)
    let program = Program(
      plan, storage: learner.storage, optimizer: learner.optimizer,
      point: learner.storage.values, memory: Memory(count: plan.elementCount(threads: 1)),
      threads: 1)
    for result in pieces.results {
      program.run(
        StepContext(try data.rows, rate: learner.optimizer.learningRate), by: Team(count: 1))
      let loss = try #require(program.output(built.loss))[0]
      let objective = try #require(program.output(built.objective))[0]
      #expect(abs(result.loss - loss) < 1e-12)
      #expect(abs(result.objective - objective) < 1e-12)
      #expect(objective > loss)
    }
    for number in pieces.parameters.indices {
      for (a, b) in zip(pieces.parameters[number], learner.parameter(number)) {
        #expect(abs(a - b) < 1e-12)
      }
    }
  }

  /// Gradients of parameters in several tiles are left to be read where somebody asks for them; updates are the same.
  @Test func gradientsAreKeptOnDemand() throws {
    let network = soundNetwork(
      inputs: 300,
      layers: [
        Dense(units: 256, activation: Tanh()), Dense(units: 2, activation: Identity()),
      ], loss: SquaredError(), classes: nil)
    let data = CaseData<Double>(network, rows: 24)
    let learners = [false, true].map { keepsGradients in
      let learner = Learner<Double>(
        network, optimizer: Adam(), seed: 4, batchRows: 8, threads: 2)
      if keepsGradients { learner.keepGradients() }
      return learner
    }
    for learner in learners { _ = learner.train(epoch: 1, on: try data.rows, order: nil) }
    #expect(learners.map(\.hasGradients) == [false, true])
    for number in network.parameters.indices {
      #expect(Array(learners[0].parameter(number)) == Array(learners[1].parameter(number)))
    }
    // Asked for later, too.
    learners[0].keepGradients()
    for learner in learners { _ = learner.train(epoch: 2, on: try data.rows, order: nil) }
    #expect(learners.map(\.hasGradients) == [true, true])
    let gradients = learners.map { Array($0.storage.gradients.elements) }
    #expect(gradients[0] == gradients[1] && gradients[0].contains { $0 != 0 })
  }

  @Test func evaluationIsThePlainNetwork() throws {
    let test = NetworkCase.all[1]
    let data = CaseData<Double>(test.network, rows: 1500)
    let learner = Learner<Double>(
      test.network, optimizer: Adam(), seed: 4, batchRows: 10, threads: 2)
    let first = learner.evaluate(try data.rows)
    let built = NetworkGraph(test.network, training: false)
    var leaves: [Value: [Double]] = [
      built.graph.values[0]: Array(data.inputs)
    ]
    for (number, parameter) in built.parameters.enumerated() {
      leaves[parameter] = Array(learner.parameter(number))
    }
    for (index, node) in built.graph.nodes.enumerated() {
      if case .data(1) = node.source { leaves[built.graph.values[index]] = Array(data.targets) }
    }
    let computation = Computation(
      graph: built.graph, outputs: [built.loss, built.objective, built.decisions],
      parameters: built.parameters)
    var interpreter = Interpreter<Double>(computation, rows: 1500, batchRows: 1500, leaves: leaves)
    #expect(abs(first.loss - interpreter.elements(of: built.loss)[0]) < 1e-12)
    let objective = interpreter.elements(of: built.objective)[0]
    #expect(abs(first.loss + learner.penalty() - objective) < 1e-12)
    let decisions = interpreter.elements(of: built.decisions)
    #expect(zip(first.decisions, decisions).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// A network whose products are computed in several ways.
  @Test(arguments: [1, 7, 100, 128, 300])
  func whatComesOfARowDependsOnNoOther(pieceRows: Int) throws {
    let network = try Network(
      inputs: 32,
      layers: [
        Dense(units: 64, activation: Tanh()), Dense(units: 16, activation: ReLU()),
        Dense(units: 1, activation: Identity()),
      ], loss: MeanSquaredError(), classes: nil)
    let data = CaseData<Float>(network, rows: 300)
    let learner = Learner<Float>(
      network, optimizer: Adam(), seed: 4, batchRows: 10, threads: 2)
    let whole = learner.evaluate(try data.rows).decisions
    let evaluator = learner.makeEvaluator()
    var results = [Float](repeating: 0, count: 300)
    for first in stride(from: 0, to: 300, by: pieceRows) {
      let count = min(pieceRows, 300 - first)
      results.withUnsafeMutableBufferPointer { results in
        Array(data.inputs)[(first * 32)...].withUnsafeBufferPointer { inputs in
          guard let from = inputs.baseAddress, let to = results.baseAddress else { return }
          evaluator.decide(from, count: count, first: first, into: to + first)
        }
      }
    }
    #expect(results == whole)
  }

  @Test func divergenceIsReportedAtItsStep() throws {
    var optimizer = GradientDescent()
    optimizer.learningRate = 1e30
    let test = NetworkCase.all[2]
    for threads in [1, 2] {
      let (_, results) = try trained(
        test, as: Float.self, rows: 2800, batchRows: 700, threads: threads, optimizer: optimizer,
        epochs: 1)
      #expect(results[0].divergedAt.map { (1...4).contains($0) } == true)
      #expect(results[0].updates == results[0].divergedAt)
    }
  }

  /// Dropped units are a share p of all, and kept ones are scaled by 1 / (1 − p).
  @Test(arguments: [DropoutResample.step, .epoch])
  func dropoutMasksAreDrawnAsStated(resample: DropoutResample) {
    var graph = Graph()
    let mask = graph.apply(DropoutMask(rate: 0.25, units: 50, layer: 3, resample: resample))
    let computation = Computation(graph: graph, outputs: [mask], parameters: [])
    var interpreter = Interpreter<Float>(computation, rows: 200, batchRows: 200, leaves: [:])
    let elements = interpreter.elements(of: mask)
    #expect(Set(elements) == [0, 1 / 0.75])
    let dropped = Double(elements.filter { $0 == 0 }.count) / 10_000
    let rows = (0..<200).map { Array(elements[$0 * 50..<($0 + 1) * 50]) }
    switch resample {
    case .step:
      #expect(abs(dropped - 0.25) < 0.022)
      #expect(Set(rows).count == 200)
    case .epoch:
      #expect(Set(rows).count == 1)
    }
  }
}
