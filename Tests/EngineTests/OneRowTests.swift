import Engine
import Testing

/// Updates by one row, for which small layers are taken in few passes.
@Suite struct OneRowTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let network: Network
    let optimizer: any Optimizer
    /// The steps of an update in which nothing can be joined any more; nil where it does not matter.
    var steps: Int?

    var testDescription: String { name }

    init(
      _ name: String, inputs: Int, _ layers: [any Layer], _ loss: any Loss, classes: Int? = nil,
      _ optimizer: any Optimizer, regularizer: any Regularizer = NoRegularizer(),
      isWeighted: Bool = false, steps: Int? = nil
    ) {
      self.name = name
      network = soundNetwork(
        inputs: inputs, layers: layers, loss: loss, regularizer: regularizer, classes: classes,
        isWeighted: isWeighted)
      self.optimizer = optimizer
      self.steps = steps
    }

    static let all: [Case] = [
      Case(
        "2-4-1", inputs: 2,
        [Dense(units: 4, activation: Tanh()), Dense(units: 1, activation: Tanh())], SquaredError(),
        Momentum(), steps: 14),
      Case(
        "3-8-3", inputs: 3,
        [Dense(units: 8, activation: Sigmoid()), Dense(units: 3, activation: Softmax())],
        CrossEntropy(), classes: 3, Momentum(), steps: 12),
      Case(
        "4-16-3", inputs: 4,
        [Dense(units: 16, activation: ReLU()), Dense(units: 3, activation: Softmax())],
        CrossEntropy(), classes: 3, Adam(), steps: 12),
      Case(
        "1-1", inputs: 1, [Dense(units: 1, activation: Identity())], SquaredError(),
        GradientDescent()),
      Case(
        "no biases", inputs: 10,
        [
          Dense(units: 7, activation: Sigmoid(), hasBias: false),
          Dense(units: 5, activation: GELU(), hasBias: false),
          Dense(units: 6, activation: Tanh()),
          Dense(units: 2, activation: Identity(), hasBias: false),
        ], Huber(), Nesterov()),
      Case(
        "rows of weights longer than vectors", inputs: 13,
        [
          Dense(units: 9, activation: SiLU()), Dense(units: 11, activation: Identity()),
          Dense(units: 8, activation: ReLU()), Dense(units: 4, activation: Softmax()),
        ], CrossEntropy(), classes: 4, AdamW(), regularizer: ElasticNet()),
      Case(
        "dropout", inputs: 6,
        [
          Dense(units: 12, activation: Tanh(), dropout: 0.4),
          Dense(units: 5, activation: Softplus(), dropout: 0.2),
          Dense(units: 1, activation: Sigmoid()),
        ], CrossEntropy(), classes: 2, RMSProp()),
      Case(
        "one large layer", inputs: 70,
        [Dense(units: 30, activation: Tanh()), Dense(units: 3, activation: Identity())],
        Hinge(), classes: 3, AdaGrad(), regularizer: L2()),
      Case(
        "weighted rows", inputs: 2,
        [Dense(units: 3, activation: Tanh()), Dense(units: 1, activation: Identity())],
        SquaredError(), Momentum(), isWeighted: true),
    ]
  }

  /// The parameters and the optimizer's state after an update by gradients of the interpreter, and those that the
  /// program of an update leaves.
  private func expectEqualBits<S: Scalar>(_ test: Case, _: S.Type) throws {
    let (network, optimizer) = (test.network, test.optimizer)
    let built = NetworkGraph(network, training: true)
    let (graph, gradients) = built.differentiated(built.objective)
    let computation = Computation(
      graph: graph, outputs: [built.loss, built.objective, built.score],
      parameters: built.parameters, parameterGradients: gradients, gradients: .storeAndUpdate)
    let plan = Plan(computation, rows: 1)
    if let steps = test.steps { #expect(plan.outline.steps.count == steps) }
    let data = CaseData<S>(network, rows: 1)
    let weights: [S] = [1.75]
    func storage() -> ParameterStorage<S> {
      let storage = ParameterStorage<S>(
        network.parameters.map { .init(rows: $0.rows, columns: $0.columns, isWeight: $0.isWeight) },
        slots: type(of: optimizer).slotCount, evaluationSlot: type(of: optimizer).evaluationSlot)
      var random = TestRandom(11)
      for number in network.parameters.indices {
        for memory in [storage.values] + storage.slots {
          let elements = storage.elements(of: number, in: memory)
          // Slots with sums of squares are not negative.
          for index in elements.indices { elements[index] = S(random.uniform(in: 0.05...0.9)) }
        }
      }
      return storage
    }
    try weights.withUnsafeBufferPointer { weights in
      let rows = Rows(
        inputs: try data.rows.inputs, targets: try data.rows.targets,
        weights: network.isWeighted ? weights.baseAddress : nil, count: 1)
      for fill in [false, true] {
        let (reference, updated) = (storage(), storage())
        let program = Program(
          plan, storage: updated, optimizer: optimizer, point: updated.evaluationPoint)
        // Twice, so that what the first update leaves behind is read.
        for step in 1...2 {
          var context = StepContext(rows, seed: 3, rate: 0.05)
          context.step = step
          let outputs = try update(reference, test, computation, rows, context)
          if fill {
            program.runWithDeadMemoryFilled(context)
          } else {
            program.run(context, by: Team(count: 1))
          }
          for (value, expected) in zip(computation.outputs, outputs) {
            #expect(try #require(program.output(value))[0] == expected)
          }
          for (left, right) in zip(
            [reference.values, reference.gradients] + reference.slots,
            [updated.values, updated.gradients] + updated.slots)
          {
            // With what is between the parameters.
            #expect(Array(left.elements) == Array(right.elements))
          }
        }
      }
    }
    withExtendedLifetime(data) {}
  }

  /// Updates parameters by the gradients of the interpreter.
  /// - Returns: the computation's outputs.
  private func update<S: Scalar>(
    _ storage: ParameterStorage<S>, _ test: Case, _ computation: Computation, _ rows: Rows<S>,
    _ context: StepContext<S>
  ) throws -> [S] {
    var leaves: [Value: [S]] = [:]
    for (number, parameter) in computation.parameters.enumerated() {
      leaves[parameter] = Array(storage.elements(of: number, in: storage.evaluationPoint))
    }
    for value in computation.graph.values {
      guard case .data(let number) = computation.graph[value].source else { continue }
      let start = try #require([rows.inputs, rows.targets, rows.weights][number])
      leaves[value] = Array(
        UnsafeBufferPointer(start: start, count: computation.graph.shape(value).columns))
    }
    var interpreter = Interpreter<S>(computation, rows: 1, batchRows: 1, leaves: leaves)
    let outputs = computation.outputs.map { interpreter.elements(of: $0, context: context)[0] }
    for (number, gradient) in computation.parameterGradients.enumerated() {
      _ = storage.elements(of: number, in: storage.gradients)
        .update(from: interpreter.elements(of: gradient, context: context))
    }
    for (number, tensor) in storage.tensors.enumerated() {
      var check = SIMD8<S>()
      withUnsafeMutablePointer(to: &check) { check in
        let starts = ([storage.values, storage.gradients] + storage.slots).map {
          storage.elements(of: number, in: $0).baseAddress ?? $0.start
        }
        let slots = starts.dropFirst(2) + [starts[0], starts[0]]
        let block = UpdateBlock(
          values: starts[0], gradients: starts[1], slot0: slots[2], slot1: slots[3],
          count: tensor.count, check: check, isWeight: tensor.isWeight)
        test.optimizer.update(block, rate: context.rate, step: context.step)
      }
    }
    return outputs
  }

  @Test(arguments: Case.all)
  func anUpdateEqualsTheInterpreterBitForBit(test: Case) throws {
    try expectEqualBits(test, Float.self)
    try expectEqualBits(test, Double.self)
  }

  /// Gradients that are kept, for clipping or for the ranks, are joined as well; norms are taken of them.
  @Test(arguments: [Computation.Gradients.store, .accumulate])
  func keptGradientsEqualThoseOfTheInterpreter(gradients kind: Computation.Gradients) throws {
    let network = Case.all[5].network
    let built = NetworkGraph(network, training: true)
    let (graph, gradients) = built.differentiated(built.objective)
    let computation = Computation(
      graph: graph, outputs: [built.loss], parameters: built.parameters,
      parameterGradients: gradients, gradients: kind, computesNorm: true)
    let storage = ParameterStorage<Float>(
      network.parameters.map { .init(rows: $0.rows, columns: $0.columns, isWeight: $0.isWeight) })
    var random = TestRandom(4)
    var leaves: [Value: [Float]] = [:]
    for (number, parameter) in computation.parameters.enumerated() {
      let elements = storage.elements(of: number, in: storage.values)
      for index in elements.indices { elements[index] = Float(random.uniform(in: -0.5...0.5)) }
      leaves[parameter] = Array(elements)
    }
    let data = CaseData<Float>(network, rows: 1)
    for value in computation.graph.values {
      guard case .data(let number) = computation.graph[value].source else { continue }
      leaves[value] = Array(number == 0 ? data.inputs : data.targets)
    }
    let context = StepContext(try data.rows)
    let program = Program(Plan(computation, rows: 1), storage: storage, point: storage.values)
    program.run(context, by: Team(count: 1))
    var interpreter = Interpreter<Float>(computation, rows: 1, batchRows: 1, leaves: leaves)
    var squares = 0.0
    for (number, gradient) in computation.parameterGradients.enumerated() {
      let expected = interpreter.elements(of: gradient, context: context)
      #expect(Array(storage.elements(of: number, in: storage.gradients)) == expected)
      squares += expected.reduce(0) { $0 + Double($1) * Double($1) }
    }
    #expect(abs(program.gradientNorm - squares.squareRoot()) <= 1e-5 * squares.squareRoot())
  }
}
